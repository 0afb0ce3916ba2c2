"""The grassroots unions: how many of each sort, where, since when, and the employers whose people they unite."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import numpy as np

from guildhall.demo import words
from guildhall.demo.dice import Dice, dice, share_out
from guildhall.demo.places import PLACES, ZONE, Place
from guildhall.demo.sizes import YEAR_BEGINS, YEAR_ENDS, Size
from guildhall.demo.tree import Body, Tree
from guildhall.demo.units import Register, Unit, in_words, town_stem
from guildhall.kernel.organisations.models import Kind, Ownership
from guildhall.kernel.people.rules.codes import complete_credit_code

OLDEST = {
    "enterprise": 24,
    "institution": 52,
    "government": 58,
    "joint": 13,
    "village": 12,
    "regional": 9,
    "industry": 9,
}
LIKELY_NEW = {
    "enterprise": 1.5,
    "institution": 0.35,
    "government": 0.15,
    "joint": 1.4,
    "village": 1.0,
    "regional": 1.2,
    "industry": 1.0,
}
UNITING = ("joint", "regional", "industry")
FACTORY = "江西庐陵光电有限公司"
FACTORY_FOUNDED = date(2004, 5, 18)
FACTORY_MEMBERS = 300
ZONE_TAKES_OVER = date(2013, 3, 1)


@dataclass(eq=False, slots=True)
class Plan:
    """A union to be founded."""

    category: str
    place: Place
    founded_on: date
    dissolved_on: date | None = None
    is_factory: bool = False


@dataclass(eq=False, slots=True)
class Union:
    """A founded union and its employers."""

    plan: Plan
    body: Body
    units: list[Unit]

    @property
    def stands_at_the_end(self) -> bool:
        return self.plan.dissolved_on is None and self.plan.founded_on <= YEAR_ENDS

    @property
    def is_new(self) -> bool:
        return YEAR_BEGINS <= self.plan.founded_on <= YEAR_ENDS


def plans(size: Size) -> list[Plan]:
    """What is to be founded: the unions that stand at the end of the year, then the dissolved, then the later ones."""
    rng = dice("plans")
    standing = _standing(size, rng)
    gone = [
        Plan("enterprise", place, founded, founded + timedelta(days=int(rng.randint(900, 5700))))
        for place, founded in zip(
            _spread(size.dissolved_unions, False, rng), _days(rng, 1984, 1995, size.dissolved_unions), strict=True
        )
    ]
    later = [
        Plan("enterprise", place, date(2013, 1, 8) + timedelta(days=int(rng.randint(70))))
        for place in _spread(size.later_unions, False, rng)
    ]
    return standing + gone + later


def _standing(size: Size, rng: Dice) -> list[Plan]:
    found = []
    for category, number in size.unions.items():
        seats = list(PLACES) if category == "government" else []
        seats += _spread(number - len(seats), category in ("village", "regional"), rng)
        found += [Plan(category, place, _founded_long_ago(category, rng)) for place in seats]
    factory = next(plan for plan in found if plan.place is PLACES[0])
    factory.is_factory, factory.founded_on = True, FACTORY_FOUNDED
    firm = [at for at, plan in enumerate(found) if not plan.is_factory and not _is_first_office(at, size)]
    weights = np.array([LIKELY_NEW[found[at].category] for at in firm])
    chances = rng.random_sample(len(firm)) ** (1 / weights)
    for at in np.argsort(-chances, kind="stable")[: size.new_unions].tolist():
        found[firm[at]].founded_on = date(2012, 1, 4) + timedelta(days=int(rng.randint(358)))
    return found


def _is_first_office(at: int, size: Size) -> bool:
    begins = size.unions["enterprise"] + size.unions["institution"]
    return begins <= at < begins + len(PLACES)


def _spread(number: int, only_towns: bool, rng: Dice) -> list[Place]:
    """Places for so many unions by their shares, in no order."""
    shares = [0 if only_towns and not place.towns else place.share for place in PLACES]
    seats = np.repeat(np.arange(len(PLACES)), share_out(number, shares))
    return [PLACES[at] for at in rng.permutation(seats).tolist()]


def _days(rng: Dice, first: int, last: int, number: int) -> list[date]:
    begin = date(first, 3, 1)
    span = (date(last, 10, 1) - begin).days
    return [begin + timedelta(days=int(day)) for day in rng.randint(span, size=number)]


def _founded_long_ago(category: str, rng: Dice) -> date:
    span = OLDEST[category] * 365
    return date(2011, 12, 20) - timedelta(days=int(span * rng.random_sample() ** 1.5))


class Founding:
    """Plants unions below their federations and enters their employers."""

    def __init__(self, size: Size, tree: Tree, register: Register) -> None:
        self.tree, self.register = tree, register
        self.rng = dice("unions")
        self.numbers = count(1)
        self.ordinals: dict[str, int] = {}
        self.unions: list[Union] = []
        self._shares = self._shares_of_enterprises(size)

    def _shares_of_enterprises(self, size: Size) -> dict[str, list[int]]:
        """How many enterprises each uniting union holds, so that the enterprises of all unions have the right sum."""
        uniting = sum(size.unions[category] for category in UNITING)
        villages = size.unions["village"]
        rest = size.enterprises - size.unions["enterprise"] - 2 * uniting
        parts = share_out(rest, self.rng.random_sample(uniting + villages) ** 2 + 0.01).tolist()
        return {"uniting": [2 + part for part in parts[:uniting]], "village": parts[uniting:]}

    def found(self, plan: Plan) -> Union:
        by_category: dict[str, Callable[[Plan], Union]] = {
            "enterprise": self._enterprise,
            "institution": self._institution,
            "government": self._office,
            "village": self._village,
        }
        union = by_category.get(plan.category, self._uniting)(plan)
        self._complete(union)
        self.unions.append(union)
        return union

    def _enterprise(self, plan: Plan) -> Union:
        federation = self._federation(plan.place, 0.5)
        unit = self.register.enterprise(federation, self._before(plan))
        if plan.is_factory:
            unit.name, unit.industry = FACTORY, "C"
        return self._single(plan, unit)

    def _institution(self, plan: Plan) -> Union:
        unit = self.register.institution(self._federation(plan.place, 0.0), self._before(plan))
        town = next((town for town in self._towns(plan.place) if town_stem(town.name[:-3]) in unit.name), None)
        unit.federation = town or unit.federation
        return self._single(plan, unit)

    def _office(self, plan: Plan) -> Union:
        unit = self.register.office(self._federation(plan.place, 0.0), self._before(plan))
        return self._single(plan, unit, Kind.OFFICE, "机关工会委员会")

    def _single(self, plan: Plan, unit: Unit, kind: str = Kind.SINGLE, ending: str = "工会委员会") -> Union:
        if plan.place.is_city and (line := self.tree.line_of(unit.industry)):
            unit.federation = line
        body = self._plant(plan, unit.federation, kind, unit.name + ending)
        body.ownership, body.unit_category = unit.sort.ownership, unit.sort.unit_category
        body.industry, body.line = unit.industry, self._line(unit)
        body.short_name = f"{unit.name}工会"
        return Union(plan, body, [unit])

    def _line(self, unit: Unit) -> Body | None:
        """Schools of all counties stand in the line of the education union, and so on; offices only in the city."""
        if unit.industry == "S" and not unit.place.is_city:
            return None
        return self.tree.line_of(unit.industry)

    def _village(self, plan: Plan) -> Union:
        town = self.register.pick(self._towns(plan.place))
        first, second = words.VILLAGE_FIRST.split(), words.VILLAGE_SECOND.split()
        name = self._once(f"{town.name[:-3]}{self.register.pick(first)}{self.register.pick(second)}村", "村")
        body = self._plant(plan, town, Kind.VILLAGE, f"{name}工会委员会")
        return Union(plan, body, [self._member_enterprise(plan, town) for _ in range(self._shares["village"].pop())])

    def _uniting(self, plan: Plan) -> Union:
        federation = self._federation(plan.place, 0.0 if plan.category == "industry" else 1.0)
        stem = federation.name.removesuffix("总工会")
        if plan.category == "industry":
            kind, name = Kind.INDUSTRY, f"{stem}{self.register.pick(words.INDUSTRY_UNIONS.split())}行业工会联合会"
        elif plan.category == "regional":
            kind, name = Kind.REGIONAL, f"{stem}区域性工会联合会"
        else:
            kind, name = Kind.JOINT, f"{stem}非公企业联合工会委员会"
        body = self._plant(plan, federation, kind, self._once(name, "区域性" if kind == Kind.REGIONAL else ""))
        body.ownership = Ownership.NON_PUBLIC
        number = self._shares["uniting"].pop()
        return Union(plan, body, [self._member_enterprise(plan, federation) for _ in range(number)])

    def _member_enterprise(self, plan: Plan, federation: Body) -> Unit:
        return self.register.enterprise(federation, self._before(plan))

    def _once(self, name: str, before: str) -> str:
        """The name, or with an ordinal where it is already taken."""
        self.ordinals[name] = turn = self.ordinals.get(name, 0) + 1
        if turn == 1:
            return name
        ordinal = f"第{in_words(turn)}"
        if before:
            stem, _, ending = name.rpartition(before)
            return f"{stem}{ordinal}{before}{ending}"
        for ending in ("非公企业联合工会委员会", "行业工会联合会"):
            if name.endswith(ending):
                return name.removesuffix(ending) + ordinal + ending
        return name + ordinal

    def _plant(self, plan: Plan, federation: Body, kind: str, name: str) -> Body:
        code = f"{plan.place.code}-{next(self.numbers):05}"
        return self.tree.plant(federation, kind, name, code, plan.founded_on, plan.place)

    def _federation(self, place: Place, share_of_towns: float) -> Body:
        if place.is_city:
            return self.tree.root
        towns = self._towns(place)
        if towns and self.rng.random_sample() < share_of_towns:
            return towns[self.rng.randint(len(towns))]
        return self.tree.counties[place.code]

    def _towns(self, place: Place) -> list[Body]:
        return self.tree.towns.get(place.code, [])

    def _before(self, plan: Plan) -> date:
        return plan.founded_on - timedelta(days=int(self.rng.randint(60, 2600)))

    def _complete(self, union: Union) -> None:
        """What every union has: number of approval, term, code, address; its employers its name and dates."""
        body, plan, rng = union.body, union.plan, self.rng
        body.approval_number = f"{plan.place.name[:1]}工组〔{plan.founded_on.year}〕{rng.randint(1, 90)}号"
        body.term_starts_on, body.term_ends_on = term_of(plan.founded_on, int(rng.choice((3, 5))), rng)
        body.dissolved_on = plan.dissolved_on
        if rng.random_sample() < 0.86:
            body.credit_code = complete_credit_code(f"81{plan.place.division}", f"QU{body.id:06}")
        body.address = union.units[0].address if union.units else f"{plan.place.name}{body.name[:-5]}"
        body.phone = f"0796-{8_300_000 + body.id * 83 % 690_000}"
        if rng.random_sample() < 0.03 and union.units:
            body.former_name = body.name.replace("有限公司", "有限责任公司").replace("中学", "初级中学")
            body.former_name = "" if body.former_name == body.name else body.former_name
        for unit in union.units:
            if plan.dissolved_on:
                unit.closed_on = plan.dissolved_on
            else:
                unit.union, unit.union_since = body, plan.founded_on


def term_of(founded_on: date, years: int, rng: Dice) -> tuple[date, date]:
    """The term that runs at the end of the year; a few are overdue."""
    begins = founded_on
    overdue = years if rng.random_sample() < 0.05 else 0
    while in_years(begins, years + overdue) <= YEAR_ENDS:
        begins = in_years(begins, years)
    return begins, in_years(begins, years)


def in_years(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def divide_big_ones(unions: list[Union], members: dict[int, int], tree: Tree) -> None:
    """Branches of the unions with more than a thousand members."""
    for union in unions:
        if members.get(union.body.id, 0) > 1000 and union.body.kind == Kind.SINGLE:
            for number in range(1, 4):
                name = f"{union.units[0].name}第{in_words(number)}分工会"
                code = f"{union.body.code}-{number}"
                tree.plant(union.body, Kind.BRANCH, name, code, union.body.founded_on, union.plan.place)


def hand_over_to_zone(unions: list[Union], number: int, tree: Tree) -> None:
    """Some unions of the county around it that the development zone took over after the reported year."""
    county, zone = tree.counties["360821"], tree.counties[ZONE.code]
    moving = [
        union
        for union in unions
        if union.body.parent is zone and union.plan.category == "enterprise" and union.plan.founded_on < YEAR_BEGINS
    ]
    for union in moving[:number]:
        union.body.former_parent, union.body.moved_on = county, ZONE_TAKES_OVER
