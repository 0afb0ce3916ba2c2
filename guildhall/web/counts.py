"""How many records a list has, without ever scanning a million rows for it."""

import json
from dataclasses import dataclass

from django.db import OperationalError, connection, models, transaction

from guildhall.web import formats

EXACT_UP_TO = 10_000
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
    """Exact up to ten thousand; beyond that, or when counting takes too long, said as such."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        try:
            number = records.order_by()[: EXACT_UP_TO + 1].count()
        except OperationalError:
            number = None
        transaction.set_rollback(True)  # gives the patience back
    if number is None:
        return Counted(estimated(records), is_exact=False, is_estimate=True)
    return Counted(min(number, EXACT_UP_TO), is_exact=number <= EXACT_UP_TO)


def estimated(records: models.QuerySet) -> int:
    """What the planner expects."""
    plan = json.loads(records.order_by().explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])
