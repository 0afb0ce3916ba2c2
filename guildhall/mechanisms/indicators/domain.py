"""What the figures' mechanism offers: its permissions, to whom they are given."""

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.files.offers import FileSubject
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter
from guildhall.mechanisms.indicators.models import DeclaredReading

READERS = (
    "city.leader", "city.officer", "city.statistician", "county.leader", "county.clerk", "industrial.officer", "union.chair",
    "union.clerk",
)  # fmt: skip

offer(
    Domain(
        code="indicators",
        name="指标",
        permissions={
            "indicators.figure.view": "查看指标",
            "indicators.reading.freeze": "指标定稿",
            "indicators.target.set": "下达目标",
            "indicators.rate.define": "定义比率和增幅",
            "indicators.reading.declare": "登记申报数",
            "indicators.measure.define": "管理计量单位和计量项目",
        },
        roles={
            **{role: ["indicators.figure.view"] for role in READERS},
            "city.statistician": [
                "indicators.figure.view",
                "indicators.reading.freeze",
                "indicators.target.set",
                "indicators.rate.define",
                "indicators.reading.declare",
                "indicators.measure.define",
            ],
            "city.officer": [
                "indicators.figure.view",
                "indicators.reading.freeze",
                "indicators.target.set",
                "indicators.reading.declare",
            ],
            "county.leader": ["indicators.figure.view", "indicators.reading.freeze"],
            "county.clerk": ["indicators.figure.view", "indicators.reading.declare"],
        },
    ),
    Verbs(
        {
            "indicators.reading.freeze": "指标定稿",
            "indicators.target.set": "下达目标",
            "indicators.rate.define": "定义比率或增幅",
            "indicators.rate.retire": "停用比率或增幅",
            "indicators.declared.declare": "登记申报数",
            "indicators.declared.correct": "更正申报数",
            "indicators.declared.withdraw": "撤回申报数",
            "indicators.unit.add": "增加计量单位",
            "indicators.unit.retire": "停用计量单位",
            "indicators.unit.resume": "恢复计量单位",
            "indicators.measure.define": "设置计量项目",
            "indicators.measure.retire": "停用计量项目",
            "indicators.printed_rate.enter": "登记公布的比率",
        }
    ),
    FileSubject(
        DeclaredReading,
        permission_to_see="indicators.figure.view",
        permission_to_add="indicators.reading.declare",
    ),
    Parameter(
        code="indicators.smallest_shown",
        label="敏感指标最小显示数",
        kind=Kind.COUNT,
        default=5,
        source="小数保护的通行做法，未见工会文件规定",
        is_unsure=True,
        help="敏感指标小于此数的，对不能看名单的人显示为“＜5”，并遮去能推算出它的数",
    ),
)
