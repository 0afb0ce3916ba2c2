"""A county clerk's roster with the faults of real life, and what must become of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xlsxwriter

from guildhall.demo.identity import resident_numbers

HEADINGS = ("称呼", "身份证号", "联系电话", "入会日期", "所在工会")
FIRST_ROW = 2
JOINED = "2012-06-15"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰红建国春梅"
UNKNOWN_UNION = "不存在的机械公司工会"

WRONG_CHECK = "证件号码的校验码不对，请核对每一位"
SCIENTIFIC = "科学计数"
UNKNOWN = f"没有找到工会“{UNKNOWN_UNION}”，请填写工会全称或组织代码"
ABROAD = "不在您的管理范围内"
TWO_NAMES = "同一证件号码对应不同姓名"

Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Member:
    """Somebody who is a member already."""

    name: str
    number: str


@dataclass
class Roster:
    """Rows, the outcome of each kind by number, and the reasons of the refused ones by row number of the sheet."""

    rows: list[Row] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: dict[int, str] = field(default_factory=dict)

    def add(self, row: Row, outcome: str, reason: str = "") -> None:
        self.rows.append(row)
        self.outcomes[outcome] += 1
        if reason:
            self.reasons[len(self.rows) + FIRST_ROW - 1] = reason

    def saved(self, path: Path) -> Path:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("花名册")
            for place, row in enumerate([HEADINGS, *self.rows]):
                sheet.write_row(place, 0, row)
        return path


def wrong_check_digit(number: str) -> str:
    return number[:-1] + ("2" if number[-1] == "1" else "1")


def full_of_faults(
    count: int,
    union: str,
    abroad: str,
    *,
    division: int,
    unchanged: Sequence[Member] = (),
    elsewhere: Sequence[Member] = (),
) -> Roster:
    """A roster of so many new people of one division; every fault comes at a fixed beat, and two beats never meet."""
    roster = Roster()
    numbers = _numbers(count, division)
    for place, number in enumerate(numbers):
        name, phone = _name(place), str(16_600_000_000 + place)
        _add(roster, place, (name, number, phone, JOINED, union), numbers, abroad)
    for member in unchanged:
        roster.add((member.name, member.number, "", "", union), "无变化")
    for member in elsewhere:
        roster.add((member.name, member.number, "", "", union), "在其他工会，提出转会")
    return roster


def _add(roster: Roster, place: int, row: Row, numbers: list[str], abroad: str) -> None:
    name, number, phone, since, union = row
    if place % 100 == 7:
        roster.add((name, wrong_check_digit(number), phone, since, union), "未导入", WRONG_CHECK)
    elif place % 200 == 11:
        roster.add((name, f"{float(number[:17]) * 10:.5E}", phone, since, union), "未导入", SCIENTIFIC)
    elif place % 250 == 13:
        roster.add((name, number, phone, since, UNKNOWN_UNION), "未导入", UNKNOWN)
    elif place % 500 == 17:
        roster.add((name, number, phone, since, abroad), "未导入", ABROAD)
    elif place % 400 == 19:
        roster.add(roster.rows[-1], "重复的行")
    elif place % 400 in (22, 23):
        roster.add((name, numbers[place - place % 400 + 22], phone, since, union), "未导入", TWO_NAMES)
    else:
        roster.add(row, "新增")


def _numbers(count: int, division: int) -> list[str]:
    days = np.datetime64("1960-01-01") + np.arange(count) % 12_000
    return resident_numbers(np.full(count, division), days, np.arange(count) % 3 == 0)


def _name(place: int) -> str:
    given, rest = divmod(place, len(SURNAMES))
    return SURNAMES[rest] + GIVEN[given % len(GIVEN)] + GIVEN[given // len(GIVEN) % len(GIVEN)]
