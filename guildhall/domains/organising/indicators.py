"""Figures of organising: unions and employers at the end of a period, what came and went, and the two rates."""

from typing import Any

from django.db.models import Q, Sum

from guildhall.domains.organising.models import LineWork
from guildhall.kernel.organisations.codes import INDUSTRIES, UNIT_CATEGORIES
from guildhall.kernel.organisations.models import GRASSROOTS_KINDS, Employer, Organisation, Ownership
from guildhall.kernel.organisations.models import Kind as UnionKind
from guildhall.mechanisms.indicators.models import Breakdown, Consistency, Growth, Indicator, Kind, Ratio, TraceColumn
from guildhall.mechanisms.indicators.rules.periods import Period

ENTERPRISES = (Ownership.PUBLIC, Ownership.NON_PUBLIC)
UNIONS: dict[str, Any] = {
    "base": Organisation,
    "trace": (
        TraceColumn("名称", "name"),
        TraceColumn("组织代码", "code"),
        TraceColumn("类别", "kind"),
        TraceColumn("县区", "area__name"),
        TraceColumn("成立日期", "founded_on"),
    ),
    "trace_permission": "organising.union.view",
    "group": "工会组织",
    "breakdowns": {
        "kind": Breakdown("工会类别", "kind", tuple(UnionKind.choices)),
        "ownership": Breakdown("单位性质", "ownership", tuple(Ownership.choices)),
        "industry": Breakdown("行业", "industry", tuple(INDUSTRIES)),
        "line": Breakdown("产业工会", "line"),
    },
}
EMPLOYERS: dict[str, Any] = {
    "base": Employer,
    "trace": (
        TraceColumn("单位名称", "name"),
        TraceColumn("统一社会信用代码", "credit_code"),
        TraceColumn("职工人数", "head_count"),
        TraceColumn("所建工会", "union__name"),
        TraceColumn("建会日期", "union_since"),
    ),
    "trace_permission": "organising.employer.view",
    "group": "单位与建会",
    "breakdowns": {
        "ownership": Breakdown("单位性质", "ownership", tuple(Ownership.choices)),
        "industry": Breakdown("行业", "industry", tuple(INDUSTRIES)),
        "category": Breakdown("单位类别", "unit_category", tuple(UNIT_CATEGORIES)),
        "line": Breakdown("产业工会", "union__line"),
    },
}


def is_grassroots() -> Q:
    return Q(kind__in=GRASSROOTS_KINDS)


def unions_at_end(period: Period) -> Q:
    """Grassroots unions that stand at the end of a period; the day of dissolution is the first without them."""
    stands = Q(dissolved_on=None) | Q(dissolved_on__gt=period.end)
    return is_grassroots() & Q(founded_on__lte=period.end) & stands


def employers_at_end(period: Period) -> Q:
    """Units at the end of a period; of many the day of founding is unknown, they count."""
    founded = Q(founded_on=None) | Q(founded_on__lte=period.end)
    return founded & (Q(closed_on=None) | Q(closed_on__gt=period.end))


def covered_at_end(period: Period) -> Q:
    stands = Q(union__dissolved_on=None) | Q(union__dissolved_on__gt=period.end)
    return employers_at_end(period) & Q(union__isnull=False, union_since__lte=period.end) & stands


UNIONS_TOTAL = Indicator(
    code="organising.unions_total", name="基层工会数", unit="家", kind=Kind.STOCK, where=unions_at_end,
    definition="期末存续的基层工会，含单独基层工会、联合基层工会、机关工会、村（社区）工会、区域性和行业性工会联合会；每家计一次。",
    **UNIONS,
)  # fmt: skip
UNIONS_NEW = Indicator(
    code="organising.unions_new", name="新建基层工会数", unit="家",
    where=lambda period: is_grassroots() & Q(founded_on__range=(period.start, period.end)),
    definition="期内经上级工会批准成立的基层工会；每家计一次。", **UNIONS,
)  # fmt: skip
UNIONS_GONE = Indicator(
    code="organising.unions_gone", name="撤销基层工会数", unit="家",
    where=lambda period: is_grassroots()
    & Q(founded_on__lte=period.end, dissolved_on__range=(period.start, period.end)),
    definition="期内撤销的基层工会；每家计一次。", **UNIONS,
)  # fmt: skip
UNIONS_NON_PUBLIC = Indicator(
    code="organising.unions_non_public", name="非公有制企业基层工会数", unit="家", kind=Kind.STOCK,
    where=lambda period: unions_at_end(period) & Q(ownership=Ownership.NON_PUBLIC),
    definition="期末存续的非公有制企业的基层工会；每家计一次。", **UNIONS,
)  # fmt: skip
EMPLOYERS_TOTAL = Indicator(
    code="organising.employers_total", name="单位数", unit="家", kind=Kind.STOCK, where=employers_at_end,
    definition="期末登记在册、没有注销的单位，成立日期不明的也计入；每家计一次。", **EMPLOYERS,
)  # fmt: skip
EMPLOYERS_WITH_UNION = Indicator(
    code="organising.employers_with_union", name="已建会单位数", unit="家", kind=Kind.STOCK, where=covered_at_end,
    definition="期末没有注销，且由存续的基层工会覆盖的单位，单独建会和参加联合基层工会的都计入；每家计一次。", **EMPLOYERS,
)  # fmt: skip
ENTERPRISES_TOTAL = Indicator(
    code="organising.enterprises_total", name="企业数", unit="家", kind=Kind.STOCK,
    where=lambda period: employers_at_end(period) & Q(ownership__in=ENTERPRISES),
    definition="期末登记在册、没有注销的公有制和非公有制企业；每家计一次。", **EMPLOYERS,
)  # fmt: skip
ENTERPRISES_WITH_UNION = Indicator(
    code="organising.enterprises_with_union", name="已建会企业数", unit="家", kind=Kind.STOCK,
    where=lambda period: covered_at_end(period) & Q(ownership__in=ENTERPRISES),
    definition="期末没有注销，且由存续的基层工会覆盖的企业；每家计一次。", **EMPLOYERS,
)  # fmt: skip
STAFF_TOTAL = Indicator(
    code="organising.staff_total", name="已建会单位职工人数", unit="人", kind=Kind.STOCK, where=covered_at_end,
    measure=Sum("head_count"),
    definition="期末已建会单位的职工人数之和，人数按单位最近一次登记。", **EMPLOYERS,
)  # fmt: skip
WORKS: dict[str, Any] = {
    "base": LineWork,
    "trace": (
        TraceColumn("名称", "title"),
        TraceColumn("产业工会", "line__name"),
        TraceColumn("日期", "since"),
        TraceColumn("参加人次", "people_count"),
    ),
    "trace_permission": "organising.work.view",
    "group": "产业工会",
    "breakdowns": {"line": Breakdown("产业工会", "line")},
}


