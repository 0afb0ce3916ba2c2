"""An import taken back as a whole: what it made is voided, what it overwrote is restored."""

from typing import Any

from django.db import connection, transaction
from psycopg import sql

from guildhall.domains.membership.actions.roster.merge import CHANGEABLE, CHUNK, LOCK
from guildhall.domains.membership.actions.roster.staging import Advance
from guildhall.domains.membership.models import Roster
from guildhall.domains.membership.queries.roster import built_on, partition
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions import imports as workbooks
from guildhall.mechanisms.workbooks.models import Import

IN_CHUNK = "r.row_no > {after} AND r.row_no <= {to}"
KINDS = {"is_migrant_worker": "boolean", "employer_id": "bigint", "phone_index": "uuid"}


def _restored(name: str) -> str:
    if name == "phone":
        return "phone = decode(r.before->>'phone', 'hex')"
    return f"{name} = (r.before->>'{name}')::{KINDS.get(name, 'text')}"


VOID_SPELLS = f"""
    UPDATE people_spell s SET voided_at = now() FROM {{rows}} r
    WHERE s.id = r.spell_id AND r.outcome IN ('new', 'rejoined') AND s.voided_at IS NULL AND {IN_CHUNK}
"""  # noqa: S608
VOID_PEOPLE = f"""
    UPDATE people_person p SET voided_at = now() FROM {{rows}} r
    WHERE p.id = r.person_id AND r.outcome = 'new' AND p.voided_at IS NULL AND {IN_CHUNK}
"""  # noqa: S608
RESTORE = f"""
    WITH restored AS (
        UPDATE people_person p SET {", ".join(map(_restored, CHANGEABLE))}, sex = r.before->>'sex',
            born_on = (r.before->>'born_on')::date, home_union_id = (r.before->>'home_union_id')::bigint,
            area_id = (r.before->>'area_id')::bigint
        FROM {{rows}} r
        WHERE p.id = r.person_id AND r.outcome IN ('changed', 'rejoined') AND r.written_at IS NOT NULL AND {IN_CHUNK}
        RETURNING r.row_no
    )
    UPDATE {{rows}} r SET written_at = NULL FROM restored WHERE r.row_no = restored.row_no
"""  # noqa: S608
WITHDRAW = """
    UPDATE membership_transferproposal SET state = 'withdrawn', decided_on = {day}, decided_by = {label}, decision_note = '导入已撤回'
    WHERE source_id = {import_id} AND state = 'proposed'
"""
STEPS = (VOID_SPELLS, VOID_PEOPLE, RESTORE, WITHDRAW)


def take_back(import_: Import, *, actor: Actor, day: Any, advance: Advance) -> None:
    """Take everything back, unless something was built on it in the meantime; goes on from where it stopped."""
    while True:
        roster = undo_chunk(import_, actor=actor, day=day)
        if roster.taken_back_to >= roster.merged_to:
            break
        advance(min(roster.taken_back_to, roster.row_count), roster.row_count, "正在撤回")
    counts = {"taken_back": roster.merged_to}
    with transaction.atomic():
        note(verb="membership.roster.take_back", actor=actor, subject=import_, reason=import_.reason, after=counts)
        workbooks.record_taken_back(import_, counts={}, actor=actor)


def undo_chunk(import_: Import, *, actor: Actor, day: Any) -> Roster:
    """Take the next rows back, all or none of them."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        roster = Roster.objects.select_for_update().get(source=import_)
        if roster.taken_back_to == 0 and (reasons := built_on(import_.pk)):
            raise Refused(*reasons)
        to = min(roster.merged_to, roster.taken_back_to + CHUNK)
        parts = {
            "rows": partition(import_.pk),
            "after": sql.Literal(roster.taken_back_to),
            "to": sql.Literal(to),
            "day": sql.Literal(day),
            "label": sql.Literal(actor.label),
            "import_id": sql.Literal(import_.pk),
        }
        with connection.cursor() as cursor:
            for statement in STEPS:
                cursor.execute(sql.SQL(statement).format(**parts))
        roster.taken_back_to = to
        roster.save(update_fields=["taken_back_to"])
        note(verb="membership.roster.undo_rows", actor=actor, subject=import_, after={"up_to_row": to})
    return roster
