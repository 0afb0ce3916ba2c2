"""What a figure counts and what was entered only after its cut-off: shown apart, never taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from guildhall.kernel.scope import EVERYTHING, Reach
from guildhall.mechanisms.indicators.models import Indicator
from guildhall.mechanisms.indicators.queries.reading import records
from guildhall.mechanisms.indicators.rules.periods import Period


def late_records(
    indicator: Indicator, period: Period, reach: Reach = EVERYTHING, moment: datetime | None = None
) -> QuerySet[Any]:
    """The records of a figure that were entered after a moment; none where no moment is set."""
    counted = records(indicator, period, reach)
    return counted.none() if moment is None else counted.filter(indicator.entered_after(moment))
