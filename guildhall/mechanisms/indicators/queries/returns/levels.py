"""One level of a call: the returns that add up into one total, who has answered, what they make together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Max, Q, Sum

from guildhall.kernel.organisations.models import Kind, Organisation, OrganisationQuerySet
from guildhall.kernel.scope.models import ScopedQuerySet
from guildhall.mechanisms.indicators.models import Return, ReturnCall, ReturnValue
from guildhall.mechanisms.indicators.rules.returns import moves

COUNTIES = (Kind.COUNTY, Kind.ZONE)
NAMES_LISTED = 300


@dataclass(frozen=True)
class Level:
    """The lower returns of a call, or of one return into which others are added up."""

    call: ReturnCall
    upper: Return | None = None

    @property
    def organisation(self) -> Organisation:
        return self.upper.organisation if self.upper else self.call.organisation

    @cached_property
    def due_on(self) -> date:
        """The day of the call, or the earlier one that a lower union has set for those below it."""
        if self.upper is None:
            return self.call.due_on
        return returns_of(self).aggregate(last=Max("due_on"))["last"] or self.call.due_on

    @property
    def address(self) -> str:
        return f"/desk/returns/{self.upper.pk}/lower/" if self.upper else self.call.get_absolute_url()


@dataclass(frozen=True)
class Total:
    """What the lower returns of a level make together in one cell."""

    value: Decimal | None
    counted: Decimal | None
    given: int


@dataclass(frozen=True)
class Standing:
    """How many returns of a level are where."""

    states: dict[str, int]
    late: int

    @property
    def expected(self) -> int:
        return sum(count for state, count in self.states.items() if state != moves.RECALLED)

    @property
    def answered(self) -> int:
        return sum(self.states.get(state, 0) for state in moves.COUNTED)

    @property
    def outstanding(self) -> int:
        return self.expected - self.answered

    @property
    def to_accept(self) -> int:
        return self.states.get(moves.SUBMITTED, 0)

    @property
    def percent(self) -> int:
        return 100 * self.answered // self.expected if self.expected else 0


def returns_of(level: Level) -> ScopedQuerySet:
    found: ScopedQuerySet = Return.objects.filter(call=level.call, upper=level.upper)
    return found


def totals_of(level: Level) -> dict[int, Total]:
    """What was sent up, added up by cell: one grouped scan, however many unions there are."""
    values = ReturnValue.objects.filter(of__call=level.call, of__upper=level.upper, of__state__in=moves.COUNTED)
    grouped = values.order_by().values("cell").annotate(sum=Sum("value"), shown=Sum("counted"), given=Count("value"))
    return {row["cell"]: Total(row["sum"], row["shown"], row["given"]) for row in grouped}


def standing_of(level: Level, day: date) -> Standing:
    grouped = (
        returns_of(level).order_by().values("state").annotate(count=Count("pk"), late=Count("pk", filter=is_late(day)))
    )
    rows = list(grouped)
    return Standing({row["state"]: row["count"] for row in rows}, sum(row["late"] for row in rows))


def is_late(day: date) -> Q:
    """Not sent up although the day has passed, by unions that still stand."""
    return Q(state__in=moves.OUTSTANDING, due_on__lt=day, organisation__dissolved_on=None)


def late_of(level: Level, day: date) -> ScopedQuerySet:
    """The returns that are missing after their day; before it, all that are still to come."""
    outstanding = Q(state__in=moves.OUTSTANDING, organisation__dissolved_on=None)
    late = is_late(day) if level.due_on < day else outstanding
    return returns_of(level).filter(late).select_related("organisation").order_by("organisation__path")


def list_of_the_late(level: Level, day: date, names: Sequence[str]) -> str:
    """The list as text for a work group: names of unions, nobody's own."""
    if not names:
        return ""
    shown = "、".join(names[:NAMES_LISTED]) + ("等" if len(names) > NAMES_LISTED else "")
    passed = "已过报送期限" if level.due_on < day else "请按期报送"
    return (
        f"【催报】{level.organisation.printed_name}《{level.call.form.name}》（{level.call.period.label}）"
        f"报送期限{chinese(level.due_on)}，{passed}。\n"
        f"截至{chinese(day)}未报 {len(names)} 家：{shown}。\n请登录职工之家，在“报表填报”中办理。"
    )


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def lower_unions(organisation: Organisation) -> OrganisationQuerySet:
    """Whom a body may call: the counties and zones of a city, else the grassroots unions below it."""
    standing = Organisation.objects.below(organisation.path).exclude(pk=organisation.pk).standing()
    if organisation.depth == 1:
        return standing.filter(depth=2, kind__in=COUNTIES).order_by("rank", "path")
    return standing.grassroots().exclude(parent__in=grassroots_below(organisation)).order_by("path")


def grassroots_below(organisation: Organisation) -> Iterable[int]:
    """Grassroots unions that have others below them: those answer with them."""
    above = Organisation.objects.below(organisation.path).exclude(pk=organisation.pk).grassroots()
    return above.filter(numchild__gt=0).order_by().values("pk")
