"""Every kind of bad roster that a union sends, each answered in words."""

import csv
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from guildhall.domains.membership.actions.roster.upload import upload
from guildhall.domains.membership.queries.roster import rows_of
from guildhall.domains.membership.tests import rosters
from guildhall.domains.membership.tests.rosters import number
from guildhall.kernel.organisations.aliases import give_alias
from guildhall.kernel.organisations.tests.factories import TESTER
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.tests import factories as people
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.tests import crafted

pytestmark = pytest.mark.django_db
GOOD = ("王五", number(9), "", "")
CHECK_DIGIT = "证件号码的校验码不对，请核对每一位"


def previewed(folder: Path, rows: list[tuple], head: tuple = rosters.HEAD, union=None) -> Import:
    return rosters.uploaded(rosters.workbook(folder / "a.xlsx", rows, head), union or rosters.union())


def refused(import_: Import) -> list[tuple[int, str]]:
    return [(row.row_no, row.said) for row in rows_of(import_.pk, "refused")]


def told(import_: Import, outcome: str = "new") -> list[str]:
    return [row.said for row in rows_of(import_.pk, outcome)]


def why_unreadable(path: Path) -> tuple[str, ...]:
    with pytest.raises(Refused) as refusal:
        upload(path, file_name=path.name, organisation=rosters.union(), actor=rosters.CLERK)
    assert Import.objects.count() == 0
    return refusal.value.reasons


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("张三", number(1)[:-1] + ("1" if number(1)[-1] == "0" else "0"), "", ""), CHECK_DIGIT),
        (("张三", 990001198001010000.0, "", ""), "号码被 Excel 变成了科学计数，请把该列设为文本后重新填写"),
        (("张三", "9.90001E+17", "", ""), "号码被 Excel 变成了科学计数，请把该列设为文本后重新填写"),
        (("张三", "990001198002300010", "", ""), "证件号码中的出生日期不存在"),
        (("张三", number(1), "", "2012-02-30"), "入会日期：“2012-02-30”不是真实的日期"),
        (("张三", number(1, date(2005, 1, 1)), "", "2003-05-01"), "入会日期早于出生日期"),
        (("张三", number(1), "", "1999-05-01"), "入会日期早于工会成立日期（2001-05-01），请填写加入本工会的日期"),
        (("张三", number(1), "", "2999-01-01"), "入会日期晚于今天"),
        (("", number(1), "", ""), "姓名为空"),
        (("张三", "", "", "2012-05-01"), "证件号码为空"),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_no_other(tmp_path, row, reason):
    import_ = previewed(tmp_path, [row, GOOD])

    assert refused(import_) == [(2, reason)]
    assert rosters.counts(import_) == {"new": 1, "refused": 1}


def test_full_width_characters_and_stray_blanks_are_read_as_meant(tmp_path):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number(1))
    union = rosters.union()

    rosters.merged(
        previewed(tmp_path, [("　张 三\u200b", f" {wide} ", "138 0000 0001", "２０１２.５.１")], union=union)
    )

    person = Person.objects.get()
    assert (person.name, person.document_number, person.phone) == ("张三", number(1), "13800000001")
    assert Spell.objects.get().since == date(2012, 5, 1)


def test_one_number_with_two_names_refuses_both_rows(tmp_path):
    import_ = previewed(tmp_path, [("张三", number(1), "", ""), ("李四", number(1), "", ""), GOOD])

    reason = "同一证件号码对应不同姓名（第 2、3 行），请核对证件后改正"
    assert refused(import_) == [(2, reason), (3, reason)]


def test_a_number_registered_under_another_name_is_refused(tmp_path):
    union = rosters.union()
    people.member(union, "赵六", document_number=number(1))

    import_ = previewed(tmp_path, [("张三", number(1), "", "")], union=union)

    assert refused(import_) == [(2, "该证件号码已登记在另一个姓名之下，请核对证件；如已改名，请先在会员页更正姓名")]


def test_the_same_row_twice_is_taken_once(tmp_path):
    import_ = rosters.merged(previewed(tmp_path, [("张三", number(1), "", "")] * 2))

    assert told(import_, "repeated") == ["与第 2 行是同一人，只导入第 2 行"]
    assert Person.objects.count() == 1


