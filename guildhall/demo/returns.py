"""The year's return of the demo city: made, called in from the counties, most accepted, one late, one sent back."""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import xlsxwriter
from django.db import transaction
from django.utils import timezone

from guildhall.demo.dice import dice
from guildhall.kernel.access.models import Post
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.files.actions import store
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.actions.returns.answers import Entry
from guildhall.mechanisms.indicators.models import Return, ReturnCall, ReturnForm
from guildhall.mechanisms.indicators.queries import returns as queries
from guildhall.mechanisms.indicators.rules.periods import year

NAME = "工会组织和会员基本情况年报"
DUE = date(2013, 1, 20)
LINES = (
    ("基层工会数", "家", "organising.unions_total"),
    ("其中：新建基层工会数", "家", "organising.unions_new"),
    ("已建会单位数", "家", "organising.employers_with_union"),
    ("会员人数", "人", "membership.members_total"),
    ("其中：女会员", "人", "membership.members_women"),
    ("其中：农民工会员", "人", "membership.members_migrant"),
    ("新发展会员人数", "人", "membership.members_new"),
    ("专职工会干部", "人", ""),
    ("兼职工会干部", "人", ""),
    ("工会干部合计", "人", "8+9"),
)
COLUMNS = ((1, "本年", "whole"), (2, "上年", "previous"))
CHECKS = "2≤1\n5≤4\n6≤4\n7.1≤4.1"
UNIONS_OF_ONE_COUNTY = 7


def build(actor: Actor) -> ReturnCall:
    """The whole story through the verbs; its moments are set back to January 2013."""
    root = Organisation.objects.get(depth=1)
    form = make_form(root, actor)
    unions = list(queries.lower_unions(root))
    call = actions.call_in(
        form,
        organisation=root,
        period=year(2012),
        due_on=DUE,
        unions=unions,
        note="请各县（市、区）总工会核对记录后填报，与平台取数不同的逐项说明。",
        actor=actor,
    )
    answers = list(
        Return.objects.filter(call=call).select_related("organisation", "call__form").order_by("organisation__path")
    )
    home = own_county(answers)
    answer_all([answer for answer in answers if answer != home], actor)
    cascade(home, actor)
    set_back(call)
    return call


def make_form(root: Organisation, actor: Actor) -> ReturnForm:
    form = actions.draft_form(
        name=NAME,
        issuer="江西省总工会",
        document_number="赣工统〔2012〕5号",
        unit_line="家、人",
        checks=CHECKS,
        note="本表由县级以上地方总工会填报，数取自工会组织和会员登记。\n专职、兼职工会干部按年末在任人数填写。",
        actor=actor,
    )
    for number, (line, unit, source) in enumerate(LINES, 1):
        for column_number, column, at in COLUMNS:
            kind = "counted" if "." in source else "computed" if source else "declared"
            actions.save_cell(
                form,
                None,
                line_number=number,
                line=line,
                column_number=column_number,
                column=column,
                unit=unit,
                kind=kind,
                figure=source if kind == "counted" else "",
                formula=source if kind == "computed" else "",
                at=at if kind == "counted" else "whole",
                actor=actor,
            )
    names = [union.name for union in queries.lower_unions(root)]
    file = store(
        upper_workbook(names), name="附件：2012年工会统计年报（空表）.xlsx", actor=actor, organisation=root, area=root
    )
    actions.attach_workbook(form, file, actor=actor)
    actions.map_cells(form, dict(places(form)), unit_sheet="分县区", unit_column="A", actor=actor)
    return actions.enforce(form, since=date(2012, 12, 1), actor=actor)


def places(form: ReturnForm) -> Iterator[tuple[int, tuple[str, str, str]]]:
    for cell in form.cells.order_by("line_number", "column_number"):
        address = f"{'DE'[cell.column_number - 1]}{cell.line_number + 5}"
        yield cell.pk, ("工基1表", address, {(1, 1): "B", (4, 1): "C"}.get(cell.place, ""))


