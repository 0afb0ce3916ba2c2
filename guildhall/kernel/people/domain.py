from django.db.models import Q

from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.crypto.offers import Indexed
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters.offers import Kind, Parameter, Retention
from guildhall.kernel.people import jobs  # noqa: F401 - declares its work
from guildhall.kernel.people.models import Household, Person
from guildhall.kernel.people.offers import Personal
from guildhall.kernel.people.rules.identity import document_key
from guildhall.kernel.people.rules.privacy import ADDRESS, CONTACT, IDENTITY

offer(
    Parameter(
        code="people.voided_days",
        label="作废人员记录的个人信息保存天数",
        kind=Kind.DAYS,
        default=365,
        unit="天",
        source="个人信息保护法第十九条、第四十七条",
        is_unsure=True,
        help="撤回的导入等作废的人员记录，期满后清除证件号码和手机号码",
    ),
    Retention(
        code="people.voided",
        label="作废人员记录的证件和手机号码",
        model=Person,
        since="voided_at",
        days="people.voided_days",
        columns={"document_number": None, "document_index": None, "phone": None, "phone_index": None},
        where=Q(merged_into=None),
    ),
    Verbs(
        {
            "people.person.register": "登记人员",
            "people.person.correct": "更正信息",
            "people.person.follow_spell": "所在工会变更",
            "people.person.reveal": "查看个人信息",
            "people.person.keep": "合并档案",
            "people.person.merge_away": "并入另一份档案",
            "people.person.unmerge": "撤销合并",
            "people.household.found": "登记家庭",
            "people.household.join": "加入家庭",
            "people.household.leave": "退出家庭",
            "people.household.split": "分户",
            "people.household.change_head": "变更户主",
            "people.household.set_address": "变更住址",
            "people.household_member.enter": "成为家庭成员",
            "people.household_member.go": "不再是家庭成员",
            "people.duplicate.name": "提出疑似重复",
            "people.duplicate.find": "查找疑似重复",
            "people.duplicate.dismiss": "确认不是同一人",
            "people.spell.open": "建立会籍",
            "people.spell.close": "终止会籍",
            "people.spell.set_standing": "变更会籍状态",
            "people.spell.void": "作废会籍",
        }
    ),
    Indexed(Person, "document_index", ("document_type", "document_number"), document_key),
    Indexed(Person, "phone_index", ("phone",), str),
    Personal(Person, "document_number", IDENTITY),
    Personal(Person, "phone", CONTACT),
    Personal(Household, "address", ADDRESS),
    Parameter(
        code="people.reveals_a_day",
        label="每人每天查看个人信息的提醒次数",
        kind=Kind.COUNT,
        default=30,
        unit="次",
        source="内部管理惯例，没有统一规定",
        is_unsure=True,
        help="超过后仍可查看，但会提醒本人并列入安全管理员的清单",
    ),
    Parameter(
        code="people.reveals_at_most",
        label="每人每天查看个人信息的上限",
        kind=Kind.COUNT,
        default=90,
        unit="次",
        source="内部管理惯例，没有统一规定",
        is_unsure=True,
        help="超过后当天不再显示",
    ),
)
