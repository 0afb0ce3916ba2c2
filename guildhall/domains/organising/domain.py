"""What organising offers: permissions, roles, menu, figures, files."""

from guildhall.domains.organising import indicators, queries
from guildhall.domains.organising.actions import contact, exchange
from guildhall.domains.organising.models import LineWork
from guildhall.domains.organising.queries import exchange as exchanged
from guildhall.kernel.access.offers import Confirmable, Domain
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.files.offers import FileSubject
from guildhall.kernel.offers import offer
from guildhall.kernel.organisations.models import Employer, Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators.models import Headline
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeSubject
from guildhall.web.offers import Shortcut, Waiting

VIEW, EDIT = "organising.union.view", "organising.union.edit"
PREPARE = "organising.contact.prepare"
FOUND, MOVE = "organising.union.found", "organising.union.move"
EMPLOYERS, EDIT_EMPLOYERS = "organising.employer.view", "organising.employer.edit"
LINE, WORKS, FILE = "organising.line.keep", "organising.work.view", "organising.work.file"


def lines_waiting(actor: Actor) -> int:
    return queries.waiting_stays(actor, LINE).count()


offer(
    Domain(
        code="organising",
        name="工会组织",
        permissions={
            VIEW: "查看工会组织",
            EDIT: "更正工会信息",
            PREPARE: "报送工会联系方式的变更",
            FOUND: "新建和撤销工会",
            MOVE: "移交工会隶属",
            EMPLOYERS: "查看单位",
            EDIT_EMPLOYERS: "登记和更正单位",
            LINE: "办理产业工会的归入和退出",
            WORKS: "查看产业工会工作",
            FILE: "登记产业工会工作",
        },
        roles={
            "city.leader": [VIEW, EMPLOYERS, WORKS],
            "city.officer": [VIEW, EDIT, FOUND, MOVE, EMPLOYERS, EDIT_EMPLOYERS, LINE, WORKS],
            "city.statistician": [VIEW, EMPLOYERS, WORKS],
            "county.leader": [VIEW, EMPLOYERS],
            "county.clerk": [VIEW, EDIT, FOUND, MOVE, EMPLOYERS, EDIT_EMPLOYERS, LINE],
            "industrial.officer": [VIEW, EMPLOYERS, LINE, WORKS, FILE],
            "union.chair": [VIEW, EDIT],
            "union.clerk": [VIEW, PREPARE],
        },
        menu=[
            ("工会组织", "organising:unions", VIEW),
            ("产业工会", "organising:lines", VIEW),
            ("产业工会工作", "organising:works", WORKS),
            ("单位", "organising:employers", EMPLOYERS),
        ],
        order=10,
        icon="sitemap",
    ),
    ExchangeSubject(
        code="organising.unions",
        name="工会",
        unit="个",
        model=Organisation,
        permission=VIEW,
        fields=exchanged.FIELDS,
        source=exchanged.SOURCE,
        key="u.id",
        area="u.area_id",
        organisation="u.id",
        path="u.path",
        find=exchanged.find,
        take=exchange.take,
        register=exchange.register,
        required=("name",),
    ),
    FileSubject(Organisation, permission_to_see=VIEW, permission_to_add=EDIT),
    FileSubject(LineWork, permission_to_see=WORKS, permission_to_add=FILE),
    Verbs(
        {
            "organising.work.file": "登记产业工会工作",
            "organising.work.correct": "更正产业工会工作",
            "organising.work.withdraw": "撤回产业工会工作",
        }
    ),
    Waiting("产业隶属待确认", "link", "organising:lines", lines_waiting, LINE, order=120),
    FileSubject(Employer, permission_to_see=EMPLOYERS, permission_to_add=EDIT_EMPLOYERS),
    Confirmable(
        code=contact.CODE,
        label="变更联系方式",
        prepare=PREPARE,
        confirm=EDIT,
        describe=contact.describe,
        perform=contact.perform,
        why_not=contact.why_not,
    ),
    Shortcut("新建工会", "building-community", "organising:found", FOUND, order=40),
    Shortcut("登记单位", "building", "organising:register_employer", EDIT_EMPLOYERS, order=50),
    Headline("organising.unions_total", order=10),
    Headline("organising.unions_new", order=20),
    Headline("organising.formation_rate", order=50),
    *indicators.ALL,
)
