"""Reads of people, by topic."""

from guildhall.kernel.people.queries.finding import (
    LETTERS,
    begins,
    found_by,
    known_by_document,
    members_on,
    number_condition,
    open_spell_of,
)

__all__ = ["LETTERS", "begins", "found_by", "known_by_document", "members_on", "number_condition", "open_spell_of"]
