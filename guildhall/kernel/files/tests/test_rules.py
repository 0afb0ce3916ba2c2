import io

import pytest

from guildhall.kernel.files import rules
from guildhall.kernel.files.contents import kind_of
from guildhall.kernel.files.tests import samples


def code_of(content: bytes) -> str | None:
    kind = kind_of(io.BytesIO(content), len(content))
    return kind.code if kind else None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (samples.PDF, "pdf"),
        (samples.png(), "png"),
        (samples.JPG, "jpg"),
        (samples.GIF, "gif"),
        (samples.WEBP, "webp"),
        (samples.XLSX, "xlsx"),
        (samples.DOCX, "docx"),
        (samples.OFD, "ofd"),
        (samples.ZIP, "zip"),
        (samples.ole("Workbook"), "xls"),
        (samples.ole("Book"), "xls"),
        (samples.ole("WordDocument"), "doc"),
        (samples.ole("EncryptedPackage"), "locked"),
        (samples.ole("Something"), None),
        (samples.PROGRAM, None),
        ("姓名,手机\n张三,13800000000\n".encode("gb18030"), "text"),
        ("姓名,手机\n张三,13800000000\n".encode(), "text"),
        ("\ufeff姓名\n".encode(), "text"),
        ("姓名\t手机\n".encode("utf-16"), "text"),
        (("工会" * 40_000).encode(), "text"),
        (b"a" + ("工会" * 40_000).encode("gb18030"), "text"),
        (bytes(range(1, 256)) * 4, None),
    ],
)
def test_a_file_is_what_its_content_says(content, code):
    assert code_of(content) == code


def test_a_workbook_with_a_large_picture_first_is_still_a_workbook():
    content = samples.zipped("docProps/thumbnail.txt", padding=300_000)
    late = io.BytesIO(content)
    with samples.zipfile.ZipFile(late, "a") as archive:
        archive.writestr("xl/workbook.xml", "")

    assert code_of(late.getvalue()) == "xlsx"


@pytest.mark.parametrize(
    ("name", "kind", "size", "reasons"),
    [
        ("名册.xlsx", "xlsx", 10, []),
        ("名册.xls", "xlsx", 10, []),
        ("名册.xls", "text", 10, []),
        ("名册", "xlsx", 10, []),
        ("报告2012.12", "pdf", 10, []),
        ("照片.png", "jpg", 10, []),
        ("名册.xlsx", "pdf", 10, ["文件内容与扩展名不符：扩展名是 .xlsx，内容是PDF"]),
        ("名册.docx", "xlsx", 10, ["文件内容与扩展名不符：扩展名是 .docx，内容是Excel 表格"]),
        ("说明.html", "text", 10, ["不接受扩展名为 .html 的文件"]),
        ("说明.bat", "text", 10, ["不接受扩展名为 .bat 的文件"]),
        ("压缩.7z", "zip", 10, ["不接受扩展名为 .7z 的文件"]),
        ("照片.png", "png", 20 * rules.MB + 1, ["文件太大：PNG 图片不能超过 20 MB"]),
        ("名册.xlsx", "locked", 10, [rules.LOCKED_ADVICE]),
        ("名册.xlsx", None, 0, ["文件是空的，请确认已保存完整后再上传"]),
    ],
)
def test_what_is_taken_as_an_attachment(name, kind, size, reasons):
    found = rules.KINDS[kind] if kind else None

    assert rules.why_not_store(name=name, size=size, kind=found, limits=rules.ATTACHMENTS) == reasons


def test_a_place_that_takes_tables_says_so():
    pdf = rules.KINDS["pdf"]

    assert rules.why_not_store(name="a.pdf", size=10, kind=pdf, limits=rules.TABLES) == [
        "这里不接受PDF，可以上传：Excel 表格、文本或 CSV"
    ]
    assert rules.why_not_store(name="a.exe", size=10, kind=None, limits=rules.TABLES) == [
        "无法识别这个文件的内容，可以上传：Excel 表格、文本或 CSV"
    ]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\Users\\clerk\\名册.xlsx", "名册.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\u202e.pdf", "ab.pdf"),
        ("...", "未命名"),
        ("长" * 300 + ".xlsx", "长" * 195 + ".xlsx"),
    ],
)
def test_names_lose_folders_and_control_characters(name, clean):
    assert rules.clean_name(name) == clean


def test_the_name_decides_between_text_and_csv_only():
    assert rules.content_type_of(rules.KINDS["text"], "a.csv") == "text/csv"
    assert rules.content_type_of(rules.KINDS["text"], "a.html") == "text/plain"
    assert rules.content_type_of(rules.KINDS["png"], "a.csv") == "image/png"
