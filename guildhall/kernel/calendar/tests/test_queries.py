from datetime import date

import pytest

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.calendar import actions, queries
from guildhall.kernel.calendar.actions import Arranged
from guildhall.kernel.calendar.models import Day, PublishedYear, Term
from guildhall.kernel.calendar.rules import Period, Unit
from guildhall.kernel.calendar.tests.test_rules import DAYS
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system

pytestmark = pytest.mark.django_db
OFFICER = system("测试")
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"


def test_the_seeded_table_is_the_published_one():
    assert queries.days() == DAYS


def test_the_table_is_loaded_once_and_asked_for_with_one_query(django_assert_num_queries):
    queries.days()

    with django_assert_num_queries(1):
        queries.days()


def test_every_period_of_the_catalogue_can_be_computed():
    codes = list(Term.objects.values_list("code", flat=True))

    assert len(codes) == 47
    assert all(queries.due_by(code, date(2026, 3, 2)).on for code in codes)


def test_a_petition_is_finished_in_sixty_days():
    found = queries.due_by("petition.finish", date(2026, 3, 2))

    assert (found.unshifted_on, found.on) == (date(2026, 5, 1), date(2026, 5, 6))


def test_an_unknown_period_is_an_error():
    with pytest.raises(queries.UnknownTermError):
        queries.term("petition.nothing", date(2026, 3, 2))


def test_publishing_a_year_ends_the_warning_and_is_recorded():
    before = queries.due_by("arb.accept", date(2026, 12, 28))

    actions.publish_year(2027, [Arranged(date(2027, 1, 1), False, "元旦")], notice=NOTICE, actor=OFFICER)
    after = queries.due_by("arb.accept", date(2026, 12, 28))

    assert (before.on, before.warnings) == (date(2027, 1, 4), ("2027 年放假安排尚未公布，日期按周末推算",))
    assert (after.on, after.warnings) == (date(2027, 1, 5), ())
    assert Entry.objects.get(verb="calendar.year.publish").after == {"days": ["2027-01-01 放假 元旦"]}


def test_publishing_a_year_again_replaces_its_days():
    actions.publish_year(2027, [Arranged(date(2027, 1, 4), False, "元旦")], notice=NOTICE, actor=OFFICER)

    actions.publish_year(2027, [Arranged(date(2027, 1, 1), False, "元旦")], notice=NOTICE, actor=OFFICER)

    assert queries.days().is_working(date(2027, 1, 4))
    assert not queries.days().is_working(date(2027, 1, 1))


def test_a_faulty_arrangement_is_refused_whole():
    with pytest.raises(Refused) as refusal:
        actions.publish_year(2027, [Arranged(date(2026, 1, 1), True, "元旦")], notice=" ", actor=OFFICER)

    assert refusal.value.reasons == ("请填写放假通知的名称或文号", "没有任何放假日期", "2026-01-01 不在 2027 年")
    assert not PublishedYear.objects.filter(year=2027).exists()


def test_one_day_can_be_added_and_corrected():
    actions.set_day(date(2020, 2, 3), is_working=False, name="春节", notice="本市延长假期通知", actor=OFFICER)

    actions.set_day(date(2020, 2, 3), is_working=True, name="春节", notice="更正", actor=OFFICER)

    assert Day.objects.get(date=date(2020, 2, 3)).is_working
    assert Entry.objects.filter(verb="calendar.day.set").count() == 2


def test_a_place_may_have_its_own_length_from_a_date_on():
    period = Period(60, Unit.DAY)

    actions.set_term(
        "supervision.reply",
        period,
        since=date(2025, 1, 1),
        organisation_id=7,
        source="洪工发〔2025〕1号",
        actor=OFFICER,
    )

    assert queries.term("supervision.reply", date(2026, 1, 1), places=[9, 7]).period == period
    assert queries.term("supervision.reply", date(2024, 1, 1), places=[9, 7]).length == 15
    assert queries.term("supervision.reply", date(2026, 1, 1)).is_unsure


def test_a_length_without_source_or_of_an_unknown_period_is_refused():
    with pytest.raises(Refused, match="请填写依据"):
        actions.set_term("arb.award", Period(45, Unit.DAY), since=date(2026, 1, 1), source="", actor=OFFICER)
    with pytest.raises(Refused, match="没有代码为 x 的期限"):
        actions.set_term("x", Period(45, Unit.DAY), since=date(2026, 1, 1), source="文件", actor=OFFICER)

    assert Term.objects.filter(since=date(2026, 1, 1)).count() == 0
