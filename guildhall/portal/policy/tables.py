from guildhall.web.columns import Column


def standing_of(term):
    return "待确认" if term.is_unsure else "已确认"


def length_of(term):
    return f"{'不少于' if term.is_minimum else ''}{term.period}"


TERMS = [
    Column("名称", "name"),
    Column("起算", "trigger"),
    Column("期限", length_of),
    Column("遇休息日顺延", "shifts"),
    Column("依据", "source"),
    Column("生效日期", "since", kind="date"),
    Column("状态", standing_of),
    Column("说明", "note"),
]
