"""What the city keeps beside its unions: the order of leaders, other names, partner bodies, places, the work of its lines."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import connection

from guildhall.demo.dice import dice
from guildhall.domains.organising.actions.lines import file_work
from guildhall.domains.organising.models import LineWork
from guildhall.kernel.organisations.aliases import give_alias
from guildhall.kernel.organisations.bodies import register_body, register_place
from guildhall.kernel.organisations.models import Alias, Employer, Kind, Organisation, PartnerBody, Place
from guildhall.kernel.organisations.naming import name_key, suggested_short_name
from guildhall.kernel.scope import Actor

STAYS = """
    INSERT INTO organisations_linestay (organisation_id, area_id, line_id, since, until, state, side, note, answer)
    SELECT id, area_id, line_id, founded_on, dissolved_on,
        CASE WHEN dissolved_on IS NULL THEN 'standing' ELSE 'ended' END, 'both', '成立时归口', ''
    FROM organisations_organisation WHERE line_id IS NOT NULL
"""
RANKS = """
    UPDATE access_post p SET rank = placed.place FROM (
        SELECT p.id, row_number() OVER (PARTITION BY p.organisation_id ORDER BY p.role NOT LIKE '%leader', p.id) AS place
        FROM access_post p JOIN organisations_organisation o ON o.id = p.organisation_id WHERE o.depth <= 2
    ) placed WHERE placed.id = p.id