def test_one_phone_for_many_people_is_told(tmp_path):
    rows = [(name, number(place), "13800000001", "") for place, name in enumerate(("张三", "李四", "王五"), 1)]

    import_ = previewed(tmp_path, rows)

    assert told(import_) == ["同一手机号码有 3 人填写，请核对"] * 3


def test_a_wrong_phone_is_left_out_and_told(tmp_path):
    import_ = rosters.merged(previewed(tmp_path, [("张三", number(1), "12345", "")]))

    assert told(import_) == ["手机号码应为 11 位，以 13 至 19 开头，电话未登记"]
    assert Person.objects.get().phone is None


def test_what_contradicts_the_number_or_no_list_knows_is_told(tmp_path):
    head = ("姓名", "身份证号", "性别", "出生日期", "学历", "工作单位")
    import_ = previewed(tmp_path, [("张三", number(1), "女", "1981-01-01", "火星文", "没有的单位")], head)

    assert told(import_) == [
        "性别与证件号码不符，按证件号码登记；出生日期与证件号码不符，按证件号码登记；学历“火星文”无法识别，未登记；"
        "单位库中没有唯一的“没有的单位”，工作单位未登记"
    ]


def test_unions_are_found_by_code_or_name_and_unknown_ones_refused(tmp_path):
    county = rosters.a_county()
    first, second = rosters.union("甲厂工会", county), rosters.union("乙厂工会", county)
    rows = [
        ("张三", number(1), first.code),
        ("李四", number(2), "乙厂工会"),
        ("王五", number(3), "丙厂工会"),
        ("赵六", number(4), ""),
        ("钱七", number(5), county.name),
    ]

    import_ = rosters.merged(previewed(tmp_path, rows, ("姓名", "身份证号", "所属工会"), county))

    assert {spell.organisation for spell in Spell.objects.all()} == {first, second}
    assert refused(import_) == [
        (4, "没有找到工会“丙厂工会”，请填写工会全称或组织代码"),
        (5, "请填写所属工会"),
        (6, "“吉州区总工会”不直接发展会员，请填写基层工会"),
    ]


def test_a_union_is_matched_by_its_alias_and_that_is_said_but_two_of_one_alias_are_asked_about(tmp_path):
    county = rosters.a_county()
    first, second = rosters.union("甲厂工会", county), rosters.union("乙厂工会", county)
    give_alias(first, text="老甲厂工会", source="roster", actor=TESTER)
    for union in (first, second):
        give_alias(union, text="联营厂工会", source="printed", actor=TESTER)
    rows = [("张三", number(1), "老甲厂 工会委员会"), ("李四", number(2), "联营厂工会")]

    import_ = previewed(tmp_path, rows, ("姓名", "身份证号", "所属工会"), county)
    rosters.merged(import_)

    assert "所属工会“老甲厂 工会委员会”按别名识别为“甲厂工会”，请核对" in import_.notices
    assert [spell.organisation for spell in Spell.objects.all()] == [first]
    assert refused(import_) == [(3, "有 2 个工会叫“联营厂工会”，请填写组织代码")]


def test_a_missing_heading_waits_for_the_match_by_hand(tmp_path):
    path = rosters.workbook(tmp_path / "a.xlsx", [("张三", number(1))], ("姓名", "编码"))

    import_ = upload(path, file_name="a.xlsx", organisation=rosters.union(), actor=rosters.CLERK)

    assert import_.state == "matching"


