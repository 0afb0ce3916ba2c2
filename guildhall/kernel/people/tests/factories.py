"""People with identity numbers of nobody: address codes begin with 99."""

from datetime import date
from itertools import count

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people import actions
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.rules.identity import resident_number
from guildhall.kernel.scope import system

TESTER = system("测试")
DAY = date(2012, 3, 1)
_numbers = count(1000)


def number(sequence: int | None = None, born_on: date = date(1980, 1, 1)) -> str:
    """A right identity number that can be nobody's."""
    running = next(_numbers) if sequence is None else sequence
    return resident_number(f"99{running // 1000:04}", born_on, running % 1000)


def person(home_union: Organisation, name: str = "王小明", **values) -> Person:
    values.setdefault("document_type", "01")
    values.setdefault("document_number", number())
    return actions.register(name=name, home_union=home_union, actor=TESTER, day=DAY, **values)


def member(union: Organisation, name: str = "王小明", *, since: date = DAY, **values) -> Spell:
    """A person with an open membership in a union."""
    return actions.open_spell(person(union, name, **values), organisation=union, day=since, actor=TESTER)
