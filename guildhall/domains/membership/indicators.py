"""Figures of membership: members at the end of a period, who came and who went, and how complete their files are."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from guildhall.domains.membership.models import Event
from guildhall.domains.membership.queries.events import OPENINGS
from guildhall.kernel.organisations.codes import INDUSTRIES
from guildhall.kernel.organisations.models import Kind as UnionKind
from guildhall.kernel.organisations.models import Ownership
from guildhall.kernel.people.models import Spell, choices
from guildhall.mechanisms.indicators.models import Breakdown, Consistency, Growth, Indicator, Kind, Ratio, TraceColumn
from guildhall.mechanisms.indicators.rules.periods import Period

TRACE = (
    TraceColumn("姓名", "person__name"),
    TraceColumn("工会", "organisation__name"),
    TraceColumn("入会日期", "since"),
)
CAME = ("joined", "rejoined")
TRANSFERRED = "transferred"
BREAKDOWNS = {
    "kind": Breakdown("工会类别", "organisation__kind", tuple(UnionKind.choices)),
    "ownership": Breakdown("单位性质", "organisation__ownership", tuple(Ownership.choices)),
    "industry": Breakdown("行业", "organisation__industry", tuple(INDUSTRIES)),
    "line": Breakdown("产业工会", "organisation__line"),
    "sex": Breakdown("性别", "person__sex", tuple(choices("sex"))),
    "education": Breakdown("学历", "person__education", tuple(choices("education"))),
}
SHARED: dict[str, Any] = {
    "base": Spell,
    "trace": TRACE,
    "trace_permission": "membership.member.view",
    "group": "会员",
    "breakdowns": BREAKDOWNS,
}


def at_end(period: Period) -> Q:
    """Memberships that stand at the end of a period; `until` is the first day after one."""
    return Q(voided_at=None, since__lte=period.end) & (Q(until=None) | Q(until__gt=period.end))


def begun(period: Period) -> Q:
    return Q(voided_at=None, since__range=(period.start, period.end))


def ended(period: Period) -> Q:
    return Q(voided_at=None, until__range=(period.start, period.end))


def closed_after(moment: datetime) -> Q:
    """Memberships whose end was put on record after a moment, however long they are on record themselves."""
    closing = Event.objects.filter(spell=OuterRef("pk"), created_at__gt=moment).exclude(kind__in=OPENINGS).order_by()
    return Q(Exists(closing))


def is_complete() -> Q:
    """The facts without which nobody is known by real name: document, birthday, phone."""
    return Q(person__document_index__isnull=False, person__born_on__isnull=False, person__phone_index__isnull=False)


def has_opening_event() -> Q:
    opening = Event.objects.filter(spell=OuterRef("pk"), kind__in=OPENINGS).order_by()
    return Q(Exists(opening))


MEMBERS_TOTAL = Indicator(
    code="membership.members_total", name="会员人数", unit="人", kind=Kind.STOCK, where=at_end, version=1,
    definition="期末会籍未终止的工会会员，含保留会籍；每人只计一次。", **SHARED,
)  # fmt: skip
MEMBERS_NEW = Indicator(
    code="membership.members_new", name="新发展会员人数", unit="人",
    where=lambda period: begun(period) & Q(opened_by__in=CAME),
    definition="期内入会和重新入会的会员，不含由其他工会转入的；同一人期内两次入会的计两次。", **SHARED,
)  # fmt: skip
MEMBERS_IN = Indicator(
    code="membership.members_transferred_in", name="转入会员人数", unit="人次",
    where=lambda period: begun(period) & Q(opened_by=TRANSFERRED),
    definition="期内由其他工会转入的会员；每转入一次计一次。", **SHARED,
)  # fmt: skip
MEMBERS_ADDED = Indicator(
    code="membership.members_added", name="增加会员人数", unit="人次", where=begun,
    definition="期内新发展和转入的会员；每次入册计一次。", **SHARED,
)  # fmt: skip
MEMBERS_GONE = Indicator(
    code="membership.members_gone", name="离会会员人数", unit="人",
    where=lambda period: ended(period) & ~Q(closed_by=TRANSFERRED),
    definition="期内退会、视为退会、开除、去世和因工会撤销而终止会籍的会员，不含转往其他工会的；每终止一次计一次。",
    entered_after=closed_after, **SHARED,
)  # fmt: skip
MEMBERS_OUT = Indicator(
    code="membership.members_transferred_out", name="转出会员人数", unit="人次",
    where=lambda period: ended(period) & Q(closed_by=TRANSFERRED),
    definition="期内转往其他工会的会员；每转出一次计一次。", entered_after=closed_after, **SHARED,
)  # fmt: skip
MEMBERS_LOST = Indicator(
    code="membership.members_lost", name="减少会员人数", unit="人次", where=ended,
    definition="期内离会和转出的会员；每终止一次会籍计一次。", entered_after=closed_after, **SHARED,
)  # fmt: skip
MEMBERS_EXPELLED = Indicator(
    code="membership.members_expelled", name="开除会籍人数", unit="人", is_sensitive=True,
    where=lambda period: ended(period) & Q(closed_by=Spell.Closing.EXPELLED),
    definition="期内被开除会籍的会员；每开除一次计一次。", entered_after=closed_after, **SHARED,
)  # fmt: skip
MEMBERS_DECEASED = Indicator(
    code="membership.members_deceased", name="去世会员人数", unit="人", is_sensitive=True,
    where=lambda period: ended(period) & Q(closed_by=Spell.Closing.DECEASED),
    definition="期内因去世终止会籍的会员；每人只计一次。", entered_after=closed_after, **SHARED,
)  # fmt: skip
MEMBERS_WOMEN = Indicator(
    code="membership.members_women", name="女会员人数", unit="人", kind=Kind.STOCK,
    where=lambda period: at_end(period) & Q(person__sex="2"),
    definition="期末会籍未终止的女会员；每人只计一次。", **SHARED,
)  # fmt: skip
MEMBERS_MIGRANT = Indicator(
    code="membership.members_migrant", name="农民工会员人数", unit="人", kind=Kind.STOCK,
    where=lambda period: at_end(period) & Q(person__is_migrant_worker=True),
    definition="期末会籍未终止的农民工会员；每人只计一次。", **SHARED,
)  # fmt: skip
MEMBERS_RETAINED = Indicator(
    code="membership.members_retained", name="保留会籍人数", unit="人", kind=Kind.STOCK,
    where=lambda period: at_end(period) & Q(standing=Spell.Standing.RETAINED),
    definition="期末会籍未终止、按现有状态为保留会籍的会员；每人只计一次。", **SHARED,
)  # fmt: skip
MEMBERS_NEW_FORM = Indicator(
    code="membership.members_new_form", name="新就业形态会员人数", unit="人", kind=Kind.STOCK,
    where=lambda period: at_end(period) & ~Q(person__work_form=""),
    definition="期末会籍未终止的货车司机、网约车司机、快递员、外卖配送员等新就业形态会员；每人只计一次。", **SHARED,
)  # fmt: skip
MEMBERS_COMPLETE = Indicator(
    code="membership.members_complete", name="实名信息完整会员人数", unit="人", kind=Kind.STOCK,
    where=lambda period: at_end(period) & is_complete(),
    definition="期末会籍未终止，且证件号码、出生日期、手机号码齐全的会员；每人只计一次。", **SHARED,
)  # fmt: skip
FILES_COMPLETE = Indicator(
    code="membership.files_complete", name="会籍档案完整人数", unit="人", kind=Kind.STOCK,
    where=lambda period: at_end(period) & is_complete() & has_opening_event(),
    definition="期末会籍未终止，实名信息完整且档案中有入会或转入记录的会员；每人只计一次。", **SHARED,
)  # fmt: skip
UNIONS_WITH_MEMBERS = Indicator(
    code="membership.unions_with_members", name="已采集会员的工会数", unit="家", kind=Kind.STOCK, where=at_end,
    measure=Count("organisation", distinct=True),
    definition="期末有在册会员的工会；每家只计一次。", **SHARED,
)  # fmt: skip
EVENTS_TOTAL = Indicator(
    code="membership.events_total",
    name="会籍变动次数",
    unit="次",
    base=Event,
    where=lambda period: Q(happened_on__range=(period.start, period.end)),
    definition="期内登记的入会、转会、保留、恢复、退会、开除、去世和更正；每项变动计一次。",
    trace=(
        TraceColumn("姓名", "person__name"),
        TraceColumn("变动", "kind"),
        TraceColumn("日期", "happened_on"),
        TraceColumn("工会", "organisation__name"),
    ),
    trace_permission="membership.event.view",
    group="会员",
    breakdowns={"event": Breakdown("变动类型", "kind", tuple(Event.Kind.choices), is_sensitive=True)},
)
INDICATORS = (
    MEMBERS_TOTAL, MEMBERS_NEW, MEMBERS_IN, MEMBERS_ADDED, MEMBERS_GONE, MEMBERS_OUT, MEMBERS_LOST,
    MEMBERS_EXPELLED, MEMBERS_DECEASED, MEMBERS_WOMEN,
    MEMBERS_MIGRANT, MEMBERS_RETAINED, MEMBERS_NEW_FORM, MEMBERS_COMPLETE, FILES_COMPLETE, UNIONS_WITH_MEMBERS,
    EVENTS_TOTAL,
)  # fmt: skip


def share(code: str, name: str, part: Indicator, definition: str) -> Ratio:
    return Ratio(
        code=code, name=name, numerator=part.code, denominator=MEMBERS_TOTAL.code, definition=definition,
        basis="期末会员人数", group="会员",
    )  # fmt: skip


COMPUTED = (
    share("membership.women_rate", "女会员占比", MEMBERS_WOMEN, "期末女会员占全部会员的比率。"),
    share("membership.migrant_rate", "农民工会员占比", MEMBERS_MIGRANT, "期末农民工会员占全部会员的比率。"),
    share("membership.complete_rate", "实名信息完整率", MEMBERS_COMPLETE, "期末实名信息完整的会员占全部会员的比率。"),
    share("membership.files_complete_rate", "会籍档案完整率", FILES_COMPLETE, "期末会籍档案完整的会员占全部会员的比率。"),
    Growth(
        code="membership.members_growth", name="会员增长率", of=MEMBERS_TOTAL.code, group="会员",
        definition="期末会员人数比上年同期增长的比率。",
    ),
)  # fmt: skip


def within(part: Indicator, whole: Indicator = MEMBERS_TOTAL) -> Consistency:
    return Consistency(
        code=f"{part.code}.within",
        name=f"{part.name}不多于{whole.name}",
        kind="within",
        parts=(part.code,),
        whole=whole.code,
    )


CONSISTENCY = (
    Consistency(
        code="membership.members_flow", name="上期会员加增加减减少等于本期会员", kind="flow",
        parts=(MEMBERS_ADDED.code, MEMBERS_LOST.code), whole=MEMBERS_TOTAL.code,
    ),
    Consistency(
        code="membership.members_added_sum", name="新发展加转入等于增加", kind="sum",
        parts=(MEMBERS_NEW.code, MEMBERS_IN.code), whole=MEMBERS_ADDED.code,
    ),
    Consistency(
        code="membership.members_lost_sum", name="离会加转出等于减少", kind="sum",
        parts=(MEMBERS_GONE.code, MEMBERS_OUT.code), whole=MEMBERS_LOST.code,
    ),
    within(MEMBERS_EXPELLED, MEMBERS_GONE),
    within(MEMBERS_DECEASED, MEMBERS_GONE),
    within(MEMBERS_WOMEN),
    within(MEMBERS_MIGRANT),
    within(MEMBERS_RETAINED),
    within(MEMBERS_NEW_FORM),
    within(MEMBERS_COMPLETE),
    within(FILES_COMPLETE, MEMBERS_COMPLETE),
)  # fmt: skip
ALL = (*INDICATORS, *COMPUTED, *CONSISTENCY)