"""
NAMED = 24
BODY = PartnerBody.Kind
BODIES = (
    (BODY.COURT, "吉安市中级人民法院", "职工维权诉调对接", "吉州区阳明东路 28 号"),
    (BODY.COURT, "吉安市劳动人事争议仲裁院", "劳动争议联合调解", "吉州区吉州大道 38 号"),
    (BODY.COURT, "吉州区人民法院", "职工法律援助窗口", "吉州区井冈山大道 125 号"),
    (BODY.BUREAU, "吉安市人力资源和社会保障局", "三方协商、欠薪联动", "吉州区吉州大道 38 号"),
    (BODY.BUREAU, "吉安市安全生产监督管理局", "安康杯竞赛", "吉州区城北广场西路 3 号"),
    (BODY.BUREAU, "吉安市教育局", "金秋助学资格核对", "吉州区阳明西路 12 号"),
    (BODY.BUREAU, "吉安市民政局", "困难职工低保比对", "吉州区吉州大道 22 号"),
    (BODY.BUREAU, "吉安市地方税务局", "工会经费税务代收", "吉州区井冈山大道 201 号"),
    (BODY.BUREAU, "吉安市工商业联合会", "三方协商", "吉州区吉州大道 16 号"),
    (BODY.SCHOOL, "井冈山大学", "工会干部培训", "青原区学苑路 28 号"),
    (BODY.SCHOOL, "吉安职业技术学院", "技能竞赛赛点", "吉州区吉州大道 29 号"),
    (BODY.SCHOOL, "吉安市技工学校", "职工技能培训", "吉州区韶山西路 98 号"),
    (BODY.HOSPITAL, "吉安市中心人民医院", "劳模体检", "吉州区井冈山大道 106 号"),
    (BODY.HOSPITAL, "井冈山大学附属医院", "女职工两癌筛查", "吉州区井冈山大道 128 号"),
    (BODY.MERCHANT, "吉安市新华书店", "职工书屋图书", "吉州区永叔路 66 号"),
    (BODY.MERCHANT, "吉安市国光超市", "职工优惠购物", "吉州区文山路 158 号"),
    (BODY.MERCHANT, "吉安市庐陵影城", "职工观影", "吉州区广场路 9 号"),
    (BODY.BANK, "中国工商银行吉安分行", "会员卡联名发卡", "吉州区井冈山大道 99 号"),
    (BODY.BANK, "中国邮政储蓄银行吉安分行", "职工创业小额借款", "吉州区韶山东路 5 号"),
    (BODY.MEDIA, "井冈山报社", "五一专栏", "吉州区阳明西路 30 号"),
    (BODY.MEDIA, "吉安市广播电视台", "劳动者之歌栏目", "吉州区吉州大道 40 号"),
    (BODY.AUDIT_FIRM, "吉安华泰会计师事务所", "工会经费审计", "吉州区鹭洲东路 15 号"),
    (BODY.LAW_FIRM, "江西庐陵律师事务所", "职工法律援助", "吉州区井冈山大道 77 号"),
    (BODY.LAW_FIRM, "江西井冈律师事务所", "律师值班", "青原区青原大道 18 号"),
    (BODY.DONOR, "吉安市慈善总会", "送温暖捐赠", "吉州区吉州大道 22 号"),
)
HOURS = "周一至周五 8:30—12:00，14:30—17:30"
EVERY_DAY = "每日 9:00—21:00"
KINDS = (
    (Place.Kind.SERVICE_CENTRE, "职工服务中心", HOURS),
    (Place.Kind.READING_ROOM, "职工书屋", "周二至周日 9:00—20:00"),
    (Place.Kind.STATION, "环卫工人驿站", "每日 5:30—21:30"),
    (Place.Kind.MOTHERS_ROOM, "妈咪小屋", HOURS),
    (Place.Kind.PALACE, "工人文化宫", EVERY_DAY),
    (Place.Kind.HALL, "职工活动会馆", EVERY_DAY),
)
# Where the counties' seats lie, to two places: a town, no doorstep.
POINTS = {
    "360802": (114.99, 27.11), "360803": (115.01, 27.08), "360821": (114.91, 27.04), "360822": (115.14, 27.22),
    "360823": (115.32, 27.58), "360824": (115.39, 27.74), "360825": (115.44, 27.32), "360826": (114.91, 26.79),
    "360827": (114.52, 26.31), "360828": (114.79, 26.46), "360829": (114.62, 27.39), "360830": (114.24, 26.94),
    "360881": (114.29, 26.75), "3608K1": (114.97, 27.05),
}  # fmt: skip
ACTIVITIES = (
    ("职工技能比武", "市职工技能培训中心"), ("迎五一文艺汇演", "市工人文化宫"), ("职工气排球赛", "市体育馆"),
    ("女职工读书征文", "各基层工会"), ("劳模先进事迹报告会", "市总工会会议室"),
)  # fmt: skip


def load(actor: Actor) -> int:
    """Write all of it into a city that has its unions and officers; gives the number of records."""
    with connection.cursor() as cursor:
        cursor.execute(STAYS)
        cursor.execute(RANKS)
    root = Organisation.objects.get(depth=1)
    return sum(1 for made in (_bodies(root, actor), _places(actor), _aliases(actor), _works(actor)) for _ in made)


def _bodies(root: Organisation, actor: Actor) -> Iterator[PartnerBody]:
    rng = dice("bodies")
    for number, (kind, name, work, address) in enumerate(BODIES):
        yield register_body(
            organisation=root,
            kind=kind,
            name=name,
            short_name=suggested_short_name(name, above=["江西省"])[:60],
            work=work,
            address=f"吉安市{address}",
            phone=f"0796-{8_210_000 + int(rng.randint(10_000))}",
            since=date(2009 + number % 4, 1 + number % 12, 1 + number),
            actor=actor,
        )


def _places(actor: Actor) -> Iterator[Place]:
    """Three places in each county, of changing kinds."""
    rng = dice("places")
    counties = Organisation.objects.filter(code__in=POINTS).in_kept_order()
    for number, county in enumerate(counties):
        longitude, latitude = POINTS[county.code]
        for turn in range(3):
            kind, name, hours = KINDS[(number + turn * 2) % len(KINDS)]
            yield register_place(
                organisation=county,
                kind=kind,
                name=f"{county.name.removesuffix('总工会')}{name}",
                address=county.address.replace(" 号", "") + f"-{turn + 1} 号",
                longitude=Decimal(str(longitude)) + Decimal(int(rng.randint(-80, 80))) / 10_000,
                latitude=Decimal(str(latitude)) + Decimal(int(rng.randint(-80, 80))) / 10_000,
                open_hours=hours,
                phone=county.phone,
                opened_on=date(2008 + (number + turn) % 5, 5, 1),
                actor=actor,
            )


def _aliases(actor: Actor) -> Iterator[Alias]:
    """The short ways in which rosters write the names of some firms and their unions."""
    unions = Organisation.objects.filter(kind=Kind.SINGLE, name__contains="有限", dissolved_on=None).order_by("pk")
    for union in unions[:NAMED]:
        short = suggested_short_name(union.name, above=["江西", "吉安市", "吉安"]).replace("公司工会", "工会")
        if name_key(short) not in {name_key(union.name), name_key(union.short_name)}:
            yield give_alias(union, text=short, source=Alias.Source.ROSTER, actor=actor)
    for unit in Employer.objects.filter(name__contains="有限", union__isnull=False).order_by("pk")[:NAMED]:
        short = suggested_short_name(unit.name, above=["江西", "吉安市", "吉安"]).removesuffix("公司")
        if name_key(short) != name_key(unit.name):
            yield give_alias(unit, text=short, source=Alias.Source.PRINTED, actor=actor)


def _works(actor: Actor) -> Iterator[LineWork]:
    """A plan, a programme and some activities of each industrial union in 2012."""
    rng = dice("works")
    for line in Organisation.objects.filter(kind=Kind.INDUSTRIAL).in_kept_order():
        year = {"since": date(2012, 1, 10), "until": date(2012, 12, 31), "people_count": 0}
        text = "健全组织，维护权益，开展劳动竞赛，办好实事。"
        plan, programme = f"2012年{line.printed_name}工作要点", f"{line.printed_name}先进班组创建"
        yield file_work(line=line, kind=LineWork.Kind.PLAN, title=plan, text=text, actor=actor, **year)
        yield file_work(line=line, kind=LineWork.Kind.PROGRAMME, title=programme, text=text, actor=actor, **year)
        for title, place in ACTIVITIES:
            day = date(2012, 2 + int(rng.randint(10)), 1 + int(rng.randint(28)))
            yield file_work(
                line=line,
                kind=LineWork.Kind.ACTIVITY,
                title=f"{line.printed_name}{title}",
                since=day,
                until=day,
                place=place,
                people_count=40 + int(rng.randint(400)),
                text="由产业工会主办，所属基层工会参加。",
                actor=actor,
            )
