"""Columns of the list of roster imports."""

from guildhall.domains.membership.rules.roster.columns import WRITTEN
from guildhall.mechanisms.workbooks.models import Import
from guildhall.web.columns import Column


def written(import_: Import) -> int:
    return sum(import_.counts.get(outcome, 0) for outcome in WRITTEN)


def refused(import_: Import) -> int:
    return int(import_.counts.get("refused", 0))


ROSTERS = (
    Column("文件", "file_name", link=True),
    Column("工会", "organisation.name"),
    Column("状态", "state", kind="choice"),
    Column("可导入", written, kind="count"),
    Column("未导入", refused, kind="count"),
    Column("上传人", "uploaded_by"),
    Column("上传时间", "created_at", kind="moment"),
)
