"""The verbs of people, by topic."""

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
    "close_spell",
    "correct",
    "dismiss",
    "merge",
    "name_pair",
    "open_spell",
    "register",
    "reveal",
    "set_document",
    "set_name",
    "set_phone",
    "set_standing",
    "undo",
    "void_spell",
]