def test_titles_notes_merged_headings_and_signatures_are_not_members(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:D1", "某某公司工会会员花名册")
        sheet.write("A2", "填报单位：某某公司（盖章）")
        sheet.merge_range("A3:A4", "序号")
        sheet.merge_range("B3:B4", "姓名*")
        sheet.merge_range("C3:D3", "基本信息")
        sheet.write_row("C4", ["身份证号码", "手机号码"])
        sheet.write_row("A5", [1, "张三", number(1), "13800000001"])
        sheet.write_row("A6", ["合计", "", "1人"])
        sheet.write("A7", "填表人：李四    填表日期：2013年1月5日")

    import_ = upload(tmp_path / "a.xlsx", file_name="a.xlsx", organisation=rosters.union(), actor=rosters.CLERK)

    assert rosters.counts(rosters.after_job(import_)) == {"new": 1, "skipped": 2}


def test_hidden_sheets_are_left_alone_and_told(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        hidden = book.add_worksheet("旧名册")
        hidden.hide()
        hidden.write_row(0, 0, rosters.HEAD)
        hidden.write_row(1, 0, ("旧人", number(7)))
        sheet = book.add_worksheet("名册")
        sheet.activate()
        sheet.set_first_sheet()
        sheet.write_row(0, 0, rosters.HEAD)
        sheet.write_row(1, 0, GOOD)

    import_ = rosters.uploaded(tmp_path / "a.xlsx", rosters.union())

    assert rosters.counts(import_) == {"new": 1}
    assert "隐藏的工作表未读取：旧名册" in import_.notices


def test_formulas_are_read_by_their_results_and_errors_refused(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, rosters.HEAD)
        sheet.write_formula(1, 0, '="张"&"三"', None, "张三")
        sheet.write(1, 1, number(1))
        sheet.write_formula(2, 0, "=A99", None, "#REF!")
        sheet.write(2, 1, number(2))

    import_ = rosters.uploaded(tmp_path / "a.xlsx", rosters.union())

    assert told(import_) == ["姓名：该单元格是公式，按文件中保存的计算结果读取"]
    assert [row_no for row_no, _ in refused(import_)] == [3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_any_usual_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "a.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([rosters.HEAD, GOOD])

    assert rosters.counts(rosters.uploaded(path, rosters.union())) == {"new": 1}


def test_a_wrong_extension_is_read_by_content_and_told(tmp_path):
    path = rosters.workbook(tmp_path / "a.xlsx", [GOOD]).rename(tmp_path / "a.xls")

    import_ = rosters.uploaded(path, rosters.union())

    assert rosters.counts(import_) == {"new": 1}
    assert import_.notices == ["文件扩展名是 .xls，内容实际是 xlsx 格式，已按 xlsx 读取"]


def test_a_header_only_has_nothing_to_import(tmp_path):
    import_ = previewed(tmp_path, [])

    assert (import_.state, rosters.counts(import_)) == ("previewed", {})
    assert "表头下面没有数据行，请填写后再上传" in import_.notices
    with pytest.raises(Refused) as refusal:
        rosters.merged(import_)
    assert refusal.value.reasons == ("没有可以导入的行",)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"")

    assert why_unreadable(tmp_path / "a.xlsx") == ("文件是空的（0 字节）。请确认文件已保存完整后再上传",)


def test_a_damaged_file_is_refused(tmp_path):
    path = rosters.workbook(tmp_path / "a.xlsx", [GOOD])
    path.write_bytes(path.read_bytes()[:2000])

    assert why_unreadable(path)[0].startswith("文件已损坏，无法读取")


def test_a_file_with_a_password_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )

    assert why_unreadable(path)[0].startswith("文件有打开密码，无法读取")


def test_a_file_of_wps_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "a.et"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)

    assert why_unreadable(path) == ("这是 WPS 专用的 .et 文件。请在 WPS 里“另存为”.xlsx 后再上传",)


def test_a_zip_that_explodes_is_stopped(tmp_path):
    path = crafted.workbook(tmp_path / "a.xlsx", "")
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in kept.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(4200):
                part.write(b" " * (1 << 20))

    assert "无法读取" in why_unreadable(path)[0]


def test_a_full_sheet_of_1048576_rows_is_checked(tmp_path):
    path = full_sheet(tmp_path / "a.xlsx")

    import_ = rosters.uploaded(path, rosters.union())

    assert rosters.counts(import_) == {"refused": 1_048_575}


def full_sheet(path: Path) -> Path:
    """Every row that a sheet can hold, each with a name and nothing else; written in a process of its own memory."""
    write = (
        "import sys\nfrom pathlib import Path\nfrom guildhall.mechanisms.workbooks.rules.bulk import BulkBook\n"
        "with BulkBook(Path(sys.argv[1])) as book, book.sheet('名册') as sheet:\n"
        "    sheet.write(['姓名', '身份证号'])\n"
        "    for _ in range(1048575): sheet.write(['张三', '1'])\n"
    )
    subprocess.run([sys.executable, "-c", write, str(path)], check=True)  # noqa: S603
    return path
