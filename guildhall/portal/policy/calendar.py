"""Pages of the working days: a year at a glance, one day, a year's arrangement, the statutory periods."""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.calendar import actions, queries
from guildhall.kernel.calendar.models import Day, PublishedYear, Term
from guildhall.kernel.calendar.rules import Days
from guildhall.portal.policy import arrangement, forms, tables
from guildhall.portal.policy.parameters import taken
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import ListPage, page

VIEW, SET = "calendar.day.view", "calendar.day.set"
WEEK = "一二三四五六日"
FRIDAY = 4


@dataclass(frozen=True)
class Square:
    """One day as the year's page shows it."""

    day: date
    is_working: bool
    name: str
    is_today: bool

    @property
    def kind(self) -> str:
        """Its class: a holiday, a weekend worked in exchange, a weekend, or nothing particular."""
        is_weekend = self.day.weekday() > FRIDAY
        if self.is_working:
            return "worked" if is_weekend else ""
        return "off" if self.name else "weekend"

    @property
    def words(self) -> str:
        what = "上班" if self.is_working else "休息"
        return f"{self.day.month}月{self.day.day}日 {self.name + ' ' if self.name else ''}{what}"


@dataclass(frozen=True)
class Month:
    number: int
    weeks: list[list[Square | None]]
    working_count: int


def year_in(params, today):
    asked = params.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == len("2026") else today.year
    if not forms.EARLIEST <= year <= forms.LATEST:
        raise Http404(NOT_FOUND)
    return year


@page(VIEW)
def calendar(request):
    """A year of days off and worked weekends."""
    today = timezone.localdate()
    year, days = year_in(request.GET, today), queries.days()
    known = PublishedYear.objects.filter(year=year).first()
    shown = list(months_of(year, days, today))
    context = {
        "title": f"{year} 年放假安排",
        "year": year,
        "months": shown,
        "week": WEEK,
        "warnings": days.warnings_for([year]),
        "published": known,
        "spans": spans_in(year),
        "working_count": sum(month.working_count for month in shown),
        "may_set": sets_city(request.actor),
        "years": range(max(year - 2, forms.EARLIEST), min(year + 2, forms.LATEST) + 1),
    }
    return render(request, "portal/calendar.html", context)


def months_of(year: int, days: Days, today: date) -> Iterator[Month]:
    for number in range(1, 13):
        weeks = [
            [square(date(year, number, day), days, today) if day else None for day in week]
            for week in months.Calendar().monthdayscalendar(year, number)
        ]
        yield Month(number, weeks, sum(one.is_working for week in weeks for one in week if one))


def square(day: date, days: Days, today: date) -> Square:
    return Square(day, days.is_working(day), days.name_of(day), day == today)


def sets_city(actor):
    """Days off are the whole city's: only who reaches all of it sets them."""
    return actor.may(SET) and actor.reach(SET).everything


def turned_back(request):
    """The way back for an administrator of a county; nothing for whoever reaches the whole city."""
    if sets_city(request.actor):
        return None
    messages.error(request, "放假安排由市总工会登记，在全市适用")
    return redirect("portal:calendar")


@page(SET)
def set_day(request):
    """Correct or add one day."""
    if back := turned_back(request):
        return back
    form = forms.NewDay(request.POST or None, initial=day_asked(request.GET.get("day", "")))
    if form.is_valid() and taken(form, actions.set_day, actor=request.actor, **form.cleaned_data):
        day = form.cleaned_data["day"]
        messages.success(request, f"{day.year}年{day.month}月{day.day}日的安排已登记")
        return redirect(f"{reverse('portal:calendar')}?year={day.year}")
    return render(request, "portal/set_day.html", {"title": "登记一天的安排", "form": form})


def day_asked(text):
    """What is known of the day in the address."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return {"day": timezone.localdate(), "is_working": "0"}
    kept = Day.objects.filter(date=day).first()
    if kept is None:
        return {"day": day, "is_working": "0" if day.weekday() <= FRIDAY else "1"}
    return {"day": day, "is_working": "1" if kept.is_working else "0", "name": kept.name, "notice": kept.notice}


@page(SET)
def publish_year(request):
    """Enter the arrangement that the State Council publishes for a year."""
    if back := turned_back(request):
        return back
    year = year_in(request.GET, timezone.localdate())
    form = forms.NewYear(request.POST or None, initial=arrangement_of(year))
    if form.is_valid():
        given = form.cleaned_data
        published = taken(
            form, actions.publish_year, given["year"], given["lines"], notice=given["notice"], actor=request.actor
        )
        if published:
            messages.success(request, f"{given['year']} 年放假安排已登记，共 {len(given['lines'])} 天")
            return redirect(f"{reverse('portal:calendar')}?year={given['year']}")
    return render(request, "portal/publish_year.html", {"title": "登记全年放假安排", "form": form})


def arrangement_of(year):
    """What is already entered for a year, as lines."""
    known = PublishedYear.objects.filter(year=year).first()
    lines = "\n".join(span.line for span in spans_in(year))
    return {"year": year, "notice": known.notice if known else "", "lines": lines}


def spans_in(year):
    kept = Day.objects.filter(date__year=year).exclude(name="").order_by("date")
    return arrangement.spans_of(actions.Arranged(day.date, day.is_working, day.name) for day in kept)


class TermList(ListPage):
    permission = VIEW
    title = "法定期限"
    description = "法律、法规和本地规定的办理期限。待确认的是外地做法，请按本省、本市规定核对后使用。"
    columns = tables.TERMS
    narrowing = forms.TermFilter
    empty = "还没有法定期限"
    is_scoped = False

    def records(self):
        return Term.objects.order_by("code", "since")
