"""What the desk's first page is made of, for one actor: things that wait, figures, ways to begin, the own union."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from guildhall.kernel.jobs.models import Job
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import AREA_KINDS, FEDERATION_KINDS, Organisation
from guildhall.kernel.people.models import Spell
from guildhall.kernel.scope import Actor, Reach
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Figure, Headline, Indicator
from guildhall.mechanisms.indicators.rules import arithmetic
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.web.context import address_of
from guildhall.web.offers import Shortcut, Waiting

FIGURES_SHOWN, JOBS_SHOWN, MEMBERS_SHOWN, SHORTCUTS_SHOWN = 6, 5, 6, 8
VIEW, MEMBERS = "indicators.figure.view", "membership.member.view"
FIGURES_FIRST = frozenset({"city.leader", "county.leader", "city.statistician"})
NIGHT, NOON, EVENING = 5, 12, 18


@dataclass(frozen=True)
class Task:
    """One kind of thing that waits, with how many there are."""

    label: str
    icon: str
    address: str
    count: int


@dataclass(frozen=True)
class Card:
    """A headline figure: its value, and how it stands against the year before."""

    figure: Figure
    value: Decimal | None
    change: Decimal | None
    in_points: bool
    address: str

    @property
    def direction(self) -> str:
        if not self.change:
            return ""
        return "up" if self.change > 0 else "down"

    @property
    def words(self) -> str:
        """The change as one reads it aloud."""
        if self.change is None:
            return "上年无数据"
        if not self.change:
            return "与上年持平"
        unit = " 个百分点" if self.in_points else "%"
        return f"比上年{'增长' if self.change > 0 else '减少'} {abs(self.change)}{unit}"


def tasks_of(actor: Actor) -> list[Task]:
    """What waits for somebody, the most pressing kinds first; kinds of which there are none come last."""
    known = sorted(offered(Waiting), key=lambda one: (one.order, one.label))
    tasks = [
        Task(one.label, one.icon, with_query(address, one.query), one.count(actor))
        for one in known
        if actor.may(one.permission) and (address := address_of(one.url_name))
    ]
    return sorted(tasks, key=lambda task: not task.count)


def with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def shortcuts_of(actor: Actor) -> list[tuple[Shortcut, str]]:
    """Ways to begin something, of parts that have pages."""
    known = sorted(offered(Shortcut), key=lambda one: (one.order, one.label))
    allowed = [(one, address_of(one.url_name)) for one in known if actor.may(one.permission)]
    return [(one, address) for one, address in allowed if address][:SHORTCUTS_SHOWN]


def jobs_of(actor: Actor) -> list[Job]:
    return list(Job.objects.filter(account_id=actor.account_id).order_by("-pk")[:JOBS_SHOWN])


def headlines(actor: Actor, known: dict[str, Figure]) -> list[Figure]:
    """The figures that parts want on the first page, of those the actor may read."""
    codes = dict.fromkeys(one.code for one in sorted(offered(Headline), key=lambda one: one.order))
    wanted = [known[code] for code in codes if code in known]
    return [figure for figure in wanted if actor.may(figure.permission)][:FIGURES_SHOWN]


def cards_of(actor: Actor, period: Period) -> list[Card]:
    """The headline figures of the actor's part of the city, with the year before."""
    known = figures.catalogue()
    wanted = headlines(actor, known)
    by_reach: dict[Reach, list[str]] = {}
    for figure in wanted:
        by_reach.setdefault(actor.reach(figure.permission), []).append(figure.code)
    values: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for reach, codes in by_reach.items():
        before, now = figures.read_over(codes, [period.previous, period], reach, figures=known, reader=actor)
        values |= {code: (before.value(code), now.value(code)) for code in codes}
    return [card(figure, period, *values[figure.code]) for figure in wanted]


def card(figure: Figure, period: Period, before: Decimal | None, now: Decimal | None) -> Card:
    in_points = not isinstance(figure, Indicator)
    change = points(before, now) if in_points else arithmetic.growth(now, before)
    address = address_of("statistics:overview")
    place = f"{address}{figure.code}/?{urlencode({'period': period.code})}" if address else ""
    return Card(figure, now, change, in_points, place)


def points(before: Decimal | None, now: Decimal | None) -> Decimal | None:
    return None if before is None or now is None else now - before


def puts_figures_first(actor: Any) -> bool:
    posts = getattr(actor, "posts", [])
    return bool(posts) and posts[0].role in FIGURES_FIRST


@dataclass(frozen=True)
class OwnUnion:
    """The union of a grassroots officer: its facts, and who joined last."""

    union: Organisation
    member_count: int
    latest: list[Spell]
    may_open_union: bool
    term_has_ended: bool


def own_union(actor: Any) -> OwnUnion | None:
    """The own union of whoever works in one; those of federations have none."""
    home = getattr(actor, "home", None)
    if home is None or home.kind in (*FEDERATION_KINDS, *AREA_KINDS) or not actor.may(MEMBERS):
        return None
    members = Spell.objects.open().filter(organisation=home).visible_to(actor, MEMBERS)
    today = timezone.localdate()
    return OwnUnion(
        union=home,
        member_count=members.count(),
        latest=list(members.select_related("person").order_by("-since", "-pk")[:MEMBERS_SHOWN]),
        may_open_union=actor.may("organising.union.view"),
        term_has_ended=home.term_ends_on is not None and home.term_ends_on < today,
    )


def greeting(hour: int) -> str:
    if hour < NIGHT or hour >= EVENING:
        return "晚上好"
    return "上午好" if hour < NOON else "下午好"


def has_any(tasks: Iterable[Task]) -> bool:
    return any(task.count for task in tasks)
