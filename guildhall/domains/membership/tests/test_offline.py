"""The county's list split into workbooks, filled in without the net, merged back."""

import zipfile

import pytest
import xlsxwriter

from guildhall.domains.membership.tests import exchanges
from guildhall.domains.membership.tests.exchanges import CLERK, DAY
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.jobs import work
from guildhall.kernel.people.actions import correct
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import member, number
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.actions.exchange import settling, splitting
from guildhall.mechanisms.workbooks.models import Difference, ReadBack
from guildhall.mechanisms.workbooks.rules.reading import open_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(unions):
    first, second, _ = unions
    return [
        member(first, "王小明", document_number=number(31), phone="13800000031", education="20").person,
        member(first, "李四", document_number=number(32), phone="13800000032").person,
        member(second, "欧阳娜", document_number=number(33)).person,
    ]


@pytest.fixture
def split(counties, people):
    made = splitting.split(
        subject="membership.members", organisation=counties[0], title="吉州区会员核对",
        fields=["phone", "education", "is_migrant_worker"], actor=CLERK,
    )  # fmt: skip
    work.run(made.job_id)
    made.refresh_from_db()
    assert made.fault == ""
    return made


def books(split, folder):
    """The workbooks handed out, by the union's name."""
    with path_decrypted(split.file) as path, path.open("rb") as source, zipfile.ZipFile(source) as package:
        package.extractall(folder)
        return {name.partition("_")[2].removesuffix(".xlsx"): folder / name for name in package.namelist()}


def rows_of(path):
    """The rows of a workbook as they lie, with row 1 at index 0."""
    return open_table(path, sheet="填报").head(60)


def edited(path, *, cells=(), rows=()):
    """A workbook as another spreadsheet program saves it: cells changed by (row, column), rows appended below."""
    lying = rows_of(path)
    width = max(map(len, lying))
    lying = [row + [""] * (width - len(row)) for row in lying] + [list(row) for row in rows]
    for (row, column), value in dict(cells).items():
        lying[row - 1][column - 1] = value
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("填报")
        for place, row in enumerate(lying):
            sheet.write_row(place, 0, row)
    return path


def headings(path):
    return {text: column for column, text in enumerate(rows_of(path)[2], start=1) if text}


def given_back(split, *paths):
    read = splitting.take_in(split, files=[(path.name, path) for path in paths], actor=CLERK)
    work.run(read.job_id)
    return ReadBack.objects.get(pk=read.pk)


def told(read):
    return [
        (one.kind, one.name, one.field, str(one.ours or ""), str(one.theirs or ""))
        for one in Difference.objects.filter(source=read).order_by("pk")
    ]


def test_each_union_gets_a_workbook_with_its_own_rows(tmp_path, split):
    found = books(split, tmp_path)

    assert sorted(found) == ["吉州机械厂工会", "吉州纺织厂工会"]
    assert (split.book_count, split.row_count) == (2, 3)
    rows = rows_of(found["吉州机械厂工会"])
    assert rows[2] == ["行标识（请勿改动）", "姓名", "证件号码", "学历", "手机号码", "农民工"]
    assert rows[3][1:] == ["王小明", number(31), "大学本科", "13800000031", "否"]
    assert rows[3][0].startswith(f"R{split.pk}-")
    with zipfile.ZipFile(found["吉州机械厂工会"]) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<sheetProtection" in sheet
    assert sheet.count("<dataValidation ") == 2


def test_changed_cells_conflicts_and_new_rows_are_listed_and_nothing_else(tmp_path, split, people):
    found = books(split, tmp_path)
    path = found["吉州机械厂工会"]
    at = headings(path)
    new = {"姓名": "赵六", "证件号码": number(39), "手机号码": "13800000039", "学历": "大学本科", "农民工": "否"}
    row = [""] * max(at.values())
    for label, value in new.items():
        row[at[label] - 1] = value
    edited(path, cells={(4, at["手机号码"]): "13911111131", (5, at["手机号码"]): "13911111132"}, rows=[row])
    correct(people[1], actor=CLERK, day=DAY, phone="13700000032")

    read = given_back(split, path)

    assert told(read) == [
        ("value", "王小明", "phone", "13800000031", "13911111131"),
        ("conflict", "李四", "phone", "13700000032", "13911111132"),
        ("only_theirs", "赵六", "", "", ""),
    ]
    assert Person.objects.get(pk=people[0].pk).phone == "13800000031"
    assert list(split.books.filter(returned_at=None).values_list("organisation__name", flat=True)) == ["吉州纺织厂工会"]


def test_what_came_back_is_settled_by_the_same_verbs(tmp_path, split, people):
    path = books(split, tmp_path)["吉州机械厂工会"]
    at = headings(path)
    row = [""] * max(at.values())
    for label, value in {"姓名": "赵六", "证件号码": number(39), "手机号码": "13800000039"}.items():
        row[at[label] - 1] = value
    edited(path, cells={(4, at["手机号码"]): "13911111131"}, rows=[row])
    given_back(split, path)

    for one in Difference.objects.order_by("pk"):
        settling.settle(one, choice="taken" if one.kind == "value" else "registered", reason="", day=DAY, actor=CLERK)

    assert Person.objects.get(pk=people[0].pk).phone == "13911111131"
    assert Person.objects.get(name="赵六").home_union.name == "吉州机械厂工会"


def test_altered_and_copied_keys_are_told(tmp_path, split):
    path = books(split, tmp_path)["吉州机械厂工会"]
    key = rows_of(path)[3][0]
    edited(path, cells={(5, 1): key[:-1] + "!"}, rows=[[key, "冒名", number(40)]])

    read = given_back(split, path)

    said = [one.told for one in Difference.objects.filter(source=read).order_by("row_no")]
    assert said == [
        f"{path.name} 第 5 行：行标识被改动，无法对应到登记",
        f"{path.name} 第 6 行：行标识重复，请把新增的行的 A 列清空",
    ]


def test_many_workbooks_in_one_zip_are_merged_and_what_is_none_of_ours_is_told(tmp_path, split):
    found = books(split, tmp_path)
    stray = tmp_path / "其他.xlsx"
    exchanges.workbook(stray, [])
    packed = tmp_path / "交回.zip"
    with zipfile.ZipFile(packed, "w") as package:
        for path in (*found.values(), stray):
            package.write(path, f"回收/{path.name}")

    read = given_back(split, packed)

    assert (read.counts["rows"], read.counts["same"]) == (3, 3)
    assert read.notices == ["“其他.xlsx”未合并：没有找到“行标识”一列，不是分发的填报表。请在下发的工作簿里填写后交回"]
    assert split.books.filter(returned_at=None).count() == 0


def test_an_upload_without_a_workbook_is_refused(tmp_path, split):
    packed = tmp_path / "空.zip"
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("说明.txt", "没有")

    with pytest.raises(Refused, match="没有可以读取的工作簿"):
        splitting.take_in(split, files=[(packed.name, packed)], actor=CLERK)
