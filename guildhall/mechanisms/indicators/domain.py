"""What the figures' mechanism offers: its permissions, to whom they are given."""

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

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
            "indicators.rate.define": "定义比率",
        },
        roles={
            **{role: ["indicators.figure.view"] for role in READERS},
            "city.statistician": [
                "indicators.figure.view",
                "indicators.reading.freeze",
                "indicators.target.set",
                "indicators.rate.define",
            ],
            "city.officer": ["indicators.figure.view", "indicators.reading.freeze", "indicators.target.set"],
            "county.leader": ["indicators.figure.view", "indicators.reading.freeze"],
        },
    ),
    Verbs(
        {
            "indicators.reading.freeze": "指标定稿",
            "indicators.target.set": "下达目标",
            "indicators.rate.define": "定义比率",
            "indicators.rate.retire": "停用比率",
            "indicators.printed_rate.enter": "登记公布的比率",
        }
    ),
)
