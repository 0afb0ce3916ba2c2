"""Members as systems above us keep them: fields, where they lie, how a row of theirs finds ours."""

from collections.abc import Sequence
from typing import Any

from guildhall.kernel.crypto import blind_indexes
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.rules.codelists import CODE_LISTS, read_code
from guildhall.kernel.people.rules.identity import document_key
from guildhall.kernel.people.rules.names import name_key
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeField, Found, Values

SOURCE = """
    people_person p JOIN people_spell s ON s.person_id = p.id AND s.until IS NULL AND s.voided_at IS NULL
    JOIN organisations_organisation u ON u.id = s.organisation_id JOIN organisations_organisation a ON a.id = s.area_id
    LEFT JOIN organisations_employer e ON e.id = p.employer_id
"""
YES_NO = {"1": "是", "0": "否"}
BY_TRANSFER = "所属工会不一致，请在会员页办理转会"
BY_EVENT = "入会日期和会籍状态请在会员页办理会籍变动"
BY_EMPLOYER = "工作单位请在单位页或名册导入中更正"


def _coded(key: str, label: str, code_list: str, aliases: tuple[str, ...] = ()) -> ExchangeField:
    return ExchangeField(
        key, label, f"p.{key}", aliases, "choice", CODE_LISTS[code_list], reads=lambda text: read_code(code_list, text)
    )


FIELDS = (
    ExchangeField("name", "姓名", "p.name", ("会员姓名", "职工姓名", "名字")),
    _coded("sex", "性别", "sex"),
    _coded("document_type", "证件类型", "document", ("证件种类", "有效证件类型", "证件类别")),
    ExchangeField(
        "document_number", "证件号码", "p.document_number",
        ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "身份证", "证件号", "有效证件号码"),
        "identity", sealed="people.person.document_number",
    ),
    ExchangeField("born_on", "出生日期", "p.born_on::text", ("出生年月日", "出生年月", "生日"), "date"),
    _coded("nationality", "民族", "nationality"),
    _coded("education", "学历", "education", ("文化程度", "最高学历")),
    _coded("political_status", "政治面貌", "political_status"),
    _coded("household_type", "户籍类型", "household_type", ("户籍", "户口类型", "户口性质", "户籍性质")),
    _coded("employment_state", "从业状况", "employment", ("就业状况", "就业状态", "从业状态")),
    ExchangeField(
        "employer", "工作单位", "e.name", ("单位名称", "所在单位", "用人单位", "企业名称", "工作单位名称"), fixed=BY_EMPLOYER
    ),
    ExchangeField(
        "employer_code", "单位统一社会信用代码", "e.credit_code", ("单位代码", "统一社会信用代码"), "code", fixed=BY_EMPLOYER
    ),
    ExchangeField("job_title", "岗位", "p.job_title", ("工种", "职务", "工作岗位", "职位")),
    _coded("skill_level", "技能等级", "skill_level", ("职业技能等级", "技术等级")),
    ExchangeField(
        "phone", "手机号码", "p.phone", ("手机", "手机号", "联系电话", "电话", "移动电话", "联系方式"), "phone",
        sealed="people.person.phone",
    ),
    ExchangeField("since", "入会日期", "s.since::text", ("入会时间", "加入工会日期", "入会年月日"), "date", fixed=BY_EVENT),
    ExchangeField(
        "standing", "会籍状态", "s.standing", ("会籍",), "choice", {"full": "在册", "retained": "保留会籍"}, fixed=BY_EVENT
    ),
    ExchangeField(
        "is_migrant_worker", "农民工", "CASE WHEN p.is_migrant_worker THEN '1' ELSE '0' END", ("是否农民工", "是否为农民工"),
        "choice", YES_NO,
    ),
    _coded("work_form", "新就业形态", "work_form", ("新就业形态类型", "新业态类型", "新就业形态劳动者")),
    ExchangeField("union", "所属工会", "u.name", ("工会名称", "所在工会", "基层工会", "工会组织"), fixed=BY_TRANSFER),
    ExchangeField("union_code", "工会组织代码", "u.code", ("工会代码", "所属工会代码", "组织代码"), "code", fixed=BY_TRANSFER),
    ExchangeField("county", "县区", "a.name", ("县区工会", "所属县区", "县（市、区）"), fixed=BY_TRANSFER),
)  # fmt: skip


def find(rows: Sequence[Values]) -> list[Found]:
    """People by document, by its blind index; without one by exact name within the named union, which asks where several fit."""
    by_index = people_by_document(rows)
    by_name = people_by_name([row for row in rows if not row.get("document_number")])
    return [_found(row, by_index, by_name) for row in rows]


def _index_key(row: Values) -> str | None:
    number = row.get("document_number", "")
    return document_key(row.get("document_type") or "01", number) if number else None


def people_by_document(rows: Sequence[Values]) -> dict[str, int]:
    """Person by what the blind index is made of."""
    keys = list(dict.fromkeys(key for row in rows if (key := _index_key(row))))
    indexes = {index: key for key in keys for index in blind_indexes(key, purpose="people.document")}
    found = Person.objects.standing().filter(document_index__in=list(indexes)).order_by()
    return {indexes[index]: pk for index, pk in found.values_list("document_index", "pk")}


def people_by_name(rows: Sequence[Values]) -> dict[tuple[str, str], list[int]]:
    """People by name and union, each pair with everybody who fits."""
    names = {name_key(row.get("name", "")) for row in rows}
    unions = {row.get("union_code") or row.get("union") or "" for row in rows}
    if not names:
        return {}
    found: dict[tuple[str, str], list[int]] = {}
    people = Person.objects.standing().filter(name_key__in=names).order_by("pk")
    for key, pk, name, code in people.values_list("name_key", "pk", "home_union__name", "home_union__code"):
        for union in {name, code} & unions:
            found.setdefault((key, union), []).append(pk)
    return found


def _found(row: Values, by_index: dict[str, int], by_name: dict[tuple[str, str], list[int]]) -> Found:
    key = _index_key(row)
    if key is not None:
        return Found(by_index.get(key))
    union = row.get("union_code") or row.get("union") or ""
    same = by_name.get((name_key(row.get("name", "")), union), [])
    if len(same) == 1:
        return Found(asks=f"没有证件号码，本级“{union}”有一名同名会员，请核实是否同一人", near=(same[0],))
    if same:
        return Found(asks=f"没有证件号码，本级“{union}”有 {len(same)} 名同名会员，请核实", near=tuple(same))
    return Found(asks="没有证件号码，无法比对")


def facts_of(values: Values) -> dict[str, Any]:
    """Values of an exchange as the facts that the verbs of a member take."""
    facts: dict[str, Any] = {
        key: value
        for key, value in values.items()
        if key in {field.key for field in FIELDS if not field.fixed} and value
    }
    if "is_migrant_worker" in facts:
        facts["is_migrant_worker"] = facts["is_migrant_worker"] == "1"
    return facts
