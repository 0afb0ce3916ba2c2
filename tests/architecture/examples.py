"""One record of every kind in a county, for the leak test: a part adds a maker beside its first page with a key in its address.

Each maker takes a county of the tree and gives the record that an address with this model's key opens.
"""

from collections.abc import Callable
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import models

from guildhall.domains.membership.models import TransferProposal
from guildhall.domains.membership.tests import exchanges, rosters
from guildhall.domains.organising.actions import contact
from guildhall.domains.organising.actions.lines import file_work
from guildhall.domains.organising.models import LineWork
from guildhall.kernel.access.actions import end_post
from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account, Handover, Post, Proposal
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.notifications.models import Message
from guildhall.kernel.organisations.bodies import register_body, register_place
from guildhall.kernel.organisations.employers import register_employer
from guildhall.kernel.organisations.lines import propose_line
from guildhall.kernel.organisations.models import Employer, Kind, LineStay, Organisation, PartnerBody, Place
from guildhall.kernel.organisations.tests.factories import TESTER, founded
from guildhall.kernel.people.actions import found_household, merge, name_pair
from guildhall.kernel.people.models import Duplicate, Household, Merge, Person
from guildhall.kernel.people.tests.factories import DAY, member, person
from guildhall.mechanisms.documents.actions import write_report
from guildhall.mechanisms.documents.models import Report, ReportTemplate
from guildhall.mechanisms.indicators.actions import declare, freeze, returns
from guildhall.mechanisms.indicators.models import DeclaredReading, FrozenReading, Return, ReturnCall, Unit
from guildhall.mechanisms.indicators.rules.periods import year
from guildhall.mechanisms.indicators.tests.returns import form as make_return_form
from guildhall.mechanisms.workbooks.actions.exchange import files, splitting
from guildhall.mechanisms.workbooks.models import Difference, Exchange, Import, ReadBack, Split

Maker = Callable[[Organisation], models.Model]
_numbers = count(1)


def union(county: Organisation) -> Organisation:
    return founded(county, Kind.SINGLE, f"{county.name}机械厂工会")


def post(county: Organisation) -> Post:
    return officer(union(county), "union.chair")


def handover(county: Organisation) -> Handover:
    end_post(post(county), day=DAY, actor=TESTER)
    return Handover.objects.latest("pk")


def proposed(county: Organisation) -> Proposal:
    """A change of a union's address, prepared by its clerk."""
    held = officer(union(county), "union.clerk", "黄小芳")
    clerk = actor_for(account_of(held), DAY)
    values = {"address": f"{county.name}新路 1 号", "phone": ""}
    return contact.prepare(held.organisation, values=values, note="", actor=clerk)


def frozen(county: Organisation) -> FrozenReading:
    return freeze("organising.unions_total", organisation=county, period=year(2012), actor=TESTER)


def declared(county: Organisation) -> DeclaredReading:
    return declare(
        "organising.unions_total",
        organisation=county,
        period=year(2012),
        value=Decimal(120),
        unit=Unit.objects.get(name="家"),
        source=f"{county.name}年报表第{next(_numbers)}页",
        actor=TESTER,
    )


def report(county: Organisation) -> Report:
    template = ReportTemplate.objects.get(code="unions-and-members")
    return write_report(template, organisation=county, period=year(2012), actor=TESTER)


def stay(county: Organisation) -> LineStay:
    """A union of the county in an industrial line that stands elsewhere."""
    line = founded(Organisation.objects.get(depth=1), Kind.INDUSTRIAL, f"第{Organisation.objects.count()}产业工会")
    return propose_line(union(county), line=line, day=DAY, side=LineStay.Side.TERRITORY, actor=TESTER)


def work(county: Organisation) -> LineWork:
    """Work of an industrial union that stands beneath the county."""
    line = founded(county, Kind.INDUSTRIAL, "教育工会")
    kind, title = LineWork.Kind.PLAN, f"{county.name}教育工会要点"
    return file_work(line=line, kind=kind, title=title, since=DAY, until=DAY, people_count=0, actor=TESTER)


def employer(county: Organisation) -> Employer:
    return register_employer(federation=county, name=f"{county.name}机械厂", actor=TESTER)


def roster(county: Organisation) -> Import:
    """A small roster of one member, checked and waiting for its confirmation."""
    with TemporaryDirectory() as folder:
        row = ("王小明", rosters.number(1), "13800000001", "2012-03-01")
        return rosters.uploaded(rosters.workbook(Path(folder) / "roster.xlsx", [row]), union(county))


