"""What workbooks offer: the permissions and the menu of exchange, the names of what is done."""

from django.db.models import Q

from guildhall.kernel.access.offers import Domain, Holding
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.files.actions import erase
from guildhall.kernel.files.models import File
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter, Retention
from guildhall.mechanisms.workbooks import notices
from guildhall.mechanisms.workbooks.actions.imports import hand_over
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries.imports import exported_files, unfinished

VIEW, DESIGN = "workbooks.exchange.view", "workbooks.profile.design"
MAKE, SETTLE, SPLIT = "workbooks.exchange.make", "workbooks.difference.settle", "workbooks.split.make"

offer(
    notices.CHECKED,
    notices.DONE,
    notices.FAILED,
    Domain(
        code="workbooks",
        name="数据交换",
        permissions={
            VIEW: "查看交换方案和上报文件",
            DESIGN: "设计交换方案",
            MAKE: "生成和登记上报文件",
            SETTLE: "核对上级导出、处理差异",
            SPLIT: "分发填报和收回合并",
        },
        roles={
            "city.leader": [VIEW],
            "city.officer": [VIEW, DESIGN, MAKE, SETTLE, SPLIT],
            "city.statistician": [VIEW, DESIGN],
            "county.leader": [VIEW],
            "county.clerk": [VIEW, MAKE, SETTLE, SPLIT],
        },
        menu=[
            ("上报文件", "exchange:files", VIEW),
            ("回读核对", "exchange:reads", SETTLE),
            ("分发填报", "exchange:splits", SPLIT),
            ("交换方案", "exchange:profiles", VIEW),
        ],
        order=40,
        icon="table-export",
    ),
    Holding("未完成的导入", unfinished, hand_over),
    Verbs(
        {
            "workbooks.import.receive_upload": "上传表格",
            "workbooks.import.confirm_match": "确认列的对应",
            "workbooks.import.record_preview": "检查完成",
            "workbooks.import.confirm_merge": "确认导入",
            "workbooks.import.record_merged": "导入完成",
            "workbooks.import.record_failure": "导入出错",
            "workbooks.import.cancel": "取消导入",
            "workbooks.import.hand_over": "移交导入",
            "workbooks.import.resume": "继续导入",
            "workbooks.import.take_back": "撤回导入",
            "workbooks.import.record_taken_back": "撤回完成",
            "workbooks.system.add": "登记上级系统",
            "workbooks.system.change": "更改上级系统",
            "workbooks.profile.draft": "起草交换方案",
            "workbooks.profile.lay_out": "修改交换方案",
            "workbooks.profile.put_in_force": "启用交换方案",
            "workbooks.profile.retire": "停用交换方案",
            "workbooks.exchange.ask_for": "生成上报文件",
            "workbooks.exchange.make_again": "重新生成上报文件",
            "workbooks.exchange.make": "上报文件生成完成",
            "workbooks.exchange.record_failure": "上报文件未完成",
            "workbooks.exchange.record_sent": "登记报送",
            "workbooks.exchange.download": "下载上报文件",
            "workbooks.readback.take_in": "上传上级导出",
            "workbooks.readback.read_again": "重新核对",
            "workbooks.readback.finish": "核对完成",
            "workbooks.readback.record_failure": "核对未完成",
            "workbooks.readback.feed": "按上级导出更新登记",
            "workbooks.difference.settle": "处理差异",
            "workbooks.difference.settle_many": "成批处理差异",
            "workbooks.split.make": "分发填报表",
            "workbooks.split.finish": "填报表生成完成",
            "workbooks.split.record_failure": "填报表未完成",
            "workbooks.split.download": "下载填报表",
            "workbooks.split.take_in": "收回填报表",
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
    Parameter(
        code="workbooks.export_days",
        label="导出的名单保存天数",
        kind=Kind.DAYS,
        default=7,
        unit="天",
        source="个人信息保护法第十九条：保存期限为实现处理目的所必要的最短时间",
        is_unsure=True,
    ),
    Retention(
        code="workbooks.exports",
        label="导出的名单",
        model=File,
        since="created_at",
        days="workbooks.export_days",
        where=Q(erased_at=None, pk__in=exported_files()),
        erase=erase,
    ),
)
