"""The trail of one record in words for the screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from guildhall.kernel.audit import queries
from guildhall.kernel.audit.models import Entry
from guildhall.web import formats


@dataclass(frozen=True)
class Line:
    """One entry as it is read: who, what, when, why, and the fields that changed."""

    at: datetime
    who: str
    what: str
    reason: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def entries_of(record: models.Model, limit: int) -> list[Line]:
    """The latest lines first."""
    return [
        Line(
            at=entry.at,
            who=entry.actor_label,
            what=queries.label_of(entry.verb),
            reason=entry.reason,
            changes=list(changes_of(record, entry)) if entry.before else [],
        )
        for entry in queries.entries_of(record, limit)
    ]


def changes_of(record: models.Model, entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Label, before and after of each changed field; what a key points at is only said to have changed."""
    for name, before in entry.before.items():
        try:
            column = record._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        label = str(getattr(column, "verbose_name", name))
        if column.is_relation:
            yield label, "", "已更改"
        else:
            yield label, written(column, before), written(column, entry.after.get(name))


def written(column: Any, value: Any) -> str:
    if value is None or value == "":
        return formats.NOTHING
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(column, models.DateField) and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return (
            formats.chinese_moment(moment)
            if isinstance(column, models.DateTimeField)
            else formats.chinese_day(date(moment.year, moment.month, moment.day))
        )
    return str(value)
