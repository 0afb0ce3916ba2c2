"""What the figures' mechanism offers: its permissions, to whom they are given."""

from guildhall.kernel.access.offers import Domain, Holding
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.files.offers import FileSubject
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter
from guildhall.mechanisms.indicators.actions.returns import hand_over
from guildhall.mechanisms.indicators.models import DeclaredReading
from guildhall.mechanisms.indicators.notices import TEMPLATES
from guildhall.mechanisms.indicators.queries import returns
from guildhall.web.offers import Waiting

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

DESIGN, CALL, ACCEPT = "indicators.return.design", "indicators.return.call", "indicators.return.accept"
SEE, FILL, CONFIRM = "indicators.return.view", "indicators.return.fill", "indicators.return.confirm"

offer(
    Domain(
        code="returns",
        name="报表",
        permissions={
            DESIGN: "设计报表",
            CALL: "布置和催收报表",
            ACCEPT: "审收报表",
            SEE: "查看报表",
            FILL: "填报报表",
            CONFIRM: "审核并报出报表",
        },
        roles={
            "city.leader": [SEE],
            "city.officer": [DESIGN, CALL, ACCEPT, SEE],
            "city.statistician": [DESIGN, CALL, ACCEPT, SEE],
            "county.leader": [SEE, CONFIRM, ACCEPT],
            "county.clerk": [SEE, FILL, CALL, ACCEPT],
            "union.chair": [SEE, FILL, CONFIRM],
            "union.clerk": [SEE, FILL],
        },
        menu=[
            ("报表填报", "returns:returns", SEE),
            ("报表布置", "returns:calls", CALL),
            ("报表制度", "returns:forms", DESIGN),
        ],
        order=55,
        icon="table",
    ),
    *TEMPLATES,
    Holding("未报出的报表", returns.held_by, hand_over),
    Waiting("待填报表", "table", "returns:returns", returns.to_fill, FILL, "mine=own&standing=open", order=30),
    Waiting(
        "待审核报表",
        "circle-check",
        "returns:returns",
        returns.to_confirm,
        CONFIRM,
        "mine=own&standing=prepared",
        order=31,
    ),
    Waiting(
        "待审收报表", "inbox", "returns:returns", returns.to_accept, ACCEPT, "mine=lower&standing=submitted", order=32
    ),
    Verbs(
        {
            "indicators.return_form.draft": "起草报表",
            "indicators.return_form.save": "修改报表",
            "indicators.return_form.enforce": "启用报表",
            "indicators.return_form.retire": "停用报表",
            "indicators.return_form.attach_workbook": "上传上级表格",
            "indicators.return_form.map": "对应上级表格",
            "indicators.return_cell.save": "修改报表项",
            "indicators.return_cell.remove": "删去报表项",
            "indicators.return.call": "布置报表",
            "indicators.return.call_lower": "向下级布置报表",
            "indicators.return.remind": "催报",
            "indicators.return.refresh": "重新取数",
            "indicators.return.fill": "填写报表",
            "indicators.return_value.write": "改写报表数",
            "indicators.return.take_totals": "按下级汇总填入",
            "indicators.return.prepare": "提交审核",
            "indicators.return.give_back": "退回经办人",
            "indicators.return.confirm": "审核报出",
            "indicators.return.accept": "审收报表",
            "indicators.return.send_back": "退回补正",
            "indicators.return.recall": "收回报表",
            "indicators.return.reissue": "重新布置报表",
            "indicators.return.hand_over": "移交报表",
            "indicators.return.fill_upper": "写入上级表格",
        }
    ),
)
