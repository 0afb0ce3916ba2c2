"""Unions go up in the province's own file, come back with its numbers, and what differs is settled."""

from datetime import date

import pytest
import xlsxwriter

from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.jobs import work
from guildhall.kernel.organisations.actions import dissolve
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import founded
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system
from guildhall.mechanisms.workbooks.actions.exchange import files, profiles, reading, settling
from guildhall.mechanisms.workbooks.models import Difference, Exchange, OutsideNumber, ReadBack
from guildhall.mechanisms.workbooks.rules.reading import open_table

pytestmark = pytest.mark.django_db

CLERK = system("测试")
DAY = date(2012, 9, 1)
HEAD = ("工会编号", "工会名称*", "工会代码", "工会类别", "上级工会", "所属行业", "会员人数", "联系电话", "届满日期")


def workbook(path, rows):
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([HEAD, *rows]):
            sheet.write_row(place, 0, row)
    return path


@pytest.fixture
def profile(tmp_path, db):
    owner = profiles.save_system(None, name="省总工会实名制系统", owner="", masters=[], actor=CLERK)
    path = workbook(
        tmp_path / "样表.xlsx", [("", "示例工会", "", "单独基层工会", "", "制造业", "10", "", "2015-05-01")]
    )
    draft = profiles.draft(
        system=owner,
        subject="organising.unions",
        year=2012,
        title="工会信息表2012",
        path=path,
        file_name=path.name,
        actor=CLERK,
    )
    return profiles.put_in_force(draft, day=DAY, actor=CLERK)


@pytest.fixture
def unions(counties):
    return [founded(counties[0], Kind.SINGLE, name) for name in ("吉州机械厂工会", "吉州纺织厂工会")]


def read_back(profile, path, organisation):
    taken = reading.take_in(
        profile, path=path, file_name=path.name, organisation=organisation, as_of=DAY, is_whole=False, actor=CLERK
    )
    work.run(taken.job_id)
    return ReadBack.objects.get(pk=taken.pk)


def test_unions_are_written_with_what_is_counted(tmp_path, profile, counties, unions):
    exchange = files.ask_for(profile, organisation=counties[0], reason="年报", actor=CLERK)
    work.run(exchange.job_id)

    made = Exchange.objects.get(pk=exchange.pk)
    with path_decrypted(made.file) as path:
        rows = open_table(path).head(10)
    assert [row[1] for row in rows[1:]] == ["吉州区总工会", "吉州机械厂工会", "吉州纺织厂工会"]
    assert rows[2][3:7] == ["单独基层工会", "吉州区总工会", "", "0"]


def test_their_name_and_phone_are_taken_and_an_unknown_union_is_founded(tmp_path, profile, counties, unions):
    rows = [
        (
            "G001",
            "吉州机械制造厂工会",
            unions[0].code,
            "单独基层工会",
            "吉州区总工会",
            "制造业",
            "9",
            "0796-8220001",
            "",
        ),
        ("G009", "吉州新建厂工会", "", "单独基层工会", "吉州区总工会", "制造业", "5", "", ""),
    ]
    read = read_back(profile, workbook(tmp_path / "回.xlsx", rows), counties[0])
    found = {(one.kind, one.field): one for one in Difference.objects.filter(source=read)}
    assert set(found) == {
        ("value", "name"), ("value", "industry"), ("value", "members"), ("value", "phone"), ("only_theirs", ""),
    }  # fmt: skip

    for key in (("value", "name"), ("value", "phone")):
        settling.settle(found[key], choice="taken", reason="", day=DAY, actor=CLERK)
    settling.settle(found[("only_theirs", "")], choice="registered", reason="", day=DAY, actor=CLERK)
    with pytest.raises(Refused, match="人数由登记数出"):
        settling.settle(found[("value", "members")], choice="taken", reason="", day=DAY, actor=CLERK)

    union = Organisation.objects.get(pk=unions[0].pk)
    assert (union.name, union.phone) == ("吉州机械制造厂工会", "0796-8220001")
    new = Organisation.objects.get(name="吉州新建厂工会")
    assert (new.parent, OutsideNumber.objects.get(number="G009").subject_id) == (counties[0], new.pk)


def test_a_union_dissolved_meanwhile_asks_and_is_not_overwritten(tmp_path, profile, counties, unions):
    row = ("G001", unions[0].name, unions[0].code, "单独基层工会", "吉州区总工会", "", "0", "0796-8220001", "")
    read_back(profile, workbook(tmp_path / "一.xlsx", [row]), counties[0])
    waiting = Difference.objects.get(field="phone")
    dissolve(unions[0], day=DAY, actor=CLERK, reason="企业注销")

    with pytest.raises(Refused, match="已作废、已撤销"):
        settling.settle(waiting, choice="taken", reason="", day=DAY, actor=CLERK)
    again = read_back(profile, workbook(tmp_path / "二.xlsx", [row]), counties[0])

    assert Difference.objects.get(source=again).told == "该上级系统编号对应的记录已作废或已撤销，请核实"
