"""Reading figures: many over one base in one scan, as of the period's last day, within a part of the city."""

from guildhall.mechanisms.indicators.queries.agreement import Drift, breaches, drift
from guildhall.mechanisms.indicators.queries.counting import AREA, LINE
from guildhall.mechanisms.indicators.queries.declared import (
    NOTHING_DECLARED,
    Beside,
    Declared,
    declared_for,
    declared_of_measures,
    overlapping,
    units,
)
from guildhall.mechanisms.indicators.queries.known import catalogue, growth_of, ratio_of
from guildhall.mechanisms.indicators.queries.late import late_records
from guildhall.mechanisms.indicators.queries.protecting import (
    as_shown,
    hides_some,
    is_guarded,
    rests_on_sensitive,
    sees_all,
    smallest_shown,
)
from guildhall.mechanisms.indicators.queries.reaches import (
    LineReach,
    common_reach,
    lies_within,
    reach_below,
    reach_of_line,
)
from guildhall.mechanisms.indicators.queries.reading import (
    AREA_LABEL,
    LINE_LABEL,
    NO_LINE,
    Reading,
    Readings,
    by_county_and_line,
    keys_of,
    part_names,
    read,
    read_over,
    records,
    value_of,
)

__all__ = [
    "AREA",
    "AREA_LABEL",
    "LINE",
    "LINE_LABEL",
    "NOTHING_DECLARED",
    "NO_LINE",
    "Beside",
    "Declared",
    "Drift",
    "LineReach",
    "Reading",
    "Readings",
    "as_shown",
    "breaches",
    "by_county_and_line",
    "catalogue",
    "common_reach",
    "declared_for",
    "declared_of_measures",
    "drift",
    "growth_of",
    "hides_some",
    "is_guarded",
    "keys_of",
    "late_records",
    "lies_within",
    "overlapping",
    "part_names",
    "ratio_of",
    "reach_below",
    "reach_of_line",
    "read",
    "read_over",
    "records",
    "rests_on_sensitive",
    "sees_all",
    "smallest_shown",
    "units",
    "value_of",
]
