from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(
    Verbs(
        {
            "organisations.organisation.found": "新建工会",
            "organisations.organisation.move": "移交隶属",
            "organisations.organisation.rename": "更名",
            "organisations.organisation.dissolve": "撤销",
            "organisations.organisation.correct": "更正工会信息",
            "organisations.employer.register": "登记单位",
            "organisations.employer.correct": "更正单位信息",
            "organisations.employer.link": "建会挂接",
            "organisations.employer.unlink": "解除建会挂接",
            "organisations.alias.give": "登记别名",
            "organisations.alias.end": "停用别名",
            "organisations.order.keep": "调整排序",
            "organisations.line.propose": "提出归入产业工会",
            "organisations.line.join": "归入产业工会",
            "organisations.line.confirm": "确认归入产业工会",
            "organisations.line.refuse": "不同意归入产业工会",
            "organisations.line.leave": "退出产业工会",
            "organisations.body.register": "登记合作单位",
            "organisations.body.correct": "更正合作单位",
            "organisations.body.merge": "合并合作单位",
            "organisations.place.register": "登记场所",
            "organisations.place.correct": "更正场所",
        }
    )
)
