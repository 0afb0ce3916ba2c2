"""What a figure is, and what is kept of figures."""

from guildhall.mechanisms.indicators.models.definitions import (
    Breakdown,
    Consistency,
    Figure,
    Growth,
    Headline,
    Indicator,
    Kind,
    Ratio,
    TraceColumn,
)
from guildhall.mechanisms.indicators.models.readings import FrozenReading, PrintedRate, Rate, Target

__all__ = [
    "Breakdown",
    "Consistency",
    "Figure",
    "FrozenReading",
    "Growth",
    "Headline",
    "Indicator",
    "Kind",
    "PrintedRate",
    "Rate",
    "Ratio",
    "Target",
    "TraceColumn",
]
