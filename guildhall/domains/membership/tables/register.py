"""Columns of the roll of members."""

from guildhall.web.columns import Column


def open_spell(person):
    """The open membership, fetched with the list."""
    return person.open_spells[0] if person.open_spells else None


def standing(person):
    spell = open_spell(person)
    return spell.get_standing_display() if spell else "已离会"


def since(person):
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
)
