from datetime import date
from decimal import Decimal

import pytest

from guildhall.mechanisms.workbooks.rules.cells import (
    clean_code,
    clean_text,
    is_rounded,
    read_date,
    read_number,
    read_whole,
    why_not_date,
)
from guildhall.mechanisms.workbooks.rules.numbers import looks_like_date, text_of_number, text_of_serial


@pytest.mark.parametrize(
    "written",
    [
        "2012-01-05", "2012/1/5", "2012年1月5日", "20120105", "2012.1.5", "２０１２－０１－０５", " 2012-1-5 ", "40913",
        "2012-01-05 08:30:00", "2012-01-05T00:00:00", "2012 年 1 月 5 日",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written):
    assert (read_date(written), why_not_date(written)) == (date(2012, 1, 5), "")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2012-01", "“2012-01”缺少月或日，请写成如 2012-01-05"),
        ("201201", "“201201”缺少月或日，请写成如 2012-01-05"),
        ("2012年", "“2012年”缺少月或日，请写成如 2012-01-05"),
        ("2012-02-30", "“2012-02-30”不是真实的日期"),
        ("20121301", "“20121301”不是真实的日期"),
        ("201251日", "“201251日”不是日期，请写成如 2012-01-05"),
        ("去年", "“去年”不是日期，请写成如 2012-01-05"),
        ("12", "“12”不是日期，请写成如 2012-01-05"),
    ],
)
def test_what_is_no_day_is_told(written, reason):
    assert (read_date(written), why_not_date(written)) == (None, reason)


def test_a_blank_is_no_day_and_no_problem():
    assert (read_date(" "), why_not_date("")) == (None, "")


def test_codes_lose_blanks_width_and_unseen_marks():
    assert clean_code(" １１０１０５　19491231\u200b002ｘ\ufeff") == "11010519491231002X"
    assert clean_code("'138 0000 0001") == "13800000001"


def test_texts_keep_their_letters():
    assert clean_text("　欧阳\u200b  娜\n") == "欧阳 娜"
    assert clean_text("阿依古丽·买买提") == "阿依古丽·买买提"


def test_numbers_are_read_with_full_width_digits_and_thousands():
    assert read_number("１，２３４．５０") == Decimal("1234.50")
    assert read_number("5 800元") == Decimal("5800")
    assert read_number("近1000") is None
    assert (read_whole("12.0"), read_whole("12.5")) == (12, None)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("0.1", "0.1"), ("0.30000000000000004", "0.30000000000000004"), ("1E3", "1000"), ("100", "100"), ("-5.50", "-5.5"),
        ("123456789012345", "123456789012345"), ("1234567890123456", "1.23456789012346E+15"), ("1e400", "1e400"), ("x", "x"),
    ],
)  # fmt: skip
def test_stored_numbers_become_text_unrounded(raw, text):
    assert text_of_number(raw) == text


def test_a_mangled_number_is_known():
    assert [is_rounded(text) for text in ("3.60822E+17", "3.6E17", "360822199001010011", "")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [("1", "1900-01-01"), ("59", "1900-02-28"), ("60", "60"), ("61", "1900-03-01"), ("0.5", "12:00:00"), ("-3", "-3"),
     ("40912.99999999", "2012-01-05"), ("2958465", "9999-12-31"), ("2958466", "2958466")],
)  # fmt: skip
def test_serial_days_become_dates(raw, text):
    assert text_of_serial(raw) == text


def test_date_formats_are_told_from_number_formats():
    assert [looks_like_date(code) for code in ('yyyy"年"m"月"', "[$-804]m/d", "h:mm", "0.00", '#,##0"元 day"', "General", "[Red]0")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
