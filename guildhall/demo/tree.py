"""The federations of the city: the city's own, its departments and industrial unions, counties, the zone, towns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guildhall.demo.places import CITY_CODE, CITY_NAME, DEPARTMENTS, INDUSTRIAL_UNIONS, INSTITUTIONS, PLACES, Place
from guildhall.kernel.organisations.letters import letters_of
from guildhall.kernel.organisations.models import AREA_KINDS, STEP, Kind, Ownership
from guildhall.kernel.organisations.strokes import stroke_key

BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FEDERATIONS_SINCE = date(1950, 8, 1)
ZONE_SINCE = date(2002, 3, 28)
TOWNS_SINCE = date(2003, 9, 1)


@dataclass(eq=False, slots=True)
class Body:
    """An organisation in the making, at its place in the tree."""

    id: int
    parent: "Body | None"
    kind: str
    code: str
    name: str
    founded_on: date
    path: str
    depth: int
    place: Place
    area: "Body" = field(init=False, repr=False)
    line: "Body | None" = None
    short_name: str = ""
    rank: int = 1000
    child_count: int = 0
    division: str = ""
    credit_code: str = ""
    ownership: str = Ownership.OTHER
    unit_category: str = ""
    industry: str = ""
    address: str = ""
    phone: str = ""
    approval_number: str = ""
    term_starts_on: date | None = None
    term_ends_on: date | None = None
    dissolved_on: date | None = None
    former_name: str = ""
    former_parent: "Body | None" = None
    moved_on: date | None = None


@dataclass
class Tree:
    """All bodies in the order in which they were planted, parents first."""

    bodies: list[Body] = field(default_factory=list)
    industrial: dict[str, Body] = field(default_factory=dict)
    counties: dict[str, Body] = field(default_factory=dict)
    towns: dict[str, list[Body]] = field(default_factory=dict)

    @property
    def root(self) -> Body:
        return self.bodies[0]

    def plant(self, parent: Body | None, kind: str, name: str, code: str, founded_on: date, place: Place) -> Body:
        """A new last child of a parent."""
        path, depth = "0001", 1
        if parent is not None:
            parent.child_count += 1
            path, depth = parent.path + step(parent.child_count), parent.depth + 1
        body = Body(len(self.bodies) + 1, parent, kind, code, name, founded_on, path, depth, place)
        stands_alone = parent is None or (depth == 2 and kind in AREA_KINDS)
        body.area = body if stands_alone or parent is None else parent.area
        self.bodies.append(body)
        return body

    def line_of(self, industry: str) -> Body | None:
        """The industrial union in whose line a union of this industry stands."""
        return next(
            (
                self.industrial[name]
                for name, sections in INDUSTRIAL_UNIONS.items()
                if industry and industry in sections
            ),
            None,
        )


def step(number: int) -> str:
    """A number as one step of a path."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE_36[digit] + digits
    return digits.rjust(STEP, "0")


def federations(towns_per_county: int) -> Tree:
    """The tree down to the towns."""
    tree = Tree()
    root = tree.plant(None, Kind.CITY, f"{CITY_NAME}总工会", CITY_CODE, FEDERATIONS_SINCE, PLACES[-1])
    root.division, root.phone, root.address = CITY_CODE, "0796-8224190", "吉安市城北广场西路 1 号"
    for number, name in enumerate(DEPARTMENTS, 1):
        _office(tree, root, Kind.DEPARTMENT, name, f"D{number:02}", number)
    for number, name in enumerate(INSTITUTIONS, 1):
        _office(tree, root, Kind.INSTITUTION, f"{CITY_NAME}{name}", f"I{number:02}", 20 + number)
    for place in PLACES[:-1]:
        _county(tree, place, towns_per_county)
    for number, name in enumerate(INDUSTRIAL_UNIONS, 1):
        body = tree.plant(
            root, Kind.INDUSTRIAL, f"{CITY_NAME}{name}", f"{CITY_CODE}-L{number:02}", date(1984, 6, number), PLACES[-1]
        )
        body.rank, body.short_name = 60 + number, name
        tree.industrial[name] = body
    return tree


def _office(tree: Tree, root: Body, kind: str, name: str, suffix: str, rank: int) -> None:
    office = tree.plant(root, kind, name, f"{CITY_CODE}-{suffix}", FEDERATIONS_SINCE, PLACES[-1])
    office.rank = rank


def _county(tree: Tree, place: Place, towns: int) -> None:
    kind = Kind.ZONE if place.is_zone else Kind.COUNTY
    since = ZONE_SINCE if place.is_zone else FEDERATIONS_SINCE
    county = tree.plant(tree.root, kind, f"{place.name}总工会", place.code, since, place)
    county.rank = 30 + len(tree.counties)
    county.short_name = "井开区总工会" if place.is_zone else county.name
    county.division = "" if place.is_zone else place.division
    county.address = f"{place.name}{place.street} {10 + county.rank} 号"
    county.phone = f"0796-{8_230_000 + county.rank * 371}"
    tree.counties[place.code] = county
    tree.towns[place.code] = [
        tree.plant(county, Kind.TOWN, f"{town}总工会", f"{place.code}{number:03}", TOWNS_SINCE, place)
        for number, town in enumerate(place.towns[:towns], 1)
    ]


def rows(bodies: Iterable[Body]) -> list[dict[str, Any]]:
    """The bodies as rows of organisations."""
    return [
        {
            "id": body.id,
            "path": body.path,
            "depth": body.depth,
            "numchild": body.child_count,
            "parent": body.parent and body.parent.id,
            "area": body.area.id,
            "line": body.line and body.line.id,
            "kind": str(body.kind),
            "code": body.code,
            "name": body.name,
            "short_name": body.short_name,
            "letters": letters_of(body.name, body.short_name),
            "strokes": stroke_key(body.name),
            "rank": body.rank,
            "division_code": body.division,
            "credit_code": body.credit_code,
            "ownership": str(body.ownership),
            "unit_category": body.unit_category,
            "industry": body.industry,
            "address": body.address,
            "phone": body.phone,
            "founded_on": body.founded_on,
            "approval_number": body.approval_number,
            "term_starts_on": body.term_starts_on,
            "term_ends_on": body.term_ends_on,
            "dissolved_on": body.dissolved_on,
        }
        for body in bodies
    ]


def name_rows(bodies: Iterable[Body]) -> list[dict[str, Any]]:
    """What the bodies were called, since when; the former names first."""
    found = []
    for body in bodies:
        since = body.founded_on
        if body.former_name and body.term_starts_on and body.term_starts_on > since:
            found.append(
                {"organisation": body.id, "name": body.former_name, "since": since, "until": body.term_starts_on}
            )
            since = body.term_starts_on
        found.append({"organisation": body.id, "name": body.name, "since": since, "until": None})
    return found


def placement_rows(bodies: Iterable[Body]) -> list[dict[str, Any]]:
    """Under which parents the bodies stood, since when."""
    found = []
    for body in bodies:
        since, until = body.founded_on, None
        if body.former_parent is not None:
            until = body.moved_on
            found.append(_placement(body, body.former_parent, body.former_parent.area, since, until))
            since = until or since
        found.append(_placement(body, body.parent, body.area, since, None))
    return found


def _placement(body: Body, parent: Body | None, area: Body, since: date, until: date | None) -> dict[str, Any]:
    return {
        "organisation": body.id,
        "parent": parent and parent.id,
        "area": area.id,
        "since": since,
        "until": until,
    }
