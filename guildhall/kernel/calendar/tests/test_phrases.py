from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.calendar.rules import Kind, read_phrase, read_phrases
from guildhall.kernel.calendar.tests.test_rules import DAYS

JINZHOU_2015 = [
    ("全年", Kind.WHOLE_YEAR, "01-01", "12-31", []),
    ("四月末前", Kind.BY_DATE, None, "04-30", []),
    ("六月上旬", Kind.WINDOW, "06-01", "06-10", []),
    ("六月中旬前", Kind.BY_DATE, None, "06-20", ["06-10", "06-20"]),
    ("六月末前", Kind.BY_DATE, None, "06-30", []),
    ("八月上旬前", Kind.BY_DATE, None, "08-10", ["07-31", "08-10"]),
    ("九月下旬", Kind.WINDOW, "09-21", "09-30", []),
    ("十一前", Kind.BY_DATE, None, "09-30", []),
    ("十月末前", Kind.BY_DATE, None, "10-31", []),
    ("年底前", Kind.BY_DATE, None, "12-31", []),
    ("与省大赛时间对接", Kind.EXTERNAL, None, None, []),
]
OTHERS_2015 = [
    ("6月30日前", Kind.BY_DATE, None, "06-30", []),
    ("十一月前", Kind.BY_DATE, None, "11-30", ["10-31", "11-30"]),
    ("11月底前", Kind.BY_DATE, None, "11-30", []),
    ("２月下旬", Kind.WINDOW, "02-21", "02-28", []),
    ("十二月", Kind.WINDOW, "12-01", "12-31", []),
    ("3-5月", Kind.WINDOW, "03-01", "05-31", []),
    ("6月上旬至9月下旬", Kind.WINDOW, "06-01", "09-30", []),
    ("一季度末前", Kind.BY_DATE, None, "03-31", []),
    ("第二季度", Kind.WINDOW, "04-01", "06-30", []),
    ("上半年", Kind.WINDOW, "01-01", "06-30", []),
    ("下半年", Kind.WINDOW, "07-01", "12-31", []),
    ("五一前", Kind.BY_DATE, None, "04-30", []),
    ("国庆节前", Kind.BY_DATE, None, "09-30", []),
    ("国庆前", Kind.BY_DATE, None, "09-30", []),
    ("春节前", Kind.BY_DATE, None, "02-17", []),
    ("春节期间", Kind.WINDOW, "02-18", "02-24", []),
    ("2015年底前", Kind.BY_DATE, None, "12-31", []),
    ("年内", Kind.BY_DATE, None, "12-31", []),
    ("按省总工会通知", Kind.EXTERNAL, None, None, []),
]


@pytest.mark.parametrize(("phrase", "kind", "start", "end", "alternatives"), JINZHOU_2015 + OTHERS_2015)
def test_a_phrase_of_a_plan_is_read(phrase, kind, start, end, alternatives):
    def day(text):
        return date.fromisoformat(f"2015-{text}") if text else None

    found = read_phrase(phrase, 2015, DAYS)

    assert (found.kind, found.start, found.end, found.phrase) == (kind, day(start), day(end), phrase)
    assert (found.is_ambiguous, found.alternatives) == (bool(alternatives), tuple(day(one) for one in alternatives))
    assert found.reading


def test_the_phrase_may_name_another_year():
    assert read_phrase("明年3月底前", 2015).end == date(2016, 3, 31)
    assert read_phrase("2016年2月末前", 2015).end == date(2016, 2, 29)


def test_before_new_year_is_asked():
    found = read_phrase("元旦前", 2015)

    assert found.is_ambiguous
    assert found.alternatives == (date(2014, 12, 31), date(2015, 12, 31))


@pytest.mark.parametrize("phrase", ["", "尽快", "2月30日前", "十三月前", "6月至3月"])
def test_what_cannot_be_read_is_asked_and_not_guessed(phrase):
    found = read_phrase(phrase, 2015, DAYS)

    assert (found.kind, found.end, found.is_ambiguous) == (Kind.EXTERNAL, None, True)


def test_a_moving_holiday_without_its_table_is_asked():
    assert read_phrase("春节前", 2027, DAYS).end is None
    assert read_phrase("春节前", 2027, DAYS).reading == "2027 年春节放假安排未录入，请确认日期"


def test_a_cell_may_hold_several_deadlines():
    found = read_phrases("四月末前\n八月上旬前", 2015)

    assert [one.phrase for one in found] == ["四月末前", "八月上旬前"]


def test_a_comma_within_a_phrase_does_not_tear_it():
    found = read_phrases("与省、市大赛时间对接", 2015)

    assert [(one.phrase, one.kind, one.is_unread) for one in found] == [("与省、市大赛时间对接", Kind.EXTERNAL, False)]


@given(st.text(max_size=12))
def test_any_text_has_an_answer_that_keeps_its_words(text):
    found = read_phrase(text, 2015, DAYS)

    assert found.phrase == text.strip()
    assert found.end is not None or found.kind is Kind.EXTERNAL
