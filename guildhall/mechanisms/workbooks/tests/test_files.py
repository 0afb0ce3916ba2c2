"""Files of every kind, judged by their content."""

import zipfile
from pathlib import Path

import pytest

from guildhall.mechanisms.workbooks.rules.reading import Kind, Remark, Unreadable, open_table
from guildhall.mechanisms.workbooks.tests.crafted import row, workbook

FIXTURES = Path(__file__).parent / "fixtures"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_an_old_workbook_reads_like_a_new_one():
    table = open_table(FIXTURES / "roster.xls")

    rows = list(table.rows())

    assert rows == [
        (1, ["某某公司工会会员花名册", "", "", "", ""]),
        (2, ["姓名", "证件号码", "出生日期", "手机号", "工龄"]),
        (3, ["张三", "990001198001010018", "1980-01-01", "13800000001", ""]),
        (4, ["李四", "9.9000119800101E+17", "1979-12-31", "１３８００００００２", ""]),
    ]
    assert table.notices == ["隐藏的工作表未读取：旧数据"]
    assert table.merged == ["A1:E1"]
    assert [remark for batch in table.batches() for remark in batch.remarks] == [Remark(4, 1, Kind.ROUNDED)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text_of_any_encoding_reads_alike(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    lines = [["姓名", "性别", "备注"], ["张三", "男", '"多行\n备注"'], [], ["𠮷娜", "女", '="0012"']]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))

    rows = list(open_table(path).rows())

    assert rows == [(1, ["姓名", "性别", "备注"]), (2, ["张三", "男", "多行\n备注"]), (4, ["𠮷娜", "女", "0012"])]


def test_a_mangled_number_in_a_text_file_is_remarked(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名,证件号码\n张三,3.60822E+17\n", encoding="utf-8")

    (batch,) = open_table(path).batches()

    assert batch.remarks == [Remark(2, 1, Kind.ROUNDED)]


def test_the_content_counts_and_a_wrong_extension_is_told(tmp_path):
    path = workbook(tmp_path / "名册.xls", row(1, "a"))

    table = open_table(path)

    assert list(table.rows()) == [(1, ["a"])]
    assert table.notices == ["文件扩展名是 .xls，内容实际是 xlsx 格式，已按 xlsx 读取"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"", "文件是空的（0 字节）"),
        ("a.xlsx", b"%PDF-1.4 ...", "这是 PDF 文件，不是表格"),
        ("a.xls", b"\x89PNG\r\n\x1a\n", "这是图片，不是表格"),
        ("a.csv", bytes(range(256)), "无法识别的文件，不是表格"),
        ("a.xls", "<html><table><tr><td>姓名</td></tr></table></html>".encode(), "这是网页格式的表格，只是改了扩展名"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "这是 XML 格式的表格，不能直接读取"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "文件有打开密码，无法读取"),
        ("a.et", OLE + "Workbook".encode("utf-16-le"), "这是 WPS 专用的 .et 文件"),
        ("a.xls", OLE + "ETExtData".encode("utf-16-le"), "这是 WPS 专用的 .et 文件"),
        ("a.xls", OLE + "WordDocument".encode("utf-16-le"), "这是 Word 文档，不是表格"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "文件已损坏，无法读取"),
        ("a.xlsx", b"PK\x03\x04" + bytes(90), "文件已损坏，无法读取（压缩结构不完整）"),
        ("a.csv", b"\xc4\xe3,\xff\xff\xff", "文件的文字编码无法识别"),
        ("a.csv", '姓名,备注\n张三,"没有结束\n李四,x\n'.encode(), "第 2 行的引号不成对或单元格过长"),
    ],
)
def test_what_cannot_be_read_is_answered_in_words(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(Unreadable) as refusal:
        list(open_table(path).rows())

    assert refusal.value.reason == reason
    assert refusal.value.remedy


def test_the_advice_for_a_wps_file_is_to_save_it_as_xlsx(tmp_path):
    path = tmp_path / "a.et"
    path.write_bytes(OLE + "Workbook".encode("utf-16-le"))

    with pytest.raises(Unreadable) as refusal:
        open_table(path)

    assert str(refusal.value) == "这是 WPS 专用的 .et 文件。请在 WPS 里“另存为”.xlsx 后再上传"


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("xl/workbook.bin", "这是二进制格式的 .xlsb 表格，不能直接读取"),
        ("word/document.xml", "这是 Word 文档，不是表格"),
        ("名册.xlsx", "这是压缩包，不是表格"),
    ],
)
def test_other_packages_are_told_apart(tmp_path, part, reason):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(part, "x")

    with pytest.raises(Unreadable) as refusal:
        open_table(path)

    assert refusal.value.reason == reason
