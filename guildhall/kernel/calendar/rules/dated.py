from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    since: date
    until: date | None
    organisation_id: int | None


T = TypeVar("T", bound=Dated)


def in_force(rows: Iterable[T], day: date, *, places: Sequence[int] = ()) -> T | None:
    """The row that rules on the day: of the nearest place first (places go from near to far, then the whole city), then the latest."""
    rank: dict[int | None, int] = {place: n for n, place in enumerate(reversed((*places, None)))}
    standing = [
        row
        for row in rows
        if row.organisation_id in rank and row.since <= day and (row.until is None or day <= row.until)
    ]
    return max(standing, key=lambda row: (rank[row.organisation_id], row.since), default=None)
