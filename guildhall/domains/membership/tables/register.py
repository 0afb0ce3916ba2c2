"""Columns of the roll of members."""

from datetime import date

from guildhall.kernel.people.models import Person, Spell
from guildhall.web.columns import Column


def open_spell(person: Person) -> Spell | None:
    """The open membership, fetched with the list."""
    found: list[Spell] = getattr(person, "open_spells", [])
    return found[0] if found else None


def standing(person: Person) -> str:
    spell = open_spell(person)
    return str(spell.get_standing_display()) if spell else "已离会"


def since(person: Person) -> date | None:
    spell = open_spell(person)
    return spell.since if spell else None


MEMBERS = (
    Column("姓名", "name", sort="pinyin", link=True),
    Column("性别", "sex", kind="choice"),
    Column("证件号码", "document_number", kind="masked"),
    Column("手机号码", "phone", kind="masked"),
    Column("所在工会", "home_union.name"),
    Column("学历", "education", kind="choice"),
    Column("入会日期", since, kind="date"),
    Column("会籍状态", standing),
    Column("民族", "nationality", kind="choice", extra=True),
    Column("政治面貌", "political_status", kind="choice", extra=True),
    Column("户籍类型", "household_type", kind="choice", extra=True),
    Column("从业状况", "employment_state", kind="choice", extra=True),
    Column("技能等级", "skill_level", kind="choice", extra=True),
    Column("新就业形态", "work_form", kind="choice", extra=True),
    Column("岗位", "job_title", extra=True),
    Column("农民工", "is_migrant_worker", extra=True),
)
