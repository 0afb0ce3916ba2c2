"""Small trees of unions."""

from datetime import date
from itertools import count

from guildhall.kernel.organisations import actions
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.scope import system

TESTER = system("测试")
FOUNDED = date(2001, 5, 1)
_numbers = count(1)


def city() -> Organisation:
    """The city federation; the tests' tree begins anew with it."""
    return founded(None, Kind.CITY, "吉安市总工会", code="360800")


def founded(parent: Organisation | None, kind: str, name: str, **values) -> Organisation:
    values.setdefault("code", f"T{next(_numbers):06}")
    values.setdefault("founded_on", FOUNDED)
    return actions.found(parent=parent, actor=TESTER, day=values["founded_on"], kind=kind, name=name, **values)
