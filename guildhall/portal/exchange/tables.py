"""Columns of the lists of exchange."""

from guildhall.mechanisms.workbooks.models import ReadBack
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named
from guildhall.web.columns import Column

KINDS = ("value", "conflict", "only_ours", "only_theirs", "asks")


def found(read: ReadBack) -> int:
    """Differences found."""
    return sum(read.counts.get(kind, 0) for kind in KINDS)


def subject(record) -> str:
    return subject_named(record.subject).name


FILES = (
    Column("方案", "profile.title", link=True),
    Column("范围", "organisation.printed_name"),
    Column("状态", "state", kind="choice"),
    Column("行数", "row_count", kind="count"),
    Column("缺项", "lacking_count", kind="count"),
    Column("生成时间", "made_at", kind="moment"),
    Column("制表人", "made_by"),
    Column("报送日期", "sent_on", kind="date"),
    Column("回执", "receipt"),
)
READS = (
    Column("文件", "file_name", link=True),
    Column("内容", subject),
    Column("范围", "organisation.printed_name"),
    Column("截至日期", "as_of", kind="date"),
    Column("状态", "state", kind="choice"),
    Column("差异", found, kind="count"),
    Column("待处理", "open_count", kind="count"),
    Column("核对人", "read_by"),
    Column("上传时间", "created_at", kind="moment"),
)
SPLITS = (
    Column("名称", "title", link=True),
    Column("内容", subject),
    Column("范围", "organisation.printed_name"),
    Column("状态", "state", kind="choice"),
    Column("工作簿", "book_count", kind="count"),
    Column("已交回", "returned_count", kind="count"),
    Column("交回日期", "due_on", kind="date"),
    Column("制表人", "made_by"),
    Column("分发时间", "created_at", kind="moment"),
)
