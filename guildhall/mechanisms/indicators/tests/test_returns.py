"""The verbs of returns: what the platform counts, what a union writes, what is refused and what a refusal leaves."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from pyroaring import BitMap64

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.actions import dissolve
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import TESTER, founded
from guildhall.kernel.people.models import Spell
from guildhall.kernel.people.tests.factories import member
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.actions import returns as actions
from guildhall.mechanisms.indicators.models import Return, ReturnCell, ReturnForm
from guildhall.mechanisms.indicators.queries import returns as queries
from guildhall.mechanisms.indicators.rules.periods import Period, year
from guildhall.mechanisms.indicators.tests import returns as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return made.place()


def counted(answer):
    return [value.counted for _, value in sorted(made.values(answer).items())]


def refusal(verb, *arguments, **values):
    with pytest.raises(Refused) as refused:
        verb(*arguments, **values)
    return list(refused.value.reasons)


def test_a_called_return_is_filled_with_what_is_on_record(place):
    call = made.called(place)

    answers = [made.return_of(call, county) for county in (place.first, place.second)]

    assert [counted(answer) for answer in answers] == [[2, 1, 4, 2, None, None], [1, 0, 0, 0, None, None]]
    assert made.values(answers[0])[6].value == 2


def test_its_figures_are_those_of_the_report(place):
    call = made.called(place)
    codes = list(ReturnCell.objects.filter(kind="counted").order_by("line_number").values_list("figure", flat=True))

    reported = figures.read(codes, year(2012), by=figures.AREA)

    assert counted(made.return_of(call, place.first))[:4] == [
        reported.parts[place.first.pk][code].value for code in codes
    ]


def test_a_grassroots_union_answers_with_its_branches(place):
    call = made.called(place)

    actions.call_lower(made.return_of(call, place.first), unions=[place.union], due_on=made.DUE, actor=TESTER)

    assert counted(made.return_of(call, place.union))[:4] == [1, 0, 3, 2]


def test_many_unions_are_counted_in_as_many_scans_as_one(place, django_assert_num_queries):
    call = made.called(place)
    cells = list(call.form.cells.order_by("line_number"))
    unions = [founded(place.first, Kind.SINGLE, f"第{number}厂工会") for number in range(3)]

    with django_assert_num_queries(6):
        queries.count_cells(cells, call.period, unions[:1])
    with django_assert_num_queries(6):
        queries.count_cells(cells, call.period, unions)


def test_what_was_entered_after_the_cut_off_is_shown_apart(place):
    cutoff = timezone.now()
    member(place.union)

    call = made.called(place, cutoff_at=cutoff)

    value = made.values(made.return_of(call, place.first))[3]
    assert (value.counted, value.late) == (5, 1)


def test_another_number_than_the_counted_one_needs_its_reason(place):
    answer = made.return_of(made.called(place), place.first)
    actions.fill(answer, made.entries(answer, {3: Decimal(6), 5: Decimal(2)}), actor=TESTER)

    assert refusal(actions.prepare, answer, filler="刘小燕", actor=TESTER) == [
        "第 3 行“会员人数”与平台取数不同，请写差异说明"
    ]

    actions.fill(answer, made.entries(answer, {}, {3: "两人的材料在途"}), actor=TESTER)
    actions.prepare(answer, filler="刘小燕", actor=TESTER)
    value = made.values(answer)[3]
    assert (value.counted, value.value, value.difference, value.note) == (4, 6, 2, "两人的材料在途")
    assert made.values(answer)[6].value == 4


def test_an_empty_cell_and_a_broken_check_are_told_in_words(place):
    answer = made.return_of(made.called(place), place.first)
    actions.fill(answer, made.entries(answer, {2: Decimal(3)}, {2: "按批文"}), actor=TESTER)

    assert refusal(actions.prepare, answer, filler="刘小燕", actor=TESTER) == [
        "第 5 行“专职干部”没有填",
        "应有 2≤1：新建基层工会数 3，基层工会数 2",
    ]
    assert Return.objects.get(pk=answer.pk).state == "filling"


def test_a_fraction_of_a_person_is_refused_and_nothing_is_kept(place):
    answer = made.return_of(made.called(place), place.first)

    assert refusal(actions.fill, answer, made.entries(answer, {5: Decimal("1.5")}), actor=TESTER) == [
        "第 5 行“专职干部”应为整数"
    ]
    assert made.values(answer)[5].value is None


def test_one_prepares_and_another_confirms(place):
    answer = made.return_of(made.called(place), place.first)
    clerk = place.actor(place.first, "county.clerk", "刘小燕")
    leader = place.actor(place.first, "county.leader", "罗建华")
    actions.fill(answer, made.entries(answer, {5: Decimal(3)}), actor=clerk)
    actions.prepare(answer, filler="刘小燕", phone="8230000", actor=clerk)

    assert refusal(actions.confirm, answer, head="刘小燕", actor=clerk) == ["您的岗位不能为这个单位办理"]
    actions.confirm(answer, head="罗建华", actor=leader)

    answer.refresh_from_db()
    assert (answer.state, answer.filler, answer.head, answer.is_by_one_person) == (
        "submitted",
        "刘小燕",
        "罗建华",
        False,
    )
    verbs = Entry.objects.filter(subject_type="indicators.return").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "indicators.return_value.write", "indicators.return.fill", "indicators.return.prepare", "indicators.return.confirm",
    ]  # fmt: skip


@pytest.mark.parametrize("allows", [True, False])
def test_one_officer_alone_may_do_both_only_where_the_call_allows_it(place, allows):
    call = made.called(place, allows_one_person=allows)
    actions.call_lower(made.return_of(call, place.first), unions=[place.union], due_on=made.DUE, actor=TESTER)
    answer = made.return_of(call, place.union)
    chair = place.actor(place.union, "union.chair", "张文斌")
    actions.fill(answer, made.entries(answer, {5: Decimal(0)}), actor=chair)
    actions.prepare(answer, filler="张文斌", actor=chair)

    if allows:
        actions.confirm(answer, head="张文斌", actor=chair)
        assert Return.objects.get(pk=answer.pk).is_by_one_person
    else:
        assert refusal(actions.confirm, answer, head="张文斌", actor=chair) == [
            "填表和审核不能是同一人，请主席或负责人审核"
        ]


def test_what_was_called_back_while_it_was_filled_is_refused_in_words(place):
    answer = made.return_of(made.called(place), place.first)
    shown = answer.changed_at
    actions.recall(Return.objects.get(pk=answer.pk), reason="指标有改动", actor=TESTER)

    said = refusal(actions.fill, answer, made.entries(answer, {5: Decimal(3)}), actor=TESTER, version=shown)

    assert said == ["这张报表已被上级工会收回，不能再填", "收回原因：指标有改动"]
    assert made.values(answer)[5].value is None


def test_two_windows_do_not_overwrite_one_another(place):
    answer = made.return_of(made.called(place), place.first)
    shown = answer.changed_at
    actions.fill(answer, made.entries(answer, {5: Decimal(3)}), actor=TESTER, version=shown)

    said = refusal(actions.fill, answer, made.entries(answer, {5: Decimal(4)}), actor=TESTER, version=shown)

    assert said == ["这张报表刚在别的窗口或被别人保存过，请重新打开，对照后再填"]
    assert made.values(answer)[5].value == 3


def test_a_return_is_sent_up_once(place):
    answer = made.submitted(made.return_of(made.called(place), place.first))

    assert refusal(actions.confirm, answer, head="罗建华", actor=TESTER) == ["这张报表已经报出，要改请上级工会退回"]
    assert refusal(actions.fill, answer, {}, actor=TESTER) == ["这张报表已经报出，要改请上级工会退回"]


def test_an_accepted_number_keeps_its_records_and_is_reopened_with_a_reason(place):
    answer = made.submitted(made.return_of(made.called(place), place.first))
    actions.accept(answer, actor=place.actor(place.root, "city.statistician"))
    frozen = made.values(answer)[3].frozen

    assert (frozen.value, frozen.bitmap) == (4, BitMap64(Spell.objects.order_by("pk").values_list("pk", flat=True)))
    assert refusal(actions.send_back, answer, reason=" ", actor=TESTER) == ["请写明退回的原因"]
    actions.send_back(answer, reason="女会员数有误", actor=TESTER)
    assert (answer.state, answer.submitted_at, answer.reason) == ("returned", None, "女会员数有误")


def test_a_county_does_not_accept_its_own_return(place):
    answer = made.submitted(made.return_of(made.called(place), place.first))

    clerk = place.actor(place.first, "county.clerk")

    assert refusal(actions.accept, answer, actor=clerk) == ["您的岗位不能为这个单位办理"]


def test_totals_add_up_what_was_sent_up_and_nothing_else(place):
    call = made.called(place)
    made.submitted(made.return_of(call, place.first), {3: Decimal(7)}, {3: "含外派"})
    level = queries.Level(call)

    totals = queries.totals_of(level)

    cells = {cell.line_number: cell.pk for cell in call.form.cells.order_by("pk")}
    assert [totals[cells[line]].value for line in (1, 3, 5)] == [2, 7, 3]
    assert totals[cells[3]].counted == 4
    standing = queries.standing_of(level, date(2013, 1, 21))
    assert (standing.expected, standing.answered, standing.late) == (2, 1, 1)


def test_a_countys_declared_cells_take_the_sum_of_its_unions(place):
    call = made.called(place)
    upper = made.return_of(call, place.first)
    unions = list(queries.lower_unions(place.first))
    actions.call_lower(upper, unions=unions, due_on=made.DUE, actor=TESTER)
    for answer in Return.objects.filter(upper=upper).order_by("pk"):
        made.submitted(answer)

    actions.take_totals(upper, actor=TESTER)

    assert made.values(upper)[5].value == 6
    assert refusal(actions.call_lower, upper, unions=unions, due_on=made.DUE, actor=TESTER) == ["所选工会都已布置过"]


def test_a_dissolved_union_is_not_called_and_not_reminded(place):
    call = made.called(place)
    gone = founded(place.root, Kind.COUNTY, "井开区总工会")
    dissolve(gone, day=date(2012, 12, 1), actor=TESTER, reason="并入青原区")
    gone.refresh_from_db()

    said = refusal(
        actions.call_in,
        call.form,
        organisation=place.root,
        period=year(2011),
        due_on=made.DUE,
        unions=[gone],
        actor=TESTER,
    )
    assert said == ["井开区总工会已撤销，不能布置"]

    place.second.dissolved_on = date(2013, 1, 5)
    place.second.save()
    late = queries.late_of(queries.Level(call), date(2013, 2, 1))
    assert [answer.organisation.name for answer in late] == ["吉州区总工会"]


def test_a_cell_whose_figure_is_retired_is_left_to_be_filled_by_hand(place):
    call = made.called(place)
    answer = made.return_of(call, place.first)
    ReturnCell.objects.filter(form=call.form, line_number=2).update(figure="rate.99")

    actions.refresh(answer, actor=TESTER)

    value = made.values(answer)[2]
    assert (value.counted, value.value) == (None, 1)


def test_a_used_form_changes_only_as_its_next_version(place):
    call = made.called(place)
    cell = call.form.cells.order_by("pk").first()
    assert refusal(actions.remove_cell, cell, actor=TESTER) == ["已启用的报表不能直接修改，请先生成下一版本"]

    following = actions.next_version(call.form, actor=TESTER)
    assert (following.version, following.cells.count()) == (2, 6)
    assert refusal(actions.next_version, call.form, actor=TESTER) == ["这张报表已有一个草稿版本，请先启用或删去它"]

    actions.enforce(following, since=date(2013, 1, 1), actor=TESTER)
    earlier = ReturnForm.objects.get(pk=call.form_id)
    assert (earlier.state, earlier.until) == ("retired", date(2013, 1, 1))
    assert Return.objects.filter(call=call).count() == 2


def test_a_statistics_year_is_any_dated_interval(place):
    founded(place.first, Kind.SINGLE, "十月厂工会", founded_on=date(2011, 10, 8))
    period = Period(date(2011, 10, 1), date(2012, 9, 30))

    call = actions.call_in(
        made.form(), organisation=place.root, period=period, due_on=made.DUE, unions=[place.first], actor=TESTER
    )

    assert counted(made.return_of(call, place.first))[:2] == [3, 2]
    assert str(call) == "工会组织和会员基本情况 2011年10月1日至2012年9月30日"


def test_the_list_of_the_late_names_unions_and_nobody(place):
    level = queries.Level(made.called(place))

    text = queries.list_of_the_late(level, date(2013, 1, 25), ["吉州区总工会"])

    assert text.splitlines()[1] == "截至2013年1月25日未报 1 家：吉州区总工会。"


def test_unfinished_returns_go_to_the_successor_or_are_left_to_the_upper_union(place):
    answer = made.return_of(made.called(place), place.first)
    clerk = place.actor(place.first, "county.clerk", "刘小燕")
    successor = place.actor(place.first, "county.clerk", "周小兰")
    actions.fill(answer, made.entries(answer, {5: Decimal(3)}), actor=clerk)

    count = actions.hand_over(queries.held_by(clerk.person_id, place.first), successor.person_id, place.first, TESTER)

    assert (count, Return.objects.get(pk=answer.pk).holder_id) == (1, successor.person_id)
    assert list(queries.held_by(clerk.person_id, place.first)) == []
    actions.hand_over(queries.held_by(successor.person_id, place.first), None, place.root, TESTER)
    assert Return.objects.get(pk=answer.pk).holder_id is None


def test_what_waits_is_of_ones_own_union(place):
    call = made.called(place)
    actions.call_lower(made.return_of(call, place.first), unions=[place.union], due_on=made.DUE, actor=TESTER)
    made.submitted(made.return_of(call, place.union))
    clerk, leader = place.actor(place.first, "county.clerk"), place.actor(place.first, "county.leader")
    statistician = place.actor(place.root, "city.statistician")

    waiting = [
        (queries.to_fill(one), queries.to_confirm(one), queries.to_accept(one)) for one in (clerk, leader, statistician)
    ]

    assert waiting == [(1, 0, 1), (1, 0, 1), (0, 0, 0)]


def test_a_refused_call_leaves_nothing(place):
    form = made.form()

    said = refusal(
        actions.call_in, form, organisation=place.first, period=year(2012), due_on=made.DUE, unions=[place.second],
        actor=place.actor(place.first, "county.clerk"),
    )  # fmt: skip

    assert said == ["青原区总工会不是吉州区总工会的下级"]
    assert not Return.objects.exists()


def test_one_part_of_a_figure_is_counted_and_opening_is_the_year_before(place):
    drafted = actions.draft_form(name="女会员和年初数", issuer="省总", actor=TESTER)
    common = {"column": "本期", "column_number": 1, "kind": "counted", "figure": "membership.members_total"}
    actions.save_cell(drafted, None, line_number=1, line="女会员", by="sex", part="2", actor=TESTER, **common)
    actions.save_cell(drafted, None, line_number=2, line="年初会员", at="opening", actor=TESTER, **common)
    form = actions.enforce(drafted, since=date(2012, 1, 1), actor=TESTER)

    call = actions.call_in(
        form, organisation=place.root, period=year(2012), due_on=made.DUE, unions=[place.first], actor=TESTER
    )

    assert counted(made.return_of(call, place.first)) == [2, 0]


@pytest.mark.parametrize("code", ["membership.members_expelled", "membership.members_deceased"])
def test_a_figure_whose_small_numbers_are_hidden_is_not_counted_in_a_return(place, code):
    form = actions.draft_form(name="年报", issuer="省总工会", document_number="", actor=TESTER)

    said = refusal(actions.add_figures, form, ["organising.unions_total", code], actor=TESTER)

    assert [reason.endswith("请改为手工填报") for reason in said] == [True]
    assert form.cells.count() == 0
