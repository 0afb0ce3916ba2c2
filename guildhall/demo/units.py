"""Names, codes and sorts of employers, each name once in the city."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from guildhall.demo import words
from guildhall.demo.dice import Dice, dice, draw
from guildhall.demo.places import Place
from guildhall.demo.tree import Body
from guildhall.kernel.organisations.letters import letters_of
from guildhall.kernel.organisations.models import Ownership
from guildhall.kernel.people.rules.codes import complete_credit_code

# Bodies of codes that begin with QX are issued by nobody.
INVENTED_BODY = "QX"
PUBLIC_SORTS = (("110", "110"), ("151", "151"), ("120", "120"), ("161", "160"))
NON_PUBLIC_SORTS = (("170", "173"), ("159", "159"), ("170", "171"), ("200", "230"), ("300", "330"), ("169", "174"))
NUMERALS = "零一二三四五六七八九"


class Sort(NamedTuple):
    """What kind of unit it is, in the registers' codes."""

    ownership: str
    unit_category: str
    registration_type: str
    authority: str


SCHOOL_OR_HOSPITAL = Sort(Ownership.INSTITUTION, "400", "", "12")
OFFICE = Sort(Ownership.GOVERNMENT, "500", "", "11")


@dataclass(eq=False, slots=True)
class Unit:
    """An employer in the making."""

    id: int
    name: str
    sort: Sort
    industry: str
    place: Place
    federation: Body
    founded_on: date
    credit_code: str
    address: str
    union: Body | None = None
    union_since: date | None = None
    closed_on: date | None = None
    head_count: int = 0
    women_count: int = 0
    migrant_count: int = 0


@dataclass
class Register:
    """All employers, numbered as they come, with the names that are taken."""

    rng: Dice = field(default_factory=lambda: dice("units"))
    units: list[Unit] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    institutions: dict[str, Iterator[tuple[str, str]]] = field(default_factory=dict)
    offices: dict[str, Iterator[str]] = field(default_factory=dict)

    def enter(self, name: str, sort: Sort, industry: str, federation: Body, founded_on: date) -> Unit:
        place, number = federation.place, len(self.units) + 1
        code = complete_credit_code(sort.authority + place.division, f"{INVENTED_BODY}{number:06}")
        address = f"{place.name}{place.street} {number * 7 % 480 + 1} 号"
        unit = Unit(number, name, sort, industry, place, federation, founded_on, code, address)
        self.units.append(unit)
        return unit

    def enterprise(self, federation: Body, founded_on: date) -> Unit:
        """A new enterprise with an invented name."""
        sort = self._enterprise_sort()
        name, industry = self._company(federation.place, sort)
        while name in self.taken:
            name, industry = self._company(federation.place, sort)
        self.taken.add(name)
        return self.enter(name, sort, industry, federation, founded_on)

    def institution(self, federation: Body, founded_on: date) -> Unit:
        place = federation.place
        names = self.institutions.setdefault(place.code, institutions_of(place))
        name, industry = next(names)
        return self.enter(name, SCHOOL_OR_HOSPITAL, industry, federation, founded_on)

    def office(self, federation: Body, founded_on: date) -> Unit:
        names = self.offices.setdefault(federation.place.code, offices_of(federation.place))
        return self.enter(next(names), OFFICE, "S", federation, founded_on)

    def pick(self, choices: Any) -> Any:
        return choices[self.rng.randint(len(choices))]

    def _enterprise_sort(self) -> Sort:
        is_public = self.rng.random_sample() < 0.105
        category, registration = self.pick(PUBLIC_SORTS if is_public else NON_PUBLIC_SORTS)
        return Sort(Ownership.PUBLIC if is_public else Ownership.NON_PUBLIC, category, registration, "91")

    def _company(self, place: Place, sort: Sort) -> tuple[str, str]:
        industry = list(words.TRADES)[int(draw(self.rng, list(words.TRADE_WEIGHTS.values()), 1)[0])]
        trade = self.pick(words.TRADES[industry].split())
        brand = self.pick(words.BRAND_FIRST.split()) + self.pick(words.BRAND_SECOND.split())
        region = self.pick(("江西", "江西", "江西", "吉安市", place.name))
        ending = self.pick(("有限公司", "有限公司", "有限公司", "有限责任公司", "实业有限公司"))
        if sort.ownership == Ownership.PUBLIC:
            region, ending = place.name, self.pick(("总公司", "有限责任公司", "厂", "公司"))
        return f"{region}{brand}{trade}{ending}", industry


def institutions_of(place: Place) -> Iterator[tuple[str, str]]:
    """Schools, hospitals and stations of a place with their industries, the best known first; without end."""
    for name, industry in words.COUNTY_INSTITUTIONS:
        yield f"{place.name}{name}", industry
    for name, industry in words.TOWN_INSTITUTIONS:
        for town in place.towns:
            yield f"{place.name}{town_stem(town)}{name}", industry
    number = 4
    while True:
        for name, industry in (("小学", "P"), ("幼儿园", "P"), ("中学", "P"), ("社区卫生服务中心", "Q")):
            yield f"{place.name}第{in_words(number)}{name}", industry
        number += 1


def offices_of(place: Place) -> Iterator[str]:
    """Offices of government of a place: its federation's own first, bureaus, town governments, stations."""
    bureaus = words.BUREAUS.split()
    yield from (f"{place.name}{bureau}" for bureau in bureaus)
    for ending in ("人民政府", "财政所", "司法所", "派出所"):
        yield from (f"{place.name}{town}{ending}" for town in place.towns)
    yield from (f"{place.name}第{in_words(number)}行政服务站" for number in range(1, 10_000))


def town_stem(town: str) -> str:
    return town.removesuffix("街道").removesuffix("民族乡").removesuffix("畲族乡").removesuffix("镇").removesuffix("乡")


def in_words(number: int) -> str:
    """A number below a hundred in Chinese, digits above."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones]
    return f"{NUMERALS[tens] if tens > 1 else ''}十{NUMERALS[ones] if ones else ''}"


def rows(units: list[Unit]) -> list[dict[str, Any]]:
    """The units as rows of employers."""
    return [
        {
            "id": unit.id,
            "name": unit.name,
            "letters": letters_of(unit.name),
            "credit_code": unit.credit_code,
            "ownership": str(unit.sort.ownership),
            "unit_category": unit.sort.unit_category,
            "registration_type": unit.sort.registration_type,
            "industry": unit.industry,
            "address": unit.address,
            "head_count": unit.head_count,
            "women_count": unit.women_count,
            "migrant_count": unit.migrant_count,
            "founded_on": unit.founded_on,
            "closed_on": unit.closed_on,
            "area": unit.federation.area.id,
            "federation": unit.federation.id,
            "union": unit.union and unit.union.id,
            "union_since": unit.union_since,
        }
        for unit in units
    ]
