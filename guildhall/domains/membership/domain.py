"""What membership offers: permissions, roles, menu, figures, files, and what follows the tree."""

from guildhall.domains.membership import indicators, jobs, notices  # noqa: F401 - declares its work
from guildhall.domains.membership.actions import exchange, parting
from guildhall.domains.membership.actions.transfers import hand_over
from guildhall.domains.membership.models import Event, TransferProposal
from guildhall.domains.membership.queries import exchange as exchanged
from guildhall.domains.membership.queries.events import member_count, proposed_by
from guildhall.domains.membership.queries.roster import KIND as ROSTER
from guildhall.kernel.access.offers import Confirmable, Domain, Holding
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.crypto.offers import SealedIndex, SealedTable
from guildhall.kernel.files.offers import FileSubject
from guildhall.kernel.offers import offer
from guildhall.kernel.organisations.offers import AgainstDissolving
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.rules.identity import document_key
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators.models import Headline
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeSubject
from guildhall.web.offers import Shortcut, Waiting

VIEW, EDIT, PART = "membership.member.view", "membership.member.edit", "membership.member.part"
EVENTS, IMPORT, DECIDE = "membership.event.view", "membership.roster.import", "membership.transfer.decide"


def why_not_dissolve(organisation_id: int) -> list[str]:
    """Members are transferred or let go before their union ends."""
    members = member_count(organisation_id)
    return [f"还有 {members} 名会员，请先办理转会或终止会籍"] if members else []


def transfers_waiting(actor: Actor) -> int:
    return TransferProposal.objects.open().visible_to(actor, DECIDE).count()


def rosters_waiting(actor: Actor) -> int:
    """Rosters whose headings or preview wait for a person."""
    waiting = Import.objects.of(ROSTER.code).filter(state__in=(Import.State.MATCHING, Import.State.PREVIEWED))
    return waiting.visible_to(actor, IMPORT).count()


offer(
    Domain(
        code="membership",
        name="会员",
        permissions={
            VIEW: "查看会员",
            EDIT: "登记和变更会员",
            PART: "办理退会和除名",
            EVENTS: "查看会籍变动",
            IMPORT: "导入名册",
            DECIDE: "接收转会",
        },
        roles={
            "city.leader": [VIEW, EVENTS],
            "city.officer": [VIEW, EDIT, PART, EVENTS, IMPORT, DECIDE],
            "county.leader": [VIEW, EVENTS, DECIDE],
            "county.clerk": [VIEW, EDIT, PART, EVENTS, IMPORT, DECIDE],
            "industrial.officer": [VIEW, EVENTS],
            "union.chair": [VIEW, EDIT, PART, EVENTS, IMPORT, DECIDE],
            "union.clerk": [VIEW, EDIT, EVENTS, IMPORT],
        },
        menu=[
            ("会员名册", "membership:members", VIEW),
            ("名册导入", "membership:rosters", IMPORT),
            ("转会待办", "membership:transfers", DECIDE),
            ("会籍变动", "membership:events", EVENTS),
        ],
        order=20,
        icon="users",
    ),
    Verbs(
        {
            "membership.event.record": "登记会籍变动",
            "membership.transfer.propose": "提出转会",
            "membership.transfer.accept": "接收转会",
            "membership.transfer.refuse": "退回转会",
            "membership.transfer.withdraw": "撤回转会",
            "membership.transfer.hand_over": "移交转会",
            "membership.roster.merge": "导入会员花名册",
            "membership.roster.write_rows": "写入一批名册",
            "membership.roster.undo_rows": "撤回一批名册",
            "membership.roster.take_back": "撤回会员花名册的导入",
        }
    ),
    AgainstDissolving(why_not_dissolve),
    FileSubject(Person, permission_to_see=VIEW, permission_to_add=EDIT),
    FileSubject(Event, permission_to_see=EVENTS, permission_to_add=EDIT),
    ROSTER,
    notices.PROPOSED,
    notices.DECIDED,
    SealedTable(
        "membership_roster_row",
        ("import_id", "row_no"),
        {"document_number": "people.person.document_number", "phone": "people.person.phone"},
        {
            "document_index": SealedIndex("people.document", ("document_type", "document_number"), document_key),
            "phone_index": SealedIndex("people.phone", ("phone",), str),
        },
    ),
    ExchangeSubject(
        code="membership.members",
        name="会员",
        unit="人",
        model=Person,
        permission=EDIT,
        fields=exchanged.FIELDS,
        source=exchanged.SOURCE,
        key="p.id",
        area="s.area_id",
        organisation="s.organisation_id",
        path="u.path",
        find=exchanged.find,
        take=exchange.take,
        register=exchange.register,
        feed=exchange.feed,
        required=("document_number",),
    ),
    Confirmable(
        code=parting.CODE,
        label="终止会籍",
        prepare=EDIT,
        confirm=PART,
        describe=parting.describe,
        perform=parting.perform,
        place=parting.place,
        why_not=parting.why_not,
        version=parting.version,
    ),
    Holding("待对方接收的转会", proposed_by, hand_over),
    Waiting("转会待接收", "users-group", "membership:transfers", transfers_waiting, DECIDE, order=10),
    Waiting("名册导入待确认", "file-spreadsheet", "membership:rosters", rosters_waiting, IMPORT, order=20),
    Shortcut("会员名册", "users", "membership:members", VIEW, order=10),
    Shortcut("导入名册", "file-upload", "membership:upload_roster", IMPORT, order=20),
    Shortcut("登记会员", "user-plus", "membership:admit", EDIT, order=30),
    Headline("membership.members_total", order=30),
    Headline("membership.members_new", order=40),
    Headline("membership.complete_rate", order=60),
    *indicators.ALL,
)
