"""What a file is, judged by its content and not by its name."""

import zipfile
from enum import StrEnum
from pathlib import Path

from guildhall.mechanisms.workbooks.rules.tables import Unreadable, damaged

AS_XLSX = "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再上传"


class Format(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


EXTENSIONS = {Format.XLSX: {".xlsx", ".xlsm"}, Format.XLS: {".xls"}, Format.CSV: {".csv", ".txt", ".tsv"}}

# The first bytes of what people upload by mistake.
FOREIGN = [
    (b"%PDF", "这是 PDF 文件，不是表格"),
    (b"\x89PNG", "这是图片，不是表格"),
    (b"\xff\xd8\xff", "这是图片，不是表格"),
    (b"GIF8", "这是图片，不是表格"),
    (b"BM", "这是图片，不是表格"),
    (b"II*\x00", "这是图片，不是表格"),
    (b"Rar!", "这是 RAR 压缩包，不是表格"),
    (b"7z\xbc\xaf", "这是 7z 压缩包，不是表格"),
    (b"\x1f\x8b", "这是 GZ 压缩包，不是表格"),
    (b"MZ", "这是程序文件，不是表格"),
    (b"{\\rtf", "这是 RTF 文档，不是表格"),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WPS_STREAMS = ["EtDocument", "ETExtData", "WpsEt"]


def format_of(path: Path, suffix: str) -> Format:
    """The format of a file, or the reason why it is none that can be read."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise Unreadable("文件是空的（0 字节）", "请确认文件已保存完整后再上传")
    if start.startswith(OLE):
        return _inside_ole(path, suffix)
    if start.startswith(b"PK"):
        return _inside_zip(path, suffix)
    for magic, reason in FOREIGN:
        if (
            start.startswith(magic)
            and not (magic == b"BM" and _is_text(start))
            and not (magic == b"MZ" and _is_text(start))
        ):
            raise Unreadable(reason, "请上传 .xlsx、.xls 或 .csv 格式的表格")
    _refuse_markup(start)
    if not _is_text(start):
        raise Unreadable("无法识别的文件，不是表格", "请上传 .xlsx、.xls 或 .csv 格式的表格")
    return Format.CSV


def wrong_extension(suffix: str, found: Format) -> str:
    """What to tell when the name says another format than the content; empty if they agree."""
    if not suffix or suffix in EXTENSIONS[found]:
        return ""
    return f"文件扩展名是 {suffix}，内容实际是 {found} 格式，已按 {found} 读取"


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in start and sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in start) == 0


def _refuse_markup(start: bytes) -> None:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"mime-version") or (text.startswith(b"<") and (b"<html" in text or b"<table" in text)):
        raise Unreadable("这是网页格式的表格，只是改了扩展名", AS_XLSX)
    if text.startswith(b"<?xml"):
        raise Unreadable("这是 XML 格式的表格，不能直接读取", AS_XLSX)


def _inside_ole(path: Path, suffix: str) -> Format:
    content = path.read_bytes() if path.stat().st_size <= 100 << 20 else b""
    if ENCRYPTED in content:
        raise Unreadable("文件有打开密码，无法读取", "请取消密码（文件→信息→保护工作簿），保存后再上传")
    if suffix == ".et" or any(name.encode("utf-16-le") in content for name in WPS_STREAMS):
        raise _wps()
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return Format.XLS
    if "WordDocument".encode("utf-16-le") in content:
        raise Unreadable("这是 Word 文档，不是表格", "请把其中的表格复制到 Excel 或 WPS 表格中，保存为 .xlsx 后再上传")
    if not content:
        raise Unreadable("旧版 .xls 文件超过 100 MB", AS_XLSX)
    raise damaged()


def _wps() -> Unreadable:
    return Unreadable("这是 WPS 专用的 .et 文件", "请在 WPS 里“另存为”.xlsx 后再上传")


def _inside_zip(path: Path, suffix: str) -> Format:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise damaged("压缩结构不完整") from problem
    if "xl/workbook.xml" in names or (
        "[Content_Types].xml" in names and any(n.endswith("workbook.xml") for n in names)
    ):
        return Format.XLSX
    if "xl/workbook.bin" in names:
        raise Unreadable("这是二进制格式的 .xlsb 表格，不能直接读取", AS_XLSX)
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable("这是 .ods 格式的表格，不能直接读取", AS_XLSX)
    if any(name.startswith("word/") for name in names):
        raise Unreadable("这是 Word 文档，不是表格", "请把其中的表格复制到 Excel 或 WPS 表格中，保存为 .xlsx 后再上传")
    if suffix == ".et":
        raise _wps()
    raise Unreadable("这是压缩包，不是表格", "请解压后上传其中的 .xlsx、.xls 或 .csv 文件")
