"""The import of a roster of a million people from .xlsx, beside COPY of the same finished rows into the same indexed tables."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from psycopg import sql

from bench import ROOT, database
from bench.measuring import tell, timed

ROW = "1 import"
GOAL = 2.5
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文玉兰红梅志海波宏飞鹏浩宇欣怡子涵雨泽晨曦"
HEADS = (
    "姓名 性别 证件类型 证件号码 出生日期 民族 学历 政治面貌 户籍类型 从业状况 工作单位 岗位 技能等级 手机号码 入会日期 农民工 "
    "新就业形态 所属工会"
).split()
TABLES = ("people_person", "people_spell")


def people(rows: int, unions: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Believable rows; one in a thousand has a wrong check digit, one in a thousand comes twice."""
    from guildhall.kernel.people.rules.identity import WEIGHTS  # noqa: PLC0415 - after begin()

    rng = random.Random(2012)  # noqa: S311
    weights, letters = [int(weight) for weight in WEIGHTS], "10X98765432"
    days = [date(1955, 1, 1) + timedelta(days=n) for n in range(14_000)]
    joined = [(date(2013, 1, 1) + timedelta(days=n)).isoformat() for n in range(1_600)]
    pick = {
        "民族": ["汉族", "汉族", "汉族", "畲族", "回族"], "学历": ["大学本科", "大学专科", "高中", "初中"],
        "政治面貌": ["群众", "中共党员", "共青团员"], "户籍类型": ["本地农业户口", "外地农业户口", "本地非农业户口"],
        "从业状况": ["工人", "职员", "专业技术人员"], "岗位": ["钳工", "焊工", "会计", "销售", "保管", "司机", ""],
        "技能等级": ["初级工（五级）", "中级工（四级）", "高级工（三级）", "", ""], "农民工": ["是", "否"],
        "新就业形态": ["", "", "", "快递员"],
    }  # fmt: skip
    last: dict[str, Any] = {}
    for place in range(rows):
        if place % 1000 == 999:
            yield last
            continue
        born = days[rng.randrange(len(days))]
        first = f"99{place // 1000:04d}{born:%Y%m%d}{place % 1000:03d}"
        check = letters[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]
        if place % 1000 == 500:
            check = letters[(letters.index(check) + 1) % 11]
        union, employer = unions[rng.randrange(len(unions))]
        last = dict.fromkeys(HEADS, "") | {name: rng.choice(values) for name, values in pick.items()}
        last |= {
            "姓名": rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2, 2)))),
            "性别": "男" if int(first[16]) % 2 else "女",
            "证件类型": "居民身份证",
            "证件号码": first + check,
            "出生日期": born.isoformat(),
            "工作单位": employer,
            "手机号码": f"1{3 + place % 7}{rng.randrange(10**9):09d}",
            "入会日期": joined[rng.randrange(len(joined))],
            "所属工会": union,
        }
        yield last


def write(path: Path, rows: int, unions: list[tuple[str, str]]) -> None:
    """The roster as spreadsheet programs write it: shared texts, eighteen columns."""
    from rustpy_xlsxwriter import write_worksheet  # noqa: PLC0415 - slow import

    write_worksheet(people(rows, unions), str(path), sheet_name="名册")


def run(rows: int, report: Any = None) -> dict[str, float]:
    """Import and floor of so many rows; prints and returns seconds, ratio and peak memory."""
    name, floor_name = f"{database.PREFIX}roster_{rows}", f"{database.PREFIX}roster_{rows}_floor"
    prepare(name)
    unions = unions_of(name)
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as folder:
        path = Path(folder) / "roster.xlsx"
        tell(f"writing {rows:,} rows: {timed(lambda: write(path, rows, unions)):.0f} s, {path.stat().st_size >> 20} MB")
        clone(name, floor_name)
        answer = imported(name, path)
        tell(json.dumps(answer, ensure_ascii=False))
        floor = floor_of(name, floor_name, Path(folder))
    database.drop(name)
    database.drop(floor_name)
    seconds = sum(answer["seconds"].values())
    found = {"rows": rows, "seconds": seconds, "floor": floor, "ratio": seconds / floor, "peak_mb": answer["peak_mb"]}
    if report is not None:
        report.slower(ROW, f"roster from .xlsx, peak {answer['peak_mb']} MB", rows, seconds, floor, goal=GOAL)
    print(json.dumps(found | {"stages": answer["seconds"]}))
    return found


def prepare(name: str) -> None:
    """A city of unions without members."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from bench.city import plant  # noqa: PLC0415

    database.create(name)
    database.point_at(name)
    call_command("migrate", verbosity=0, interactive=False)
    plant(7_000)
    with connection.cursor() as cursor:
        for table in ("organisations_organisation", "organisations_employer"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("ANALYZE")
    connection.close()


def unions_of(name: str) -> list[tuple[str, str]]:
    with database.bare(name) as connection:
        found = connection.execute(
            "SELECT o.code, e.name FROM organisations_organisation o JOIN organisations_employer e ON e.union_id = o.id ORDER BY o.id"
        )
        return found.fetchall()


def clone(name: str, other: str) -> None:
    database.drop(other)
    with database._maintenance() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(other), sql.Identifier(name))
        )


def imported(name: str, path: Path) -> dict[str, Any]:
    """The import as anybody runs it, in a process of its own."""
    environment = os.environ | {"DATABASE_URL": database.address_of(name)}
    command = [sys.executable, "manage.py", "import_roster", str(path), "--union", "B0000001", "--json", "--yes"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def floor_of(name: str, floor_name: str, folder: Path) -> float:
    """COPY of the rows that the import made into the same tables with the same indexes."""
    files = {table: folder / table for table in TABLES}
    with database.bare(name) as connection:
        for table, file in files.items():
            with file.open("wb") as out, connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                for piece in copy:
                    out.write(piece)
    with database.bare(floor_name) as connection:
        connection.execute("SET enable_nestloop = off")  # as the import: the guards of an empty table are planned badly
        begun = time.perf_counter()
        with connection.transaction():
            for table, file in files.items():
                with file.open("rb") as source, connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    while piece := source.read(1 << 20):
                        copy.write(piece)
        return time.perf_counter() - begun


if __name__ == "__main__":
    database.begin()
    for count in sys.argv[1:] or ["1000000"]:
        run(int(count))
