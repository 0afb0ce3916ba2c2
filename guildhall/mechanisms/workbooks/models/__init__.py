"""What workbooks keep: imports, exchange profiles, files sent, what came back."""

from guildhall.mechanisms.workbooks.models.differences import Difference, OutsideNumber, ReadBack
from guildhall.mechanisms.workbooks.models.exchange import Exchange, Profile, UpperSystem
from guildhall.mechanisms.workbooks.models.imports import Import
from guildhall.mechanisms.workbooks.models.offline import Split, SplitBook

__all__ = [
    "Difference",
    "Exchange",
    "Import",
    "OutsideNumber",
    "Profile",
    "ReadBack",
    "Split",
    "SplitBook",
    "UpperSystem",
]
