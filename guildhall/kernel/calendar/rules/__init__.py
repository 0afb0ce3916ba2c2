from guildhall.kernel.calendar.rules.dated import in_force
from guildhall.kernel.calendar.rules.days import Days
from guildhall.kernel.calendar.rules.periods import Due, Period, Unit, days_left, due
from guildhall.kernel.calendar.rules.phrases import Deadline, Kind, read_phrase, read_phrases

__all__ = [
    "Days",
    "Deadline",
    "Due",
    "Kind",
    "Period",
    "Unit",
    "days_left",
    "due",
    "in_force",
    "read_phrase",
    "read_phrases",
]
