"""What may be uploaded: kinds, sizes, and the agreement of a name with its content."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MB = 1024 * 1024
LONGEST_NAME = 200
EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,6}|[0-9][A-Za-z]{1,3}[0-9]?)$")


@dataclass(frozen=True)
class Kind:
    """A kind of file, told by its content; `family` groups the kinds whose names people confuse without harm."""

    code: str
    label: str
    content_type: str
    extensions: tuple[str, ...]
    family: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", ("pdf",), "pdf"),
        Kind("ofd", "OFD", "application/ofd", ("ofd",), "ofd"),
        Kind("png", "PNG 图片", "image/png", ("png",), "image"),
        Kind("jpg", "JPG 图片", "image/jpeg", ("jpg", "jpeg", "jfif"), "image"),
        Kind("gif", "GIF 图片", "image/gif", ("gif",), "image"),
        Kind("webp", "WebP 图片", "image/webp", ("webp",), "image"),
        Kind(
            "xlsx",
            "Excel 表格",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ("xlsx", "xlsm"),
            "table",
        ),
        Kind("xls", "Excel 表格", "application/vnd.ms-excel", ("xls", "et"), "table"),
        Kind("text", "文本或 CSV", "text/plain", ("txt", "csv", "tsv"), "text"),
        Kind(
            "docx",
            "Word 文档",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ("docx",),
            "document",
        ),
        Kind("doc", "Word 文档", "application/msword", ("doc", "wps"), "document"),
        Kind("zip", "ZIP 压缩包", "application/zip", ("zip",), "zip"),
        Kind("locked", "设有打开密码的文档", "application/octet-stream", (), "locked"),
    )
}
CONFUSED = [{"table", "text"}]
LOCKED_ADVICE = "文件设有打开密码，请用 Excel 或 WPS 去掉密码后再上传"


@dataclass(frozen=True)
class Limits:
    """Which kinds are taken here, and how many bytes of each."""

    sizes: Mapping[str, int]


ATTACHMENTS = Limits(
    {
        **dict.fromkeys(("png", "jpg", "gif", "webp"), 20 * MB),
        **dict.fromkeys(("pdf", "ofd", "docx", "doc", "xlsx", "xls", "text"), 50 * MB),
        "zip": 200 * MB,
    }
)
TABLES = Limits(dict.fromkeys(("xlsx", "xls", "text"), 300 * MB))
PICTURES = Limits(dict.fromkeys(("png", "jpg", "webp"), 20 * MB))


def clean_name(name: str) -> str:
    """A name as it may stand in a list and in a download: no folders, no control characters, not too long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .") or "未命名"
    if len(shown) <= LONGEST_NAME:
        return shown
    extension = extension_of(shown)
    ending = f".{extension}" if extension else ""
    return shown[: LONGEST_NAME - len(ending)] + ending


def extension_of(name: str) -> str:
    """The extension in lower case; a year at the end of a name is none."""
    found = EXTENSION.search(name)
    return found.group(1).lower() if found else ""


def kind_named(extension: str) -> Kind | None:
    return next((kind for kind in KINDS.values() if extension in kind.extensions), None)


def content_type_of(kind: Kind, name: str) -> str:
    return "text/csv" if kind.code == "text" and extension_of(name) == "csv" else kind.content_type


def is_misnamed(kind: Kind, name: str) -> bool:
    return extension_of(name) not in kind.extensions


def why_not_store(*, name: str, size: int, kind: Kind | None, limits: Limits) -> list[str]:
    """Reasons for which an upload is not taken; none means it is."""
    if size == 0:
        return ["文件是空的，请确认已保存完整后再上传"]
    if kind is not None and kind.code == "locked":
        return [LOCKED_ADVICE]
    if kind is None or kind.code not in limits.sizes:
        what = f"这里不接受{kind.label}" if kind else "无法识别这个文件的内容"
        return [f"{what}，可以上传：{labels_of(limits.sizes)}"]
    reasons = [*_why_not_named(kind, name)]
    if size > limits.sizes[kind.code]:
        reasons.append(f"文件太大：{kind.label}不能超过 {limits.sizes[kind.code] // MB} MB")
    return reasons


def _why_not_named(kind: Kind, name: str) -> list[str]:
    extension = extension_of(name)
    named = kind_named(extension)
    if not extension or extension in kind.extensions:
        return []
    if named is None:
        return [f"不接受扩展名为 .{extension} 的文件"]
    if named.family == kind.family or {named.family, kind.family} in CONFUSED:
        return []
    return [f"文件内容与扩展名不符：扩展名是 .{extension}，内容是{kind.label}"]


def labels_of(codes: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(KINDS[code].label for code in codes))
