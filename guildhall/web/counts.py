"""How many records a list has, without ever scanning a million rows for it."""

import json
from dataclasses import dataclass

from django.db import OperationalError, connection, models, transaction

from guildhall.web import formats

EXACT_UP_TO = 10_000
A_LOOK = 1_000
PATIENCE = "SET LOCAL statement_timeout = '300ms'"


@dataclass(frozen=True)
class Counted:
    """A number of records, or what can be said instead of it."""

    number: int
    is_exact: bool = True
    is_estimate: bool = False

    @property
    def words(self) -> str:
        if self.is_exact:
            return f"共 {formats.count(self.number)} 条"
        if self.is_estimate:
            return f"约 {formats.wan(self.number)} 条"
        return f"超过 {formats.wan(self.number)} 条"


def counted(records: models.QuerySet) -> Counted:
    """Exact where a look or the planner says there are at most ten thousand; beyond that, or when it takes too long, about."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        try:
            found = _within_patience(records.order_by())
        except OperationalError:
            found = None
        transaction.set_rollback(True)  # gives the patience back
    return found or Counted(estimated(records), is_exact=False, is_estimate=True)


def _within_patience(records: models.QuerySet) -> Counted:
    look = min(A_LOOK, EXACT_UP_TO)
    number = records[: look + 1].count()
    if number <= look:
        return Counted(number)
    if look < EXACT_UP_TO:
        expected = estimated(records)
        if expected > EXACT_UP_TO:
            return Counted(expected, is_exact=False, is_estimate=True)
        number = records[: EXACT_UP_TO + 1].count()
    return Counted(min(number, EXACT_UP_TO), is_exact=number <= EXACT_UP_TO)


def estimated(records: models.QuerySet) -> int:
    """What the planner expects."""
    plan = json.loads(records.order_by().explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])
