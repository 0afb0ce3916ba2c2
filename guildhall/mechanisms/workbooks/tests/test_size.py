"""A full sheet in bounded memory; the measurement itself is in bench."""

import subprocess
import sys
import zipfile
from pathlib import Path

from guildhall.mechanisms.workbooks.rules.reading import open_table
from guildhall.mechanisms.workbooks.tests.crafted import MAIN, workbook

ROWS = 1_048_576
READ = """
import resource, sys
from pathlib import Path
from guildhall.mechanisms.workbooks.rules.reading import open_table
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = sum(len(batch) for batch in open_table(Path(sys.argv[1])).batches())
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def full_sheet(path: Path, cell: str) -> Path:
    workbook(path, "")
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in kept.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for first in range(1, ROWS + 1, 4096):
                part.write(
                    "".join(f'<row r="{n}">{cell.format(n=n)}</row>' for n in range(first, first + 4096)).encode()
                )
            part.write(b"</sheetData></worksheet>")
    return path


def test_every_row_of_a_full_sheet_is_read_in_little_memory(tmp_path):
    path = full_sheet(
        tmp_path / "a.xlsx", '<c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>张{n}</t></is></c>'
    )

    done = subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True)  # noqa: S603

    rows, megabytes = map(int, done.stdout.split())
    assert rows == ROWS
    assert megabytes < 100


def test_a_full_sheet_of_blank_rows_is_blank(tmp_path):
    path = full_sheet(tmp_path / "a.xlsx", '<c r="A{n}" s="1"/>')

    assert list(open_table(path).rows()) == []
