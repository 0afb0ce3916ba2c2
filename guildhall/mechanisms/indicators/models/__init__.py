"""What a figure is, and what is kept of figures."""

from guildhall.mechanisms.indicators.models.declared import DeclaredReading
from guildhall.mechanisms.indicators.models.definitions import (
    Against,
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
from guildhall.mechanisms.indicators.models.measures import Measure, Unit
from guildhall.mechanisms.indicators.models.readings import FrozenReading, PrintedRate, Rate, Target
from guildhall.mechanisms.indicators.models.returns import Return, ReturnCall, ReturnCell, ReturnForm, ReturnValue

__all__ = [
    "Against",
    "Breakdown",
    "Consistency",
    "DeclaredReading",
    "Figure",
    "FrozenReading",
    "Growth",
    "Headline",
    "Indicator",
    "Kind",
    "Measure",
    "PrintedRate",
    "Rate",
    "Ratio",
    "Return",
    "ReturnCall",
    "ReturnCell",
    "ReturnForm",
    "ReturnValue",
    "Target",
    "TraceColumn",
    "Unit",
]
