"""A judged roster written into the register, chunk by chunk: each one transaction, and twice is once."""

from typing import Any

from django.db import connection, transaction
from psycopg import sql

from guildhall.domains.membership.actions.roster.classify import judge_again
from guildhall.domains.membership.actions.roster.staging import Advance
from guildhall.domains.membership.models import Roster
from guildhall.domains.membership.queries.roster import counts_of, partition
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.scope import Actor
from guildhall.kernel.scope.actors import SystemActor
from guildhall.mechanisms.workbooks.actions import imports as workbooks
from guildhall.mechanisms.workbooks.models import Import

CHUNK = 50_000
ROUNDS = 3
# One roster writes at a time, so that two with the same people do not wait for each other in a circle.
LOCK = 7_031_502
# Of a table without figures the planner thinks that it is small: the guard of spells would compare all with all.
PLANNED_BLIND = "SET LOCAL enable_nestloop = off"
IN_CHUNK = "r.row_no > {after} AND r.row_no <= {to}"
TEXTS = (
    "nationality", "education", "political_status", "household_type", "employment_state", "skill_level", "work_form",
    "job_title",
)  # fmt: skip
CHANGEABLE = ("nationality", "education", "political_status", "household_type", "employment_state", "skill_level",
              "work_form", "job_title", "is_migrant_worker", "employer_id", "phone", "phone_index")  # fmt: skip

PEOPLE = f"""
    INSERT INTO people_person (
        id, uuid, name, name_key, pinyin, initials, strokes, sex, born_on, document_type, document_number, document_index, phone,
        phone_index, {", ".join(TEXTS)}, is_migrant_worker, employer_id, home_union_id, area_id
    )
    SELECT r.person_id, gen_random_uuid(), r.name, r.name_key, r.pinyin, r.initials, coalesce(r.strokes, ''), coalesce(r.sex, '0'), r.born_on,
        r.document_type, r.document_number, r.document_index, r.phone, r.phone_index,
        {", ".join(f"coalesce(r.{name}, '')" for name in TEXTS)}, coalesce(r.is_migrant_worker, false), r.employer_id,
        r.union_id, r.area_id
    FROM {{rows}} r WHERE r.outcome = 'new' AND {IN_CHUNK}
    ON CONFLICT DO NOTHING
"""  # noqa: S608
SPELLS = f"""
    INSERT INTO people_spell (id, person_id, organisation_id, area_id, since, opened_by, closed_by, standing, source_id)
    SELECT r.spell_id, r.person_id, r.union_id, r.area_id, coalesce(r.since, {{day}}), 'joined', '', 'full', {{import_id}}
    FROM {{rows}} r WHERE r.outcome = 'new' AND {IN_CHUNK}
    ON CONFLICT DO NOTHING
"""  # noqa: S608
RETURNS = f"""
    INSERT INTO people_spell (id, person_id, organisation_id, area_id, since, opened_by, closed_by, standing, source_id)
    SELECT r.spell_id, r.person_id, r.union_id, r.area_id, coalesce(r.since, {{day}}),
        CASE WHEN EXISTS (SELECT 1 FROM people_spell o WHERE o.person_id = r.person_id AND o.voided_at IS NULL)
             THEN 'rejoined' ELSE 'joined' END, '', 'full', {{import_id}}
    FROM {{rows}} r WHERE r.outcome = 'rejoined' AND {IN_CHUNK}
    ON CONFLICT DO NOTHING
"""  # noqa: S608
# Who was registered or became a member elsewhere since the preview: the rows that could not be written.
LOST_PEOPLE = f"""
    SELECT r.row_no FROM {{rows}} r LEFT JOIN people_person p ON p.id = r.person_id
    WHERE r.outcome = 'new' AND {IN_CHUNK} AND p.id IS NULL
"""  # noqa: S608
LOST = f"""
    SELECT r.row_no FROM {{rows}} r LEFT JOIN people_spell s ON s.id = r.spell_id
    WHERE r.outcome IN ('new', 'rejoined') AND {IN_CHUNK} AND s.id IS NULL
    UNION SELECT r.row_no FROM {{rows}} r WHERE r.outcome IN ('changed', 'rejoined') AND {IN_CHUNK} AND r.written_at IS NULL
    UNION SELECT r.row_no FROM {{rows}} r
    LEFT JOIN membership_transferproposal t ON t.person_id = r.person_id AND t.source_id = {{import_id}}
    WHERE r.outcome = 'elsewhere' AND {IN_CHUNK} AND t.id IS NULL
"""  # noqa: S608
# The image of what is overwritten is kept with the row: encrypted columns as their sealed bytes.
OVERWRITE = f"""
    WITH old AS MATERIALIZED (
        SELECT r.row_no, r.outcome, r.union_id, r.area_id AS new_area_id, p.id, p.home_union_id, p.area_id, p.sex, p.born_on,
            {", ".join(f"p.{name}" for name in CHANGEABLE)},
            {", ".join(f"r.{name} AS new_{name}" for name in CHANGEABLE)}, r.sex AS new_sex, r.born_on AS new_born_on
        FROM {{rows}} r JOIN people_person p ON p.id = r.person_id JOIN people_spell s ON s.id = r.spell_id
        WHERE r.outcome IN ('changed', 'rejoined') AND r.written_at IS NULL AND {IN_CHUNK}
          AND p.voided_at IS NULL AND s.until IS NULL AND s.voided_at IS NULL AND s.organisation_id = r.union_id
        FOR UPDATE OF p
    ), written AS (
        UPDATE people_person p SET
            {", ".join(f"{name} = coalesce(o.new_{name}, p.{name})" for name in CHANGEABLE)},
            sex = CASE WHEN p.sex IN ('1', '2') THEN p.sex ELSE coalesce(o.new_sex, p.sex) END,
            born_on = coalesce(p.born_on, o.new_born_on),
            home_union_id = CASE WHEN o.outcome = 'rejoined' THEN o.union_id ELSE p.home_union_id END,
            area_id = CASE WHEN o.outcome = 'rejoined' THEN o.new_area_id ELSE p.area_id END
        FROM old o WHERE p.id = o.id RETURNING p.id, p.changed_at
    )
    UPDATE {{rows}} r SET written_at = w.changed_at, before = jsonb_build_object(
        'sex', o.sex, 'born_on', o.born_on, 'home_union_id', o.home_union_id, 'area_id', o.area_id,
        {", ".join(f"'{name}', " + (f"encode(o.{name}, 'hex')" if name == "phone" else f"o.{name}") for name in CHANGEABLE)}
    )
    FROM old o JOIN written w ON w.id = o.id WHERE r.row_no = o.row_no AND r.outcome = o.outcome
"""  # noqa: S608
PROPOSE = f"""
    INSERT INTO membership_transferproposal (
        person_id, from_union_id, to_union_id, area_id, proposed_on, proposed_by, account_id, source_id, note, state,
        decided_by, decision_note
    )
    SELECT r.person_id, s.organisation_id, r.union_id, r.area_id, {{day}}, {{label}}, {{account}}, {{import_id}}, '花名册导入', 'proposed', '', ''
    FROM {{rows}} r JOIN people_spell s ON s.person_id = r.person_id AND s.until IS NULL AND s.voided_at IS NULL
    WHERE r.outcome = 'elsewhere' AND {IN_CHUNK} AND s.organisation_id <> r.union_id
      AND NOT EXISTS (
        SELECT 1 FROM membership_transferproposal t WHERE t.person_id = r.person_id AND t.source_id = {{import_id}}
      )
    ON CONFLICT DO NOTHING
"""  # noqa: S608
EXPECTED = f"SELECT r.outcome, count(*) FROM {{rows}} r WHERE {IN_CHUNK} GROUP BY r.outcome"  # noqa: S608
STEPS = (
    (SPELLS, ("new",)),
    (RETURNS, ("rejoined",)),
    (OVERWRITE, ("changed", "rejoined")),
    (PROPOSE, ("elsewhere",)),
)


