"""What a reader has chosen to look at: a period, and a part of the city within their reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.http import Http404, QueryDict
from django.utils import timezone

from guildhall.kernel.access.models import Post
from guildhall.kernel.organisations.models import Kind, Organisation, OrganisationQuerySet
from guildhall.kernel.people.models import Spell
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor, Reach
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.rules.periods import Period, read_period, year, years_until
from guildhall.web.guards import NOT_FOUND

VIEW = "indicators.figure.view"
YEARS_OFFERED = 10
AREAS_OFFERED = 60


@dataclass(frozen=True)
class Chosen:
    """A period and a part of the city; `reach` is what of the part the reader may read."""

    period: Period
    reach: Reach
    place: str
    union: Organisation | None = None
    line: Organisation | None = None
    cutoff: date | None = None
    is_own_line: bool = False

    @property
    def moment(self) -> datetime | None:
        """The end of the cut-off day: what was entered later is told apart."""
        if self.cutoff is None:
            return None
        return timezone.make_aware(datetime.combine(self.cutoff, time.max))

    @property
    def body(self) -> Organisation | None:
        """The one body that the chosen part stands for, where something other than the whole was chosen."""
        return self.union or self.line

    @property
    def words(self) -> str:
        return f"{self.period.label} · {self.place}"

    @property
    def query(self) -> str:
        return self.query_with()

    def query_with(self, **other: Any) -> str:
        """The choice as the query of an address, with other parts added or put in its place."""
        asked = {
            "period": self.period.code,
            "union": self.union.pk if self.union else "",
            "line": self.line.pk if self.line else "",
            "cutoff": self.cutoff.isoformat() if self.cutoff else "",
            **other,
        }
        return urlencode({name: value for name, value in asked.items() if value not in (None, "")})

    def records_address(self, code: str, **other: Any) -> str:
        return f"/desk/statistics/{code}/records/?{self.query_with(**other)}"

    def figure_address(self, code: str, **other: Any) -> str:
        return f"/desk/statistics/{code}/?{self.query_with(**other)}"


def chosen_in(params: QueryDict, actor: Actor, permission: str = VIEW) -> Chosen:
    """What the address asks for, within the reader's reach; a part outside it does not exist."""
    reach = actor.reach(permission)
    union = asked_for(params.get("union", ""))
    line = asked_for(params.get("line", "")) or (own_line(actor) if union is None else None)
    place = place_of(actor, reach)
    if union is not None:
        reach, place = figures.common_reach(reach, union), union.printed_name
        if reach.is_empty:
            raise Http404(NOT_FOUND)
    if line is not None:
        reach = figures.reach_of_line(line, reach)
        place = line.printed_name if union is None and line == own_line(actor) else f"{place} · {line.printed_name}"
        if reach.is_empty:
            raise Http404(NOT_FOUND)
    own = line is not None and line == own_line(actor)
    return Chosen(period_in(params), reach, place, union, line, cutoff_in(params), own)


def own_line(actor: Actor) -> Organisation | None:
    """The industrial union of whoever works for one: what they look at first."""
    posts: list[Post] = getattr(actor, "posts", [])
    is_of_line = bool(posts) and posts[0].reaches == Post.Reaches.LINE
    return getattr(actor, "home", None) if is_of_line else None


def cutoff_in(params: QueryDict) -> date | None:
    """The day until which a record must have been entered to stand within the number, not beside it."""
    asked = params.get("cutoff", "")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError as error:
        raise Refused("登记截止日写作 2013-01-20") from error


def period_in(params: QueryDict) -> Period:
    asked = params.get("period", "")
    if not asked:
        return default_period()
    try:
        return read_period(asked)
    except ValueError as error:
        raise Refused(str(error)) from error


def asked_for(key: str) -> Organisation | None:
    if not key:
        return None
    found = Organisation.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def newest_record_year() -> int:
    """The year of the newest founding or membership; both are one step in an index."""
    founded = Organisation.objects.aggregate(last=Max("founded_on"))["last"]
    joined = Spell.objects.order_by().aggregate(last=Max("since"))["last"]
    days = [day for day in (founded, joined) if day is not None]
    today = timezone.localdate()
    return min(max(days), today).year if days else today.year


def default_period() -> Period:
    """The last year that is complete: something has been recorded after its end."""
    return year(newest_record_year() - 1)


def periods_offered(current: Period) -> list[tuple[str, str]]:
    offered = years_until(newest_record_year(), YEARS_OFFERED)[::-1]
    if current not in offered:
        offered = sorted([*offered, current], reverse=True)
    return [(period.code, period.label) for period in offered]


def place_of(actor: Actor, reach: Reach) -> str:
    """What a reader's whole reach is called."""
    if reach.everything:
        return "全市"
    home = getattr(actor, "home", None)
    return str(home.printed_name) if home is not None else "管辖范围"


def areas_within(reach: Reach) -> OrganisationQuerySet:
    """County-level parts of a reach; the single unions of a narrow one."""
    if reach.everything:
        return Organisation.objects.filter(depth=2, kind__in=(Kind.COUNTY, Kind.ZONE, Kind.INDUSTRIAL))
    if reach.areas:
        return Organisation.objects.filter(pk__in=reach.areas)
    return Organisation.objects.filter(pk__in=reach.organisations)


def lines() -> OrganisationQuerySet:
    return Organisation.objects.filter(kind=Kind.INDUSTRIAL, dissolved_on=None)
