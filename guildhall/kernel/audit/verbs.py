"""The two ways in which a verb writes: change a record, create a record; both leave a trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.constraints import BaseConstraint
from psycopg.types.json import Jsonb

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

M = TypeVar("M", bound=models.Model)

PLAIN = (
    "account_id",
    "person_id",
    "actor_label",
    "verb",
    "subject_type",
    "subject_id",
    "organisation_id",
    "reason",
)
INSERT = f"""
    INSERT INTO audit_entry ({", ".join(PLAIN)}, before, after) VALUES ({", ".join(["%s"] * (len(PLAIN) + 2))})
    RETURNING id, at, transaction, era
"""  # noqa: S608
ENCRYPTED = "（已加密）"
STALE = "这条记录刚被别人改过，请重新打开后再操作"


@contextmanager
def change(record: M, *, actor: Actor, verb: str, reason: str = "", version: datetime | None = None) -> Iterator[M]:
    """Open the transaction, lock and re-read the record, hand it over, save it and write the trail.

    `version` is the `changed_at` that the form showed; a newer record refuses.
    """
    with transaction.atomic():
        locked = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
        if version is not None and getattr(locked, "changed_at", version) != version:
            raise Refused(STALE)
        before = snapshot(locked)
        yield locked
        _save(locked, force_insert=False)
        after = snapshot(locked)
        changed = sorted(name for name in after if before.get(name) != after[name])
        note(
            actor=actor,
            verb=verb,
            subject=locked,
            reason=reason,
            before={name: shown(locked, name, before[name]) for name in changed},
            after={name: shown(locked, name, after[name]) for name in changed},
        )
        for field in locked._meta.concrete_fields:
            if field.attname in locked.__dict__:
                setattr(record, field.attname, locked.__dict__[field.attname])


def create(record: M, *, actor: Actor, verb: str, reason: str = "") -> M:
    """Save a new record and write the trail in one transaction."""
    with transaction.atomic():
        _save(record, force_insert=True)
        after = {
            name: shown(record, name, value) for name, value in snapshot(record).items() if value not in (None, "")
        }
        note(actor=actor, verb=verb, subject=record, reason=reason, after=after)
    return record


def _save(record: models.Model, *, force_insert: bool) -> None:
    """Check the fields, save, and turn what the database refuses into its constraint's own words."""
    unasked = {
        field.name
        for field in record._meta.concrete_fields
        if field.is_relation or (field.null and getattr(record, field.attname) is None)
    }
    try:
        record.clean_fields(exclude=unasked)
    except ValidationError as error:
        raise Refused(*said_of(record, error)) from error
    try:
        record.save(force_insert=force_insert)
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for constraint in record._meta.constraints:
            if constraint.name == broken and isinstance(constraint, BaseConstraint):
                raise Refused(str(constraint.get_violation_error_message())) from error
        raise


def said_of(record: models.Model, error: ValidationError) -> list[str]:
    """Field errors as sentences that name the field."""
    return [
        f"{getattr(record._meta.get_field(name), 'verbose_name', name)}：{message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def note(
    *,
    actor: Actor,
    verb: str,
    subject: models.Model | None = None,
    subject_type: str = "",
    subject_id: int | None = None,
    organisation_id: int | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """One entry of the trail; set verbs name their set by `subject`, such as an import."""
    if subject is not None:
        subject_type, subject_id = subject._meta.label_lower, subject.pk
        organisation_id = organisation_id or organisation_of(subject)
    return _written(
        Entry(
            account_id=actor.account_id,
            person_id=actor.person_id,
            actor_label=actor.label,
            verb=verb,
            subject_type=subject_type,
            subject_id=subject_id,
            organisation_id=organisation_id,
            reason=reason,
            before=before or {},
            after=after or {},
        )
    )


def _written(entry: Entry) -> Entry:
    """Insert an entry by a plain statement: every verb pays for it, and the ORM takes twice as long."""
    values: list[Any] = [getattr(entry, name) for name in PLAIN]
    values += [Jsonb(entry.before), Jsonb(entry.after)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        entry.pk, entry.at, entry.transaction, entry.era = cursor.fetchone()
    entry._state.adding, entry._state.db = False, connection.alias
    return entry


def organisation_of(record: models.Model) -> int | None:
    """The key of the organisation by which a record is scoped, if it is."""
    scoped_by = getattr(record, "scoped_by", None)
    if scoped_by is None:
        return None
    return record.pk if scoped_by.organisation == "id" else getattr(record, f"{scoped_by.organisation}_id", None)


def snapshot(record: models.Model) -> dict[str, Any]:
    """The record's own columns as values that compare; deferred and automatic ones are left out."""
    deferred = record.get_deferred_fields()
    return {
        field.name: plain(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.attname not in deferred and field.editable and not field.primary_key
    }


def plain(value: Any) -> Any:
    """A value as JSON can keep it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return f"（{len(value)} 字节）"
    return str(value)


def shown(record: models.Model, name: str, value: Any) -> Any:
    """What the trail may keep of a value: encrypted fields appear only as changed."""
    field = record._meta.get_field(name)
    return ENCRYPTED if getattr(field, "is_encrypted", False) and value not in (None, "") else value
