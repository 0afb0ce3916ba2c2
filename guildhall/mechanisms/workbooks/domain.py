"""What workbooks offer: the names of what is done with them."""

from django.db.models import Q

from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.files.actions import erase
from guildhall.kernel.files.models import File
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter, Retention
from guildhall.mechanisms.workbooks.models import Import

offer(
    Verbs(
        {
            "workbooks.import.receive_upload": "上传表格",
            "workbooks.import.confirm_match": "确认列的对应",
            "workbooks.import.record_preview": "检查完成",
            "workbooks.import.confirm_merge": "确认导入",
            "workbooks.import.record_merged": "导入完成",
            "workbooks.import.record_failure": "导入出错",
            "workbooks.import.cancel": "取消导入",
            "workbooks.import.resume": "继续导入",
            "workbooks.import.take_back": "撤回导入",
            "workbooks.import.record_taken_back": "撤回完成",
        }
    ),
    Parameter(
        code="workbooks.source_days",
        label="导入的原文件和结果保存天数",
        kind=Kind.DAYS,
        default=730,
        unit="天",
        source="个人信息保护法第十九条：保存期限为实现处理目的所必要的最短时间",
        is_unsure=True,
    ),
    Retention(
        code="workbooks.sources",
        label="导入的原文件和结果",
        model=File,
        since="created_at",
        days="workbooks.source_days",
        where=Q(erased_at=None)
        & (
            Q(pk__in=Import.objects.order_by().values("source"))
            | Q(pk__in=Import.objects.order_by().filter(result__isnull=False).values("result"))
        ),
        erase=erase,
    ),
)
