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
        }
    )
)
