from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offer

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
    )
)
