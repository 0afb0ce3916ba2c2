from datetime import date
from decimal import Decimal

import pytest

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.offers import offer
from guildhall.kernel.parameters import actions, queries, rules
from guildhall.kernel.parameters.models import Value
from guildhall.kernel.parameters.offers import Kind, Parameter
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system

OFFICER = system("测试")
FLOOR = Parameter(code="example.floor", label="低保标准", kind=Kind.AMOUNT, unit="元/月")
SHARE = Parameter(
    code="example.share", label="留成比例", kind=Kind.RATE, default=Decimal("0.6"), source="全总规定", is_unsure=True
)
SEATS = Parameter(code="example.seats", label="名额", kind=Kind.COUNT, unit="个", default=3)
BASE = Parameter(
    code="example.base", label="返还基数", kind=Kind.CHOICE, choices=(("whole", "全额"), ("remitted", "上解部分"))
)
ENDS = Parameter(code="example.ends", label="截止", kind=Kind.DATE)
WORDS = Parameter(code="example.words", label="名称", kind=Kind.TEXT)


@pytest.fixture(autouse=True)
def offers():
    offer(FLOOR, SHARE, SEATS, BASE, ENDS, WORDS)


@pytest.mark.parametrize(
    ("parameter", "entered", "is_possible"),
    [
        (FLOOR, Decimal("1062.50"), True),
        (FLOOR, Decimal("1062.505"), False),
        (FLOOR, Decimal("-1"), False),
        (FLOOR, "NaN", False),
        (FLOOR, "Infinity", False),
        (FLOOR, "一千", False),
        (SHARE, "0.005", True),
        (SHARE, "-0.1", False),
        (SEATS, 0, True),
        (SEATS, "2.5", False),
        (SEATS, -1, False),
        (BASE, "whole", True),
        (BASE, "half", False),
        (ENDS, date(2026, 2, 28), True),
        (ENDS, "2026-02-30", False),
        (WORDS, "锦州市", True),
        (WORDS, "  ", False),
    ],
)
def test_a_value_has_the_shape_of_its_kind(parameter, entered, is_possible):
    assert (rules.why_not_value(parameter, entered) == []) is is_possible


@pytest.mark.parametrize(
    ("parameter", "value"),
    [(FLOOR, Decimal("1062.50")), (SEATS, 7), (ENDS, date(2026, 2, 28)), (BASE, "whole"), (WORDS, "锦州市")],
)
def test_a_value_is_read_as_it_was_stored(parameter, value):
    assert rules.read(parameter, rules.stored(value)) == value


@pytest.mark.django_db
def test_the_nearest_place_then_the_latest_date_rules():
    actions.set_value("example.floor", Decimal(700), since=date(2023, 7, 1), source="市民政局", actor=OFFICER)
    actions.set_value("example.floor", Decimal(745), since=date(2024, 7, 1), source="市民政局", actor=OFFICER)
    actions.set_value(
        "example.floor", Decimal(600), since=date(2023, 7, 1), organisation_id=7, source="县民政局", actor=OFFICER
    )

    assert queries.number("example.floor", date(2024, 6, 30)) == 700
    assert queries.number("example.floor", date(2024, 7, 1)) == 745
    assert queries.number("example.floor", date(2024, 7, 1), places=[12, 7, 1]) == 600
    with pytest.raises(queries.NotSetError):
        queries.value("example.floor", date(2023, 6, 30), places=[7])


@pytest.mark.django_db
def test_an_unsure_default_holds_until_somebody_confirms_it():
    before = queries.standing("example.share", date(2026, 1, 1))

    actions.confirm("example.share", day=date(2026, 1, 1), source="省总工会答复", actor=OFFICER)
    after = queries.standing("example.share", date(2026, 1, 1))

    assert (before.value, before.is_default, before.needs_confirmation) == (Decimal("0.6"), True, True)
    assert (after.value, after.is_default, after.needs_confirmation) == (Decimal("0.6"), False, False)
    assert (before.source, after.source) == ("全总规定", "省总工会答复")


@pytest.mark.django_db
def test_setting_the_same_day_and_place_again_corrects_and_both_are_recorded():
    actions.set_value("example.seats", 5, since=date(2026, 1, 1), source="通知", actor=OFFICER)

    actions.set_value("example.seats", " ６", since=date(2026, 1, 1), source="更正通知", actor=OFFICER)

    assert [row.value for row in Value.objects.filter(code="example.seats")] == ["6"]
    assert queries.count("example.seats", date(2026, 1, 1)) == 6
    assert [entry.actor_label for entry in Entry.objects.filter(verb="parameters.value.set")] == ["测试", "测试"]


@pytest.mark.django_db
def test_a_refusal_changes_nothing():
    with pytest.raises(Refused) as refusal:
        actions.set_value("example.seats", -1, since=date(2026, 1, 1), until=date(2025, 1, 1), source="", actor=OFFICER)

    assert refusal.value.reasons == ("名额：请填写不小于零的整数", "请填写依据", "终止日期不能早于生效日期")
    assert not Value.objects.filter(code="example.seats").exists()


@pytest.mark.django_db
def test_all_parameters_are_read_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        standings = queries.standings(date(2026, 1, 1), prefix="example.")

    assert [one.parameter.code for one in standings] == [
        "example.base",
        "example.ends",
        "example.floor",
        "example.seats",
        "example.share",
        "example.words",
    ]
    assert [one.shown for one in standings] == ["未设置", "未设置", "未设置", "3 个", "0.6", "未设置"]


@pytest.mark.django_db
def test_a_parameter_that_nobody_offers_is_an_error():
    with pytest.raises(queries.UnknownParameterError):
        queries.value("example.nothing", date(2026, 1, 1))
