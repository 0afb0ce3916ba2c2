"""The messages that go with returns: called in, missing, sent back, called back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils import timezone

from guildhall.kernel.access.models import Post
from guildhall.kernel.access.offers import Domain
from guildhall.kernel.notifications.actions import send
from guildhall.kernel.notifications.offers import MessageTemplate
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import OFFICE_KINDS, Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators.models import Return, ReturnCall

FILL, CONFIRM = "indicators.return.fill", "indicators.return.confirm"
ADDRESS = "/desk/returns/?mine=own&standing=open"
CHANNELS = ("in_app", "sms")
ABOUT = {"上级": "吉安市总工会", "报表": "工会组织和会员基本情况年报", "统计期": "2012年"}
DUE, WHY = {"期限": "2013年1月20日"}, {"原因": "第 4 行与名册不符"}

TEMPLATES = (
    MessageTemplate(
        code="indicators.return.called",
        label="布置报表通知",
        text="{上级}布置《{报表}》（{统计期}），请于{期限}前填报。",
        variables=ABOUT | DUE,
    ),
    MessageTemplate(
        code="indicators.return.late",
        label="催报通知",
        text="{上级}催报：《{报表}》（{统计期}）报送期限{期限}，请尽快报送。",
        channels=CHANNELS,
        variables=ABOUT | DUE,
    ),
    MessageTemplate(
        code="indicators.return.sent_back",
        label="报表退回通知",
        text="{上级}退回《{报表}》（{统计期}），原因：{原因}。请改好后重新报出。",
        variables=ABOUT | WHY,
    ),
    MessageTemplate(
        code="indicators.return.recalled",
        label="报表收回通知",
        text="{上级}收回《{报表}》（{统计期}），原因：{原因}。",
        variables=ABOUT | WHY,
    ),
)


def roles_that_answer() -> set[str]:
    """The roles that fill in or confirm returns."""
    parts = offered(Domain)
    return {role for part in parts for role, codes in part.roles.items() if FILL in codes or CONFIRM in codes}


def officers_of(unions: Collection[int], day: date) -> list[int]:
    """The people who fill in or confirm returns in these unions or in their departments."""
    there = Q(organisation__in=unions) | Q(organisation__parent__in=unions, organisation__kind__in=OFFICE_KINDS)
    held = Post.objects.held_on(day).filter(there, role__in=roles_that_answer())
    return list(held.order_by("person").values_list("person", flat=True).distinct())


def tell_called(call: ReturnCall, asked_by: Organisation, unions: Collection[int], due_on: date, actor: Actor) -> None:
    tell("indicators.return.called", call, asked_by, unions, actor, 期限=said(due_on))


def tell_late(call: ReturnCall, asked_by: Organisation, unions: Collection[int], due_on: date, actor: Actor) -> None:
    tell("indicators.return.late", call, asked_by, unions, actor, 期限=said(due_on))


def tell_answerer(template: str, answer: Return, reason: str, actor: Actor) -> None:
    """Tell those of one union what became of their return, and why."""
    tell(template, answer.call, answer.asked_by, [answer.organisation_id], actor, 原因=reason)


def tell(
    template: str, call: ReturnCall, asked_by: Organisation, unions: Collection[int], actor: Actor, **values: str
) -> None:
    to = officers_of(unions, timezone.localdate())
    about = {"上级": asked_by.printed_name, "报表": call.form.name, "统计期": call.period.label}
    if to:
        send(template, to=to, actor=actor, values={**about, **values}, subject=call, link=ADDRESS)


def said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
