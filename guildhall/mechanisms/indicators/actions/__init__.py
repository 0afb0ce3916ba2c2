"""The verbs of figures and of returns."""

from guildhall.mechanisms.indicators.actions.declared import correct_declared, declare, withdraw_declared
from guildhall.mechanisms.indicators.actions.figures import (
    define_rate,
    enter_printed_rate,
    freeze,
    retire_rate,
    set_target,
)
from guildhall.mechanisms.indicators.actions.measures import (
    add_unit,
    define_measure,
    resume_unit,
    retire_measure,
    retire_unit,
)

__all__ = [
    "add_unit",
    "correct_declared",
    "declare",
    "define_measure",
    "define_rate",
    "enter_printed_rate",
    "freeze",
    "resume_unit",
    "retire_measure",
    "retire_rate",
    "retire_unit",
    "set_target",
    "withdraw_declared",
]