def upper_workbook(unions: Iterable[str]) -> io.BytesIO:
    """The empty workbook as the province sends it down."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        head = book.add_format({"border": 1, "align": "center", "bg_color": "#EFEFEF"})
        framed, number = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "#,##0"})
        sheet = book.add_worksheet("工基1表")
        sheet.set_column("A:A", 30)
        sheet.merge_range("A1:E1", "工会组织和会员基本情况年报", title)
        sheet.write("A2", "制表机关：江西省总工会")
        sheet.write("A3", "填报单位（盖章）：")
        sheet.write_row("A5", ["指标名称", "计量单位", "行次", "本年", "上年"], head)
        for at, (line, unit, _) in enumerate(LINES, 1):
            sheet.write_row(at + 4, 0, [line, unit, at], framed)
            sheet.write_blank(at + 4, 3, None, number)
            sheet.write_blank(at + 4, 4, None, number)
        sheet.write("A18", "负责人：　　　　审核人：　　　　填表人：")
        counties = book.add_worksheet("分县区")
        counties.set_column("A:A", 24)
        counties.write_row("A1", ["单位", "基层工会数", "会员人数"], head)
        for at, name in enumerate(unions, 1):
            counties.write(at, 0, name, framed)
            counties.write_blank(at, 1, None, number)
            counties.write_blank(at, 2, None, number)
    written.seek(0)
    return written


def own_county(answers: list[Return]) -> Return:
    """The county of the union whose clerk signs in to the demo."""
    clerk = Post.objects.filter(role="union.clerk").order_by("pk").first()
    return next((answer for answer in answers if clerk and answer.area_id == clerk.area_id), answers[0])


def answer_all(answers: list[Return], actor: Actor) -> None:
    """Most are accepted; one has not begun, one was sent back, one waits for its head, one to be accepted."""
    _late, sent_back, waiting, to_accept, *others = answers
    for answer in (sent_back, waiting, to_accept, *others):
        prepare(answer, actor, differs=answer in (sent_back, others[0]))
    for answer in (sent_back, to_accept, *others):
        actions.confirm(answer, head=head_of(answer), reviewer=head_of(answer), actor=actor)
    actions.send_back(sent_back, reason="第 4 行会员人数的差异说明不具体，请写明是哪几家工会", actor=actor)
    actions.accept(others[0], actor=actor)
    with transaction.atomic():
        keys = [answer.pk for answer in others[1:]]
        Return.objects.filter(pk__in=keys).update(
            state=Return.State.ACCEPTED, accepted_at=timezone.now(), accepted_by="曾志强"
        )
        note(actor=actor, verb="indicators.return.accept", subject=answers[0].call, after={"returns": len(keys)})


def prepare(answer: Return, actor: Actor, *, differs: bool = False) -> None:
    """The declared lines from dice, the counted ones as they are but for a difference with its reason."""
    rng = dice(f"return {answer.organisation.code}")
    values = queries.values_of(answer)
    entries = {}
    for cell in answer.call.form.cells.order_by("line_number", "column_number"):
        value, said = values[cell.pk].value, ""
        if cell.kind == "declared":
            most = (30 if cell.line_number == 8 else 400) if answer.upper_id is None else 4
            value = Decimal(int(rng.randint(most // 4, most)))
        elif differs and cell.place == (4, 1) and value is not None:
            value, said = value + 6, "6 名新会员的登记表 12 月 30 日收到，尚未录入"
        entries[cell.pk] = Entry(value, said)
    actions.fill(answer, entries, actor=actor)
    actions.prepare(answer, filler=filler_of(answer), phone="0796-8221234", actor=actor)


def cascade(home: Return, actor: Actor) -> None:
    """One county calls in from some of its unions; the factory of the demo's clerk has not answered yet."""
    clerk = Post.objects.filter(role="union.clerk").order_by("pk").first()
    own = {clerk.organisation_id} if clerk else set()
    lower = queries.lower_unions(home.organisation)
    unions = list(lower.exclude(pk__in=own)[: UNIONS_OF_ONE_COUNTY - 1]) + list(lower.filter(pk__in=own))
    actions.call_lower(home, unions=unions, due_on=DUE - timedelta(days=8), actor=actor)
    answers = list(
        Return.objects.filter(upper=home).select_related("organisation", "call__form").order_by("organisation__path")
    )
    answers = [answer for answer in answers if answer.organisation_id not in own]
    for answer in answers[:-2]:
        prepare(answer, actor)
        actions.confirm(answer, head=head_of(answer), actor=actor)


def head_of(answer: Return) -> str:
    return name_of(answer, ("county.leader", "union.chair"))


def filler_of(answer: Return) -> str:
    return name_of(answer, ("county.clerk", "union.clerk", "union.chair"))


def name_of(answer: Return, roles: tuple[str, ...]) -> str:
    """Whoever holds the first of these roles there that anybody holds."""
    held = Post.objects.filter(organisation=answer.organisation_id, role__in=roles).select_related("person")
    named = {post.role: post.person.name for post in held.order_by("-pk")}
    return next((named[role] for role in roles if role in named), "办公室")


def moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def set_back(call: ReturnCall) -> None:
    """The moments of the story as they would have been in January 2013."""
    found = Return.objects.filter(call=call)
    found.update(counted_at=moment(date(2013, 1, 4), 9))
    found.filter(prepared_at__isnull=False).update(prepared_at=moment(date(2013, 1, 14), 10))
    found.filter(submitted_at__isnull=False).update(submitted_at=moment(date(2013, 1, 16), 15))
    found.filter(upper__isnull=False, submitted_at__isnull=False).update(submitted_at=moment(date(2013, 1, 11), 15))
    found.filter(accepted_at__isnull=False).update(accepted_at=moment(date(2013, 1, 22), 9))