class Chunk:
    """The rows after one row number and up to another, as the statements see them."""

    def __init__(self, roster: Roster, import_: Import, to: int) -> None:
        self.parts: dict[str, Any] = {
            "rows": partition(import_.pk),
            "after": sql.Literal(roster.merged_to),
            "to": sql.Literal(to),
            "day": sql.Literal(roster.day),
            "import_id": sql.Literal(import_.pk),
            "label": sql.Literal(import_.uploaded_by),
            "account": sql.Literal(import_.account_id),
        }

    def execute(self, statement: str) -> int:
        """Run a statement; says how many rows it wrote."""
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(**self.parts))
            return int(cursor.rowcount)

    def rows(self, statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(**self.parts))
            return cursor.fetchall()

    def numbers(self, statement: str) -> list[int]:
        return [row_no for (row_no,) in self.rows(statement)]

    def lost(self) -> list[int]:
        """Write what is not written yet; the rows that others got ahead of. Nobody is a member before being a person."""
        expected = dict(self.rows(EXPECTED))
        if self.execute(PEOPLE) != expected.get("new", 0) and (lost := self.numbers(LOST_PEOPLE)):
            return lost
        written = [self.execute(statement) for statement, _ in STEPS]
        wanted = [sum(expected.get(outcome, 0) for outcome in outcomes) for _, outcomes in STEPS]
        return [] if written == wanted else self.numbers(LOST)


def merge(import_: Import, *, actor: Actor, advance: Advance) -> dict[str, int]:
    """Write what the preview promised; goes on from where an earlier run stopped."""
    while True:
        roster = write_chunk(import_)
        if roster.merged_to >= roster.last_row:
            break
        advance(min(roster.merged_to, roster.row_count), roster.row_count, "正在写入")
    return counts_of(import_.pk)


def write_chunk(import_: Import) -> Roster:
    """Write the next rows, all or none of them."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute("SELECT reltuples < %s FROM pg_class WHERE oid = 'people_spell'::regclass", [CHUNK])
            is_new = bool(cursor.fetchone()[0])
            if is_new:
                cursor.execute(PLANNED_BLIND)
        roster = Roster.objects.select_for_update().get(source=import_)
        to = min(roster.last_row, roster.merged_to + CHUNK)
        chunk = Chunk(roster, import_, to)
        for _ in range(ROUNDS):
            lost = chunk.lost()
            if not lost:
                break
            judge_again(import_.pk, lost, day=roster.day)
        if is_new:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE people_person, people_spell")
        roster.merged_to = to
        roster.save(update_fields=["merged_to"])
        note(
            verb="membership.roster.write_rows",
            actor=SystemActor(label=import_.uploaded_by, account_id=import_.account_id),
            subject=import_,
            after={"up_to_row": to},
        )
    return roster


def finish(import_: Import, counts: dict[str, int], *, actor: Actor) -> None:
    """Report the merge, with one entry in the trail that names the set."""
    with transaction.atomic():
        note(verb="membership.roster.merge", actor=actor, subject=import_, after=counts)
        workbooks.record_merged(import_, counts=counts, actor=actor)
