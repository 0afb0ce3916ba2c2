"""What documents offer: their permissions and to whom they are given."""

from guildhall.kernel.access.offers import Domain, Holding
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer
from guildhall.mechanisms.documents import actions, indicators, queries

offer(
    Domain(
        code="documents",
        name="文书",
        permissions={
            "documents.report.view": "查看报告",
            "documents.report.write": "撰写报告",
            "documents.template.save": "管理报告模板",
        },
        roles={
            "city.leader": ["documents.report.view"],
            "city.officer": ["documents.report.view", "documents.report.write"],
            "city.statistician": ["documents.report.view", "documents.report.write", "documents.template.save"],
            "county.leader": ["documents.report.view"],
            "county.clerk": ["documents.report.view", "documents.report.write"],
        },
    ),
    *indicators.ALL,
    Holding("报告草稿", queries.drafts_of, actions.hand_over),
    Verbs(
        {
            "documents.report.write": "撰写报告",
            "documents.report.rewrite": "修改报告",
            "documents.report.hand_over": "移交报告草稿",
            "documents.report.finalise": "报告定稿",
            "documents.template.save": "保存报告模板",
        }
    ),
)
