"""Reading returns: what the platform counts for their cells, how a level adds up, who is missing."""

from guildhall.mechanisms.indicators.queries.returns.cells import Counted, count_cells, figure_of
from guildhall.mechanisms.indicators.queries.returns.levels import (
    Level,
    Standing,
    Total,
    late_of,
    list_of_the_late,
    lower_unions,
    returns_of,
    standing_of,
    totals_of,
)
from guildhall.mechanisms.indicators.queries.returns.sheets import Line, Written, lines_of, values_of, written_cells
from guildhall.mechanisms.indicators.queries.returns.waiting import (
    STANDINGS,
    held_by,
    homes_of,
    to_accept,
    to_confirm,
    to_fill,
)

__all__ = [
    "STANDINGS", "Counted", "Level", "Line", "Standing", "Total", "Written", "count_cells", "figure_of", "held_by", "homes_of", "late_of", "lines_of",
    "list_of_the_late", "lower_unions", "returns_of", "standing_of", "to_accept", "to_confirm", "to_fill", "totals_of", "values_of", "written_cells",
]  # fmt: skip
