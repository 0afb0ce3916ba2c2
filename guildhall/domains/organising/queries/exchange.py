"""Unions as systems above us keep them: fields, where they lie, how a row of theirs finds ours."""

from collections.abc import Iterable, Sequence

from guildhall.kernel.organisations.codes import INDUSTRIES, UNIT_CATEGORIES
from guildhall.kernel.organisations.models import OFFICE_KINDS, Kind, Organisation, Ownership
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeField, Found, Values

OFFICES = ", ".join(f"'{kind}'" for kind in sorted(OFFICE_KINDS))
SOURCE = f"""
    (SELECT * FROM organisations_organisation WHERE dissolved_on IS NULL AND kind NOT IN ({OFFICES})) u
    JOIN organisations_organisation a ON a.id = u.area_id LEFT JOIN organisations_organisation up ON up.id = u.parent_id
"""  # noqa: S608 - only the house's own words
MEMBERS = """
    (SELECT count(*) FROM people_spell s WHERE s.organisation_id = u.id AND s.until IS NULL AND s.voided_at IS NULL)::text
"""
STAFF = "(SELECT sum(e.head_count) FROM organisations_employer e WHERE e.union_id = u.id AND e.closed_on IS NULL)::text"
EMPLOYER = "(SELECT e.{0} FROM organisations_employer e WHERE e.union_id = u.id ORDER BY e.id LIMIT 1)"
BY_TREE = "隶属、类别和成立日期请在工会页移交或更正"
COUNTED = "人数由登记数出，不能采用上级的数，请核对名册"
BY_EMPLOYER = "单位信息请在单位页更正"


def _labels(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {str(code): str(label) for code, label in pairs}


UNION_KINDS = {code: label for code, label in _labels(Kind.choices).items() if code not in OFFICE_KINDS}
FIELDS = (
    ExchangeField("name", "工会名称", "u.name", ("工会全称", "工会组织名称", "基层工会名称", "名称")),
    ExchangeField("code", "组织代码", "u.code", ("工会代码", "工会组织代码"), "code", fixed="组织代码由本级编排，不能更改"),
    ExchangeField("short_name", "规范化简称", "u.short_name", ("简称", "工会简称")),
    ExchangeField("kind", "工会类别", "u.kind", ("组织类别", "工会类型", "工会组织类型"), "choice", UNION_KINDS, fixed=BY_TREE),
    ExchangeField("upper", "上级工会", "up.name", ("上级工会名称", "隶属工会"), fixed=BY_TREE),
    ExchangeField("upper_code", "上级工会代码", "up.code", (), "code", fixed=BY_TREE),
    ExchangeField("county", "县区", "a.name", ("所属县区", "县（市、区）"), fixed=BY_TREE),
    ExchangeField(
        "credit_code", "工会统一社会信用代码", "u.credit_code", ("统一社会信用代码", "工会法人统一社会信用代码"), "code"
    ),
    ExchangeField("ownership", "单位性质", "u.ownership", ("单位类型", "性质"), "choice", _labels(Ownership.choices)),
    ExchangeField("unit_category", "单位类别", "u.unit_category", ("登记注册类型",), "choice", _labels(UNIT_CATEGORIES)),
    ExchangeField("industry", "行业门类", "u.industry", ("所属行业", "行业", "国民经济行业"), "choice", _labels(INDUSTRIES)),
    ExchangeField("division_code", "行政区划代码", "u.division_code", ("行政区划", "所在区划代码"), "code"),
    ExchangeField("address", "地址", "u.address", ("单位地址", "详细地址", "工会地址")),
    ExchangeField("phone", "办公电话", "u.phone", ("联系电话", "电话"), "phone"),
    ExchangeField("founded_on", "成立日期", "u.founded_on::text", ("建会日期", "建会时间", "成立时间"), "date", fixed=BY_TREE),
    ExchangeField("approval_number", "批准文号", "u.approval_number", ("建会批准文号", "批复文号")),
    ExchangeField("term_starts_on", "本届开始", "u.term_starts_on::text", ("本届起始日期", "届期开始"), "date"),
    ExchangeField("term_ends_on", "本届届满", "u.term_ends_on::text", ("届满日期", "本届届满日期", "届期结束"), "date"),
    ExchangeField("employer", "单位名称", EMPLOYER.format("name"), ("所在单位", "建会单位名称"), fixed=BY_EMPLOYER),
    ExchangeField(
        "employer_code", "单位统一社会信用代码", EMPLOYER.format("credit_code"), ("单位代码", "单位信用代码"), "code",
        fixed=BY_EMPLOYER,
    ),
    ExchangeField("staff", "职工人数", STAFF, ("职工总数", "职工数"), "number", fixed=COUNTED),
    ExchangeField("members", "会员人数", MEMBERS, ("会员总数", "会员数", "工会会员人数"), "number", fixed=COUNTED),
)  # fmt: skip


def find(rows: Sequence[Values]) -> list[Found]:
    """Unions by their credit code, by our own code, else by exact name, which asks where several bear it."""
    texts = {row.get(key, "") for row in rows for key in ("credit_code", "code", "name")} - {""}
    by_text: dict[tuple[str, str], list[int]] = {}
    standing = Organisation.objects.unions().standing()
    for key in ("credit_code", "code", "name"):
        found = standing.filter(**{f"{key}__in": texts}).order_by("pk").values_list(key, "pk")
        for text, pk in found:
            by_text.setdefault((key, text), []).append(pk)
    return [_found(row, by_text) for row in rows]


def _found(row: Values, by_text: dict[tuple[str, str], list[int]]) -> Found:
    for key in ("credit_code", "code"):
        if same := by_text.get((key, row.get(key, ""))):
            return Found(same[0])
    same = by_text.get(("name", row.get("name", "")), [])
    if len(same) > 1:
        return Found(asks=f"本级有 {len(same)} 个工会叫这个名称，请按代码核实", near=tuple(same))
    if same:
        return Found(same[0])
    return Found() if row.get("name") else Found(asks="没有工会名称，无法比对")
