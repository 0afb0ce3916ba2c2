"""Reading figures: many over one base in one scan, as of the period's last day, within a part of the city."""

from guildhall.mechanisms.indicators.queries.counting import AREA
from guildhall.mechanisms.indicators.queries.late import late_records
from guildhall.mechanisms.indicators.queries.reading import (
    AREA_LABEL,
    Drift,
    Reading,
    Readings,
    breaches,
    catalogue,
    common_reach,
    drift,
    keys_of,
    part_names,
    ratio_of,
    reach_below,
    reach_of_line,
    read,
    read_over,
    records,
    value_of,
)

__all__ = [
    "AREA",
    "AREA_LABEL",
    "Drift",
    "Reading",
    "Readings",
    "breaches",
    "catalogue",
    "common_reach",
    "drift",
    "keys_of",
    "late_records",
    "part_names",
    "ratio_of",
    "reach_below",
    "reach_of_line",
    "read",
    "read_over",
    "records",
    "value_of",
]
