from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from guildhall.web import formats
from guildhall.web.columns import Column
from guildhall.web.templatetags import web


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7031, "7,031"),
        (502600, "50.26万"),
        (136700, "13.67万"),
        (10000, "1万"),
        (250_000_000, "2.5亿"),
        (None, "—"),
        (0, "0"),
    ],
)
def test_large_numbers_are_said_in_wan(value, text):
    assert formats.wan(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("13879601234", "138****1234"),
        ("360802198001011234", "3608**********1234"),
        ("王芳", "王*"),
        ("欧阳志强", "欧**强"),
        ("", "—"),
        (None, "—"),
    ],
)
def test_personal_values_are_masked(value, text):
    assert formats.masked(value) == text


def test_days_and_moments_are_chinese_and_local():
    moment = datetime(2012, 4, 30, 16, 30, tzinfo=UTC)

    assert formats.chinese_day(date(2012, 5, 1)) == "2012年5月1日"
    assert formats.chinese_moment(moment) == "2012年5月1日 00:30"
    assert formats.day(None) == "—"


def test_amounts_counts_and_shares():
    assert formats.amount(Decimal("1234.5")) == "1,234.50"
    assert formats.count(1234) == "1,234"
    assert formats.share(Decimal("0.9523")) == "95.2%"
    assert formats.amount("nonsense") == "—"


def test_a_column_shows_and_exports_its_value():
    record = SimpleNamespace(
        union=SimpleNamespace(name="电机厂工会"), on=date(2012, 5, 1), phone="13879601234", is_on=True, none=None
    )

    columns = [
        Column("工会", "union.name"),
        Column("日期", "on", kind="date"),
        Column("电话", "phone", kind="masked"),
        Column("有效", "is_on"),
        Column("空", "none.name"),
        Column("算", lambda row: row.on.year, kind="count"),
    ]

    assert [column.shown(record) for column in columns] == [
        "电机厂工会",
        "2012-05-01",
        "138****1234",
        "是",
        "—",
        "2,012",
    ]
    assert [column.exported(record) for column in columns] == [
        "电机厂工会",
        date(2012, 5, 1),
        "138****1234",
        "是",
        None,
        2012,
    ]


def test_an_icon_is_taken_from_our_own_sprite():
    assert web.icon("home") == (
        '<svg class="icon " aria-hidden="true" focusable="false"><use href="/static/web/vendor/sprite.svg#home"></use></svg>'
    )


def test_sizes_are_readable():
    assert [web.size(300), web.size(2_500_000), web.size(None)] == ["1 KB", "2.4 MB", "—"]
