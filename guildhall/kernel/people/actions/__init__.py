"""The verbs of people, by topic."""

from guildhall.kernel.people.actions.households import (
    change_head,
    found_household,
    join_household,
    leave_household,
    set_address,
    split_household,
)
from guildhall.kernel.people.actions.merging import dismiss, merge, name_pair, undo
from guildhall.kernel.people.actions.register import (
    close_spell,
    correct,
    open_spell,
    register,
    set_document,
    set_name,
    set_phone,
    set_standing,
    void_spell,
)
from guildhall.kernel.people.actions.reveals import reveal

__all__ = [
    "change_head",
    "close_spell",
    "correct",
    "dismiss",
    "found_household",
    "join_household",
    "leave_household",
    "merge",
    "name_pair",
    "open_spell",
    "register",
    "reveal",
    "set_address",
    "set_document",
    "set_name",
    "set_phone",
    "set_standing",
    "split_household",
    "undo",
    "void_spell",
]
