"""Build a believable city: Ji'an at the end of 2012, at full size or small."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.db import models, transaction

from guildhall.demo import declared, exchange, families, hands, messages, registers
from guildhall.demo import officers as seating
from guildhall.demo import people as writing
from guildhall.demo import returns as reporting
from guildhall.demo import tree as planting
from guildhall.demo import unions as founding
from guildhall.demo import units as registering
from guildhall.demo import workforce as staffing
from guildhall.demo.dice import dice
from guildhall.demo.loading import (
    analyse,
    check_everything,
    continue_numbering,
    copy_blocks,
    copy_rows,
    set_aside,
    without_nested_loops,
)
from guildhall.demo.officers import Officers
from guildhall.demo.people import Details
from guildhall.demo.places import CITY_NAME, PLACES
from guildhall.demo.sizes import YEAR_ENDS, Size
from guildhall.demo.tree import Tree
from guildhall.demo.unions import Union
from guildhall.demo.units import Register
from guildhall.demo.workforce import Workforce
from guildhall.domains.membership.models import Event
from guildhall.kernel.access.actions import mark_as_demo
from guildhall.kernel.access.models import Account, NamedUnion, Post
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.organisations.actions import tree_lock
from guildhall.kernel.organisations.models import Employer, Organisation, OrganisationName, Placement
from guildhall.kernel.parameters.actions import set_value
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor, system

TABLES: tuple[type[models.Model], ...] = (
    Organisation,
    OrganisationName,
    Placement,
    Employer,
    Person,
    Spell,
    Event,
    Post,
    NamedUnion,
    Account,
)
BUILDER = system("示范城市")
ABOUT = {
    "city.name": "吉安市",
    "city.federation": "吉安市总工会",
    "city.federation_short": "市总工会",
    "city.division": "360800",
}
KNOWN_SINCE = date(2000, 5, 1)
Tell = Callable[[str], None]


@dataclass
class City:
    """All facts of a city before they are loaded."""

    tree: Tree
    register: Register
    unions: list[Union]
    people: Workforce
    details: Details
    officers: Officers


def silence(_line: str) -> None:
    """Tell nobody."""


def build(size: Size, *, tell: Tell = silence, actor: Actor = BUILDER) -> City:
    """Mark an empty database as a demo and load the city; refuse one that already holds organisations or people."""
    city = imagine(size, tell)
    with transaction.atomic(), tree_lock():
        mark_as_demo(place=CITY_NAME, actor=actor)
        if Organisation.objects.exists():
            raise Refused("这里已有示范城市，要重建请加 --anew")
        for code, value in ABOUT.items():
            set_value(code, value, since=KNOWN_SINCE, source="示范城市", actor=actor, is_confirmed=True)
        _load_unions(city, actor)
        tell(f"工会组织 {len(city.tree.bodies)}，单位 {len(city.register.units)}")
        with set_aside(Person, Spell, Event):
            _load_people(city, actor, tell)
        _load_officers(city, actor)
        check_everything()
        tell("核对约束")
        continue_numbering(*TABLES)
    analyse(*TABLES)
    with transaction.atomic():
        exchange.load(actor)
        declared.load(actor)
        tell(f"别名、合作单位、场所和产业工作 {registers.load(actor)}")
        families.load(actor)
        tell(f"消息 {messages.load(actor)}")
    tell("上报文件和回读核对")
    reporting.build(actor)
    tell("报表 1 张")
    with transaction.atomic():
        hands.load()
    tell("岗位交接和登录记录")
    return city


def imagine(size: Size, tell: Tell = silence) -> City:
    """Think out a city, the same each time."""
    tree = planting.federations(size.towns_per_county)
    register = Register()
    founder = founding.Founding(size, tree, register)
    for plan in founding.plans(size):
        founder.found(plan)
    unions = founder.unions
    members = staffing.members_of(size, unions, dice("members"))
    founding.divide_big_ones(unions, dict(zip((u.body.id for u in unions), members.tolist(), strict=True)), tree)
    founding.hand_over_to_zone(unions, size.moved_unions, tree)
    people = staffing.workforce(size, unions, members)
    officers = seating.appoint(tree, unions, people)
    details = writing.details(unions, people, officers.given_names)
    staffing.count_heads(unions, people, details.is_migrant)
    _leave_unorganised(size, tree, register)
    tell(f"构思会员 {people.count} 人")
    return City(tree, register, unions, people, details, officers)


def _leave_unorganised(size: Size, tree: Tree, register: Register) -> None:
    """Employers that have no union yet."""
    rng = dice("unorganised")
    shares = [place.share for place in PLACES]
    edges = [sum(shares[: at + 1]) for at in range(len(shares))]
    for _ in range(size.unorganised):
        drawn = rng.randint(edges[-1])
        place = next(place for place, edge in zip(PLACES, edges, strict=True) if drawn < edge)
        unit = register.enterprise(tree.counties.get(place.code, tree.root), YEAR_ENDS)
        unit.founded_on = YEAR_ENDS - timedelta(days=int(rng.randint(90, 4000)))
        unit.head_count = int(rng.randint(4, 90))
        unit.women_count = int(unit.head_count * rng.random_sample() * 0.7)
        unit.migrant_count = int(unit.head_count * rng.random_sample() * 0.6)


def _load_unions(city: City, actor: Actor) -> None:
    bodies = city.tree.bodies
    count = copy_rows(Organisation, planting.rows(bodies))
    copy_rows(OrganisationName, planting.name_rows(bodies))
    copy_rows(Placement, planting.placement_rows(bodies))
    note(actor=actor, verb="demo.city.found_unions", after={"organisations": count})
    count = copy_rows(Employer, registering.rows(city.register.units))
    check_everything()
    analyse(Organisation, Employer)
    note(actor=actor, verb="demo.city.register_employers", after={"employers": count})


def _load_people(city: City, actor: Actor, tell: Tell) -> None:
    count = copy_blocks(Person, writing.people_blocks(city.unions, city.people, city.details))
    note(actor=actor, verb="demo.city.register_people", after={"people": count})
    tell(f"人员 {count}")
    unions, past, present = city.unions, city.people.past, city.people.present
    first_present = past.count + 1
    with without_nested_loops():
        count = copy_blocks(
            Spell,
            chain(writing.spell_blocks(unions, past, 1), writing.spell_blocks(unions, present, first_present)),
        )
    note(actor=actor, verb="demo.city.admit_members", after={"spells": count})
    tell(f"会籍 {count}")
    count = copy_blocks(
        Event, chain(writing.event_blocks(unions, past, 1), writing.event_blocks(unions, present, first_present))
    )
    note(actor=actor, verb="demo.city.record_events", after={"events": count})
    tell(f"会籍变动 {count}")


def _load_officers(city: City, actor: Actor) -> None:
    posts = seating.post_rows(city.officers, city.people)
    count = copy_rows(Post, posts)
    copy_rows(NamedUnion, seating.named_rows(city.officers, posts))
    copy_rows(Account, seating.account_rows(city.officers))
    note(actor=actor, verb="demo.city.appoint_officers", after={"posts": count, "accounts": len(city.officers.seats)})