def exchange(county: Organisation) -> Exchange:
    """A file of members asked for, not made yet."""
    with TemporaryDirectory() as folder:
        profile = exchanges.in_force(Path(folder))
        return files.ask_for(profile, organisation=county, reason="年报", actor=TESTER)


def read_back(county: Organisation) -> ReadBack:
    """An export that was compared: one member of ours is not in it, one of theirs is not in ours."""
    member(union(county))
    with TemporaryDirectory() as folder:
        profile = exchanges.in_force(Path(folder))
        path = exchanges.workbook(
            Path(folder) / "回读.xlsx", [("JX1", "赵六", "1", rosters.number(77), "", "", "", "", "")]
        )
        return exchanges.read_back(profile, path, county)


def difference(county: Organisation) -> Difference:
    read = read_back(county)
    return Difference.objects.filter(source=read, kind="only_ours").latest("pk")


def split(county: Organisation) -> Split:
    """A list to be given out, its workbooks not made yet."""
    return splitting.split(
        subject="membership.members",
        organisation=county,
        title=f"{county.name}会员核对",
        fields=["phone"],
        actor=TESTER,
    )


def proposal(county: Organisation) -> TransferProposal:
    return TransferProposal.objects.create(
        person=person(county),
        from_union=county,
        to_union=union(county),
        area=county,
        proposed_on=DAY,
        proposed_by="测试",
    )


def pair(county: Organisation) -> Duplicate:
    one, other = (person(union(county)) for _ in range(2))
    return name_pair(one, other, actor=TESTER)


def merged(county: Organisation) -> Merge:
    one, other = (person(union(county)) for _ in range(2))
    return merge(one, other, reason="重复登记", day=DAY, actor=TESTER)


def message(county: Organisation) -> models.Model:
    """A message to somebody that could not be sent."""
    to = person(union(county))
    return Message.objects.create(
        template="tests", label="测试", channel="sms", person=to, organisation=to.home_union, area=to.area,
        state="failed", error="没有登记手机号码", sent_by="测试",
    )  # fmt: skip


def body(county: Organisation) -> PartnerBody:
    name = f"{county.name}第{PartnerBody.objects.count()}人民法院"
    return register_body(organisation=county, kind="court", name=name, actor=TESTER)


def place(county: Organisation) -> Place:
    name = f"{county.name}驿站"
    return register_place(organisation=county, kind="station", name=name, address="某路 1 号", actor=TESTER)


def called(county: Organisation) -> ReturnCall:
    """A return that a county has called in from one of its unions."""
    form = make_return_form()
    return returns.call_in(
        form, organisation=county, period=year(2012), due_on=DAY, unions=[union(county)], actor=TESTER
    )


def household(county: Organisation) -> Household:
    return found_household(person(union(county)), day=DAY, actor=TESTER, address="吉州区文山路1号")


EXAMPLES: dict[type[models.Model], Maker] = {
    Organisation: union,
    Person: lambda county: member(union(county)).person,
    Post: post,
    Handover: handover,
    Proposal: proposed,
    Account: lambda county: account_of(post(county)),
    Employer: employer,
    PartnerBody: body,
    Place: place,
    Duplicate: pair,
    Household: household,
    Merge: merged,
    LineStay: stay,
    LineWork: work,
    TransferProposal: proposal,
    FrozenReading: frozen,
    DeclaredReading: declared,
    Report: report,
    Import: roster,
    ReturnCall: called,
    Return: lambda county: called(county).returns.get(),
    Exchange: exchange,
    ReadBack: read_back,
    Difference: difference,
    Message: message,
    Split: split,
}

# Addresses guarded by whose the record is, or by the record it hangs on, instead of by one permission; tests beside them
# show that others get 404 (guildhall/web/tests).
OWN_RECORDS = {
    "messages:open",
    "web:job", "web:cancel_job", "web:resume_job", "web:file", "web:change_view", "web:delete_view", "web:default_view",
    "end_own_session",
}  # fmt: skip

# Addresses that open only once their record is further than its example: an import has a result after it was merged.
ONLY_LATER = {
    "membership:roster_result",
    "exchange:download",
    "exchange:lacking",
    "exchange:settle_all",
    "exchange:split_download",
}
