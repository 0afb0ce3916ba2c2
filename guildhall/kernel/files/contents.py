"""What a file is by its bytes, read from its beginning, its end and, in old Office files, its table of streams."""

import codecs
import re
import zipfile
from typing import BinaryIO

from guildhall.kernel.files.rules import KINDS, Kind

LOOKED_AT = 64 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
MAGIC = [
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
]
ZIP_NAMES = re.compile(rb"PK\x03\x04.{22}(?P<local>..)..|PK\x01\x02.{24}(?P<central>..).{16}", re.DOTALL)
INSIDE_ZIP = [(b"xl/", "xlsx"), (b"word/", "docx"), (b"OFD.xml", "ofd")]
# [MS-CFB] 2.6.1: the names of streams are written in UTF-16.
STREAMS = [("EncryptedPackage", "locked"), ("Workbook", "xls"), ("Book", "xls"), ("WordDocument", "doc")]
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
ENCODINGS = ("utf-8-sig", "gb18030")


def kind_of(file: BinaryIO, size: int) -> Kind | None:
    """The kind of a file; None when it is none of those that anybody may upload."""
    file.seek(0)
    start = file.read(LOOKED_AT)
    code = _code_of(file, start, size)
    return KINDS[code] if code else None


def _code_of(file: BinaryIO, start: bytes, size: int) -> str | None:
    for magic, code in MAGIC:
        if start.startswith(magic):
            return code
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "webp"
    if start.startswith(ZIP):
        return _inside_zip(_entries(file) or _glimpsed(start + _end_of(file, size)))
    if start.startswith(OLE):
        return _inside_ole(file, start)
    return "text" if is_text(start) else None


def _end_of(file: BinaryIO, size: int) -> bytes:
    file.seek(max(0, size - LOOKED_AT))
    return file.read(LOOKED_AT)


def _entries(file: BinaryIO) -> list[bytes]:
    """The names of a package's own entries, not of packages within it; none where its directory cannot be read."""
    try:
        with zipfile.ZipFile(file) as package:
            return [name.encode() for name in package.namelist()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []


def _glimpsed(ends: bytes) -> list[bytes]:
    """Names of entries, which stand before the entries and again at the end."""
    names = []
    for found in ZIP_NAMES.finditer(ends):
        length = int.from_bytes(found["local"] or found["central"], "little")
        names.append(ends[found.end() : found.end() + length])
    return names


def _inside_zip(names: list[bytes]) -> str:
    """What the names of the entries tell."""
    for name in names:
        for beginning, code in INSIDE_ZIP:
            if name.startswith(beginning):
                return code
    return "zip"


def _inside_ole(file: BinaryIO, start: bytes) -> str | None:
    # [MS-CFB] 2.2: sector shift at 30, first sector of the directory at 48.
    sector_size = 1 << min(int.from_bytes(start[30:32], "little"), 12)
    file.seek((int.from_bytes(start[48:52], "little") + 1) * sector_size)
    directory = file.read(4096)
    for name, code in STREAMS:
        if name.encode("utf-16-le") + b"\0\0" in directory:
            return code
    return None


def is_text(start: bytes) -> bool:
    """Whether bytes read as text in UTF-8 or GB18030, or in UTF-16 with its mark; a character cut at the end is no fault."""
    encodings = ("utf-16",) if start[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(start, final=len(start) < LOOKED_AT)
        except UnicodeDecodeError:
            continue
        return not CONTROLS.search(text)
    return False
