from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offer

POLICY_READERS = ("city.leader", "city.statistician", "county.leader", "county.clerk", "system.administrator")

offer(
    Domain(
        code="statistics",
        name="统计和报告",
        menu=[
            ("统计", "statistics:overview", "indicators.figure.view"),
            ("增减对账", "statistics:ledger", "indicators.figure.view"),
            ("数据一致性", "statistics:checks", "indicators.figure.view"),
            ("报告", "reports:reports", "documents.report.view"),
        ],
        order=50,
        icon="chart-bar",
    ),
    Domain(
        code="policy",
        name="政策参数",
        permissions={
            "parameters.value.view": "查看参数",
            "parameters.value.set": "设置参数",
            "calendar.day.view": "查看工作日历",
            "calendar.day.set": "调整工作日历",
        },
        roles={
            **{role: ["parameters.value.view", "calendar.day.view"] for role in POLICY_READERS},
            "city.officer": [
                "parameters.value.view", "parameters.value.set", "calendar.day.view", "calendar.day.set",
            ],
        },
        menu=[
            ("政策参数", "portal:parameters", "parameters.value.view"),
            ("工作日历", "portal:calendar", "calendar.day.view"),
        ],
        order=800,
        icon="settings",
    ),
)  # fmt: skip