def activities_in(period: Period) -> Q:
    """Activities of industrial unions that began within a period; those withdrawn are none."""
    return Q(kind="activity", withdrawn_at=None, since__range=(period.start, period.end))


LINE_ACTIVITIES = Indicator(
    code="organising.line_activities", name="产业工会活动场次", unit="场", where=activities_in,
    definition="期内开始的产业工会活动，撤回的不计；每场计一次。", **WORKS,
)  # fmt: skip
LINE_PARTICIPANTS = Indicator(
    code="organising.line_participants", name="产业工会活动参加人次", unit="人次", where=activities_in,
    measure=Sum("people_count"),
    definition="期内开始的产业工会活动的参加人次之和，同一人参加几场计几次，撤回的不计。", **WORKS,
)  # fmt: skip
INDICATORS = (
    UNIONS_TOTAL, UNIONS_NEW, UNIONS_GONE, UNIONS_NON_PUBLIC, EMPLOYERS_TOTAL, EMPLOYERS_WITH_UNION, ENTERPRISES_TOTAL,
    ENTERPRISES_WITH_UNION, STAFF_TOTAL,
    LINE_ACTIVITIES, LINE_PARTICIPANTS,
)  # fmt: skip
COMPUTED = (
    Ratio(
        code="organising.formation_rate", name="建会率", group="单位与建会", basis="期末单位数",
        numerator=EMPLOYERS_WITH_UNION.code, denominator=EMPLOYERS_TOTAL.code,
        definition="期末已建会单位占全部单位的比率。",
    ),
    Ratio(
        code="organising.enterprise_formation_rate", name="企业建会率", group="单位与建会", basis="期末企业数",
        numerator=ENTERPRISES_WITH_UNION.code, denominator=ENTERPRISES_TOTAL.code,
        definition="期末已建会企业占全部企业的比率。",
    ),
    Ratio(
        code="organising.joining_rate", name="入会率", group="单位与建会", basis="期末已建会单位职工人数",
        numerator="membership.members_total", denominator=STAFF_TOTAL.code,
        definition="期末会员人数占已建会单位职工人数的比率。",
    ),
    Growth(
        code="organising.unions_growth", name="基层工会增长率", of=UNIONS_TOTAL.code, group="工会组织",
        definition="期末基层工会数比上年同期增长的比率。",
    ),
)  # fmt: skip


def within(part: Indicator, whole: Indicator) -> Consistency:
    return Consistency(
        code=f"{part.code}.within",
        name=f"{part.name}不多于{whole.name}",
        kind="within",
        parts=(part.code,),
        whole=whole.code,
    )


CONSISTENCY = (
    Consistency(
        code="organising.unions_flow", name="上期工会加新建减撤销等于本期工会", kind="flow",
        parts=(UNIONS_NEW.code, UNIONS_GONE.code), whole=UNIONS_TOTAL.code,
    ),
    within(UNIONS_NON_PUBLIC, UNIONS_TOTAL),
    within(EMPLOYERS_WITH_UNION, EMPLOYERS_TOTAL),
    within(ENTERPRISES_WITH_UNION, ENTERPRISES_TOTAL),
    within(ENTERPRISES_TOTAL, EMPLOYERS_TOTAL),
)  # fmt: skip
ALL = (*INDICATORS, *COMPUTED, *CONSISTENCY)
