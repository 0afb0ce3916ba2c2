"""The verbs of returns: make a form, call it in, fill and confirm an answer, accept it."""

from guildhall.mechanisms.indicators.actions.returns.answers import (
    confirm,
    fill,
    give_back,
    hand_over,
    prepare,
    refresh,
    take_totals,
)
from guildhall.mechanisms.indicators.actions.returns.calls import (
    accept,
    call_in,
    call_lower,
    recall,
    reissue,
    remind,
    send_back,
)
from guildhall.mechanisms.indicators.actions.returns.designing import (
    add_figures,
    attach_workbook,
    draft_form,
    enforce,
    map_cells,
    next_version,
    remove_cell,
    retire,
    save_cell,
    save_form,
)

__all__ = [
    "accept", "add_figures", "attach_workbook", "call_in", "call_lower", "confirm", "draft_form", "enforce", "fill",
    "give_back", "hand_over", "map_cells", "next_version", "prepare", "recall", "refresh", "reissue", "remind",
    "remove_cell", "retire", "save_cell", "save_form", "send_back", "take_totals",
]  # fmt: skip
