"""Columns as an upper system wants them, files written fast and safely, headings of two years compared."""

import pytest

from guildhall.mechanisms.workbooks.rules.exchange.comparing import Row, differences_of
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeField
from guildhall.mechanisms.workbooks.rules.exchange.profiles import (
    ProfileColumn,
    carried_over,
    compared,
    fingerprint,
    lacking_in,
)
from guildhall.mechanisms.workbooks.rules.exchange.settling import why_not_settle, why_not_take
from guildhall.mechanisms.workbooks.rules.exchange.writing import sink
from guildhall.mechanisms.workbooks.rules.reading import open_table

SEX = ExchangeField("sex", "性别", "p.sex", kind="choice", codes={"1": "男", "2": "女", "0": "未知"})
BORN = ExchangeField("born_on", "出生日期", "p.born_on::text", kind="date")


class Subject:
    """A subject of one field."""

    by_key = {"sex": SEX}


COLUMNS = [
    ["王小明", "=1+1", 'O\'Brien, "A"', "换\n行", "<b>&"],
    ["009901", "", "+86", "x_x005F_", ""],
]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_says_what_it_was_given_and_holds_no_formula(tmp_path, kind):
    path = tmp_path / f"a.{kind}"

    with sink(path, kind, titles=[["信息表"]], headings=["姓名", "编号"]) as out:
        out.write(COLUMNS)
        out.write([["第二批"], ["1"]])

    table = open_table(path)
    rows = table.head(20)
    assert [row for row in rows if row][1] == ["姓名", "编号"]
    guarded = kind == "csv"
    assert rows[2] == ["王小明", "009901"]
    assert rows[3][0] == ("'=1+1" if guarded else "=1+1")
    assert rows[4] == ['O\'Brien, "A"', "'+86" if guarded else "+86"]
    assert rows[6][0] == "<b>&"
    assert rows[7] == ["第二批", "1"]
    assert [remark for batch in table.batches() for remark in batch.remarks] == []


def test_codes_are_written_as_theirs_and_what_has_none_is_told():
    column = ProfileColumn("性别", "sex", codes={"1": "M", "2": "F"}, required=True)

    written = column.written(["1", "2", "0", ""], SEX)

    assert written == ["M", "F", "", ""]
    assert lacking_in(column, SEX, ["1", "2", "0", ""], written) == [
        (2, "“未知”在该方案中没有对应的代码"),
        (3, "必填，没有登记"),
    ]


@pytest.mark.parametrize(
    ("said", "ours", "differing"),
    [("", "0", []), ("", "1", ["sex"]), ("M", "0", ["sex"]), ("F", "2", []), ("", "", [])],
)
def test_a_blank_where_they_have_no_code_for_ours_is_no_difference(said, ours, differing):
    column = ProfileColumn("性别", "sex", codes={"1": "M", "2": "F"})
    row = Row(2, {"sex": said}, {"sex": column.read(said, SEX) or ""}, pk=7)

    found = list(differences_of(row, {"name": "王小明", "sex": ours}, [column], Subject()))

    assert [one.key for one in found] == differing


@pytest.mark.parametrize(("text", "value"), [("M", "1"), ("男", "1"), ("", ""), ("不明", None)])
def test_their_codes_are_read_as_ours(text, value):
    assert ProfileColumn("性别", "sex", codes={"1": "M", "2": "F"}).read(text, SEX) == value


@pytest.mark.parametrize(
    ("text", "value"), [("20120501", "2012-05-01"), ("2012年5月1日", "2012-05-01"), ("五月", None)]
)
def test_their_dates_are_read_as_ours(text, value):
    assert ProfileColumn("出生日期", "born_on").read(text, BORN) == value


def test_a_date_is_written_their_way_and_nothing_stays_nothing():
    assert ProfileColumn("出生日期", "born_on", date="%Y/%m/%d").written(["2012-05-01", ""], BORN) == ["2012/05/01", ""]


def test_a_longer_text_is_told_not_cut():
    column = ProfileColumn("岗位", "job_title", longest=2)

    assert lacking_in(column, None, ["钳工", "钳工班长"], ["钳工", "钳工班长"]) == [(1, "有 4 个字，超过 2 个字")]


def test_blanks_and_marks_make_no_other_file():
    assert fingerprint(["姓 名*", "证件号码"]) == fingerprint(["姓名", "证件号码 "])
    assert fingerprint(["姓名", "证件号码"]) != fingerprint(["证件号码", "姓名"])


def test_the_headings_of_two_years_are_compared_and_columns_carried_over():
    old = [ProfileColumn("姓名", "name"), ProfileColumn("性别", "sex", codes={"1": "M"}), ProfileColumn("备注")]
    proposed = [ProfileColumn("性别*", "sex"), ProfileColumn("姓名", "name"), ProfileColumn("民族", "nationality")]

    changed = compared([one.heading for one in old], [one.heading for one in proposed])
    columns = carried_over(old, proposed)

    assert (changed.added, changed.gone, changed.is_moved) == (["民族"], ["备注"], True)
    assert columns[0] == ProfileColumn("性别*", "sex", codes={"1": "M"})
    assert columns[2].field == "nationality"


def test_who_comes_second_is_told_who_was_first():
    told = why_not_settle(
        kind="value", state="kept", choice="taken", settled_by="刘小燕", settled_at="2012-11-20 15:02"
    )

    assert told == ["已由刘小燕于 2012-11-20 15:02 处理为“保留本级”，未再更改"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, []),
        ({"ours_now": "c"}, ["“学历”在核对后已被更改，未采用上级的值，请重新核对"]),
        ({"theirs": ""}, ["上级的“学历”是空的或无法识别，不能采用"]),
        ({"fixed": "请办理转会"}, ["请办理转会"]),
    ],
)
def test_theirs_are_taken_only_over_what_was_compared(values, told):
    given = {"ours_then": "a", "ours_now": "a", "theirs": "b", "fixed": "", "label": "学历"} | values

    assert why_not_take(**given) == told
