"""People: the person, spells of membership, who looked at what, merges of two records, households."""

from guildhall.kernel.people.models.households import HEAD, Household, HouseholdMember
from guildhall.kernel.people.models.merges import Duplicate, Merge, Move
from guildhall.kernel.people.models.person import (
    DateRange,
    Person,
    PersonQuerySet,
    PersonRange,
    Spell,
    SpellQuerySet,
    choices,
)
from guildhall.kernel.people.models.reveals import Reveal

__all__ = [
    "HEAD",
    "DateRange",
    "Duplicate",
    "Household",
    "HouseholdMember",
    "Merge",
    "Move",
    "Person",
    "PersonQuerySet",
    "PersonRange",
    "Reveal",
    "Spell",
    "SpellQuerySet",
    "choices",
]
