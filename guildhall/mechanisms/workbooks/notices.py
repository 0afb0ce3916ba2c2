"""What workbooks tell the one who brought a workbook: it was checked, it is in, or it could not go on."""

from guildhall.kernel.access.models import Account
from guildhall.kernel.notifications.actions import send
from guildhall.kernel.notifications.offers import MessageTemplate
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries import imports as queries

VARIABLES = {"名称": "会员花名册", "工会": "吉州机械厂工会", "结果": "新增 120 行，退回 3 行"}
CHECKED = MessageTemplate(
    code="workbooks.import.checked",
    label="导入已检查，待确认",
    text="{工会}的{名称}已检查：{结果}。请核对后确认导入。",
    variables=VARIABLES,
)
DONE = MessageTemplate(
    code="workbooks.import.done",
    label="导入完成",
    text="{工会}的{名称}已导入：{结果}。",
    variables=VARIABLES,
)
FAILED = MessageTemplate(
    code="workbooks.import.failed",
    label="导入停止",
    text="{工会}的{名称}没有导入完：{结果}。已完成的部分保留，可以继续。",
    variables=VARIABLES,
)


def checked(import_: Import, *, actor: Actor) -> None:
    _tell(CHECKED, import_, counted(import_), actor)


def done(import_: Import, *, actor: Actor) -> None:
    _tell(DONE, import_, counted(import_), actor)


def failed(import_: Import, *, reason: str, actor: Actor) -> None:
    _tell(FAILED, import_, reason.rstrip("。") or "出错", actor)


def counted(import_: Import) -> str:
    """The rows by outcome, in the words of the kind."""
    labels = queries.kind_named(import_.kind).outcomes
    found = [f"{label} {import_.counts[code]} 行" for code, label in labels.items() if import_.counts.get(code)]
    return "，".join(found) or "没有可导入的行"


def _tell(template: MessageTemplate, import_: Import, result: str, actor: Actor) -> None:
    uploader = Account.objects.filter(pk=import_.account_id, person__isnull=False).values_list("person_id", flat=True)
    send(
        template.code,
        to=[person for person in uploader if person is not None],
        actor=actor,
        subject=import_,
        link=queries.kind_named(import_.kind).page(import_.pk),
        values={"名称": import_.title, "工会": import_.organisation.name, "结果": result[:200]},
    )
