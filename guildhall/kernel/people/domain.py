from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offer

offer(
    Verbs(
        {
            "people.person.register": "登记人员",
            "people.person.correct": "更正信息",
            "people.person.follow_spell": "所在工会变更",
            "people.spell.open": "建立会籍",
            "people.spell.close": "终止会籍",
            "people.spell.set_standing": "变更会籍状态",
            "people.spell.void": "作废会籍",
        }
    )
)
