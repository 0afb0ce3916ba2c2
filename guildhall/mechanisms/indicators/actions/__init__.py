"""The verbs of figures and of returns."""

from guildhall.mechanisms.indicators.actions.figures import (
    define_rate,
    enter_printed_rate,
    freeze,
    retire_rate,
    set_target,
)

__all__ = ["define_rate", "enter_printed_rate", "freeze", "retire_rate", "set_target"]
