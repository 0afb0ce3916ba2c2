"""A form of a return, two counties with unions and members, and the officers who deal with it."""

from dataclasses import dataclass
from datetime import date

from guildhall.kernel.access.tests.factories import actor, officer
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.people.tests.factories import member, number
from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.actions.returns.answers import Entry
from guildhall.mechanisms.indicators.models import Return, ReturnCall, ReturnForm, ReturnValue
from guildhall.mechanisms.indicators.rules.periods import year

TODAY = date(2013, 1, 10)
DUE = date(2013, 1, 20)


def form(**values) -> ReturnForm:
    """Unions, new ones, members, women, a declared line, a computed one; in force."""
    given = {"name": "工会组织和会员基本情况", "issuer": "江西省总工会", "document_number": "赣工统〔2012〕1号"}
    drafted = actions.draft_form(actor=TESTER, **{**given, "checks": "2≤1\n4≤3", **values})
    figures = (
        "organising.unions_total", "organising.unions_new", "membership.members_total", "membership.members_women",
    )  # fmt: skip
    actions.add_figures(drafted, figures, actor=TESTER)
    line = {"column": "本期", "column_number": 1, "unit": "人"}
    actions.save_cell(drafted, None, line_number=5, line="专职干部", kind="declared", actor=TESTER, **line)
    actions.save_cell(drafted, None, line_number=6, line="男会员", kind="computed", formula="3-4", actor=TESTER, **line)
    return actions.enforce(drafted, since=date(2012, 1, 1), actor=TESTER)


@dataclass
class Place:
    root: Organisation
    first: Organisation
    second: Organisation
    union: Organisation

    def actor(self, where: Organisation, role: str, name: str = "李建国"):
        return actor(officer(where, role, name), TODAY)


def place() -> Place:
    root = city()
    first, second = founded(root, Kind.COUNTY, "吉州区总工会"), founded(root, Kind.COUNTY, "青原区总工会")
    union = founded(first, Kind.SINGLE, "机械厂工会")
    branch = founded(union, Kind.BRANCH, "机械厂一车间分工会")
    founded(first, Kind.SINGLE, "纺织厂工会", founded_on=date(2012, 5, 1))
    founded(second, Kind.JOINT, "商贸联合工会")
    for where, sequence in ((union, 511), (union, 512), (branch, 514), (first, 513)):  # the even ones are women
        member(where, document_number=number(sequence))
    return Place(root, first, second, union)


def called(place: Place, unions=None, **values) -> ReturnCall:
    return actions.call_in(
        form(),
        organisation=place.root,
        period=year(2012),
        due_on=DUE,
        unions=unions or [place.first, place.second],
        actor=TESTER,
        **values,
    )


def return_of(call: ReturnCall, organisation: Organisation) -> Return:
    return Return.objects.get(call=call, organisation=organisation)


def values(answer: Return) -> dict[int, ReturnValue]:
    """By line."""
    return {value.cell.line_number: value for value in answer.values.select_related("cell").order_by("pk")}


def entries(answer: Return, given: dict[int, object], notes: dict[int, str] | None = None):
    standing = values(answer)
    return {
        value.cell_id: Entry(given.get(line, value.value), (notes or {}).get(line, value.note))
        for line, value in standing.items()
    }


def submitted(answer: Return, given: dict[int, object] | None = None, notes: dict[int, str] | None = None) -> Return:
    actions.fill(answer, entries(answer, {5: 3, **(given or {})}, notes), actor=TESTER)
    actions.prepare(answer, filler="刘小燕", actor=TESTER)
    return actions.confirm(answer, head="罗建华", actor=TESTER)
