"""Columns of the lists about people's records."""

from guildhall.kernel.people.models import Duplicate, Merge
from guildhall.kernel.people.queries.privacy import masked
from guildhall.web.columns import Column

REVEALS = (
    Column("时间", "at", kind="moment"),
    Column("查看人", "actor_label"),
    Column("被查看人", "subject_name", link=True),
    Column("项目", "field_label"),
    Column("类别", "privacy", kind="choice"),
    Column("理由", "reason"),
    Column("当天第几次", "day_count", kind="count"),
    Column("所属工会", "organisation.name"),
)


def second_union(pair: Duplicate) -> str:
    return pair.second.home_union.name


DUPLICATES = (
    Column("姓名", "first.name", link=True),
    Column("档案一证件", lambda pair: masked(pair.first, "document_number")),
    Column("档案一所在工会", "first.home_union.name"),
    Column("档案二姓名", "second.name"),
    Column("档案二证件", lambda pair: masked(pair.second, "document_number")),
    Column("档案二所在工会", second_union),
    Column("依据", "ground", kind="choice"),
    Column("状态", "state", kind="choice"),
)


def standing(merge: Merge) -> str:
    return "已撤销" if merge.undone_on else "已合并"


MERGES = (
    Column("保留的档案", "kept.name", link=True),
    Column("并入的档案", "lost.name"),
    Column("所属工会", "organisation.name"),
    Column("依据", "reason"),
    Column("合并日期", "merged_on", kind="date"),
    Column("合并人", "merged_by"),
    Column("状态", standing),
)
