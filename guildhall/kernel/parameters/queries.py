from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from guildhall.kernel.calendar.rules import in_force
from guildhall.kernel.offers import offered
from guildhall.kernel.parameters import rules
from guildhall.kernel.parameters.models import Value
from guildhall.kernel.parameters.offers import Parameter, Setting

S = TypeVar("S", Decimal, int, str)


class UnknownParameterError(LookupError):
    """No part offers a parameter of that code."""


class NotSetError(LookupError):
    """The parameter has neither a value on the day nor a default."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A parameter on a day in a place: its value, where that stands, and whether somebody still has to confirm it."""

    parameter: Parameter
    value: Setting | None
    record: Value | None

    @property
    def is_default(self) -> bool:
        return self.record is None

    @property
    def source(self) -> str:
        return self.record.source if self.record else self.parameter.source

    @property
    def needs_confirmation(self) -> bool:
        return not self.record.is_confirmed if self.record else self.parameter.is_unsure or self.value is None

    @property
    def shown(self) -> str:
        return rules.shown(self.parameter, self.value)


def parameter(code: str) -> Parameter:
    found = next((known for known in offered(Parameter) if known.code == code), None)
    if found is None:
        raise UnknownParameterError(code)
    return found


def value(code: str, day: date, *, places: Sequence[int] = ()) -> Setting:
    """The value on the day; places are keys of organisations from near to far, then comes the whole city, then the default."""
    found = standing(code, day, places=places).value
    if found is None:
        raise NotSetError(code)
    return found


def number(code: str, day: date, *, places: Sequence[int] = ()) -> Decimal:
    """The amount or rate on the day."""
    return _of_kind(Decimal, value(code, day, places=places))


def count(code: str, day: date, *, places: Sequence[int] = ()) -> int:
    """The count or the days on the day."""
    return _of_kind(int, value(code, day, places=places))


def text(code: str, day: date, *, places: Sequence[int] = ()) -> str:
    """The text or choice on the day."""
    return _of_kind(str, value(code, day, places=places))


def standing(code: str, day: date, *, places: Sequence[int] = ()) -> Standing:
    """The value on the day together with its source and whether it is confirmed."""
    return _standing(parameter(code), Value.objects.filter(code=code), day, places)


def standings(day: date, *, places: Sequence[int] = (), prefix: str = "") -> list[Standing]:
    """All offered parameters on the day, in one query."""
    kept = defaultdict(list)
    for row in Value.objects.filter(code__startswith=prefix):
        kept[row.code].append(row)
    known = sorted(offered(Parameter), key=lambda one: one.code)
    return [_standing(one, kept[one.code], day, places) for one in known if one.code.startswith(prefix)]


def _of_kind(kind: type[S], found: Setting) -> S:
    if not isinstance(found, kind):
        raise TypeError(f"the parameter is a {type(found).__name__}, not a {kind.__name__}")
    return found


def _standing(known: Parameter, rows: Iterable[Value], day: date, places: Sequence[int]) -> Standing:
    row = in_force(rows, day, places=places)
    return Standing(known, rules.read(known, row.value) if row else known.default, row)
