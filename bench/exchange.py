"""Row 6: the file of half a million members for an upper system, beside a bare COPY out of the same rows."""

import tempfile
from pathlib import Path
from typing import Any

from psycopg import sql

from bench import city, database
from bench.measuring import Report, tell, timed

ROW = "6 exchange file"
GOAL = 3.0
RECORDS = 500_000
CITY = 550_000  # people, of whom some have left
FIELDS = (
    "name sex document_type document_number born_on nationality education political_status household_type employment_state "
    "employer job_title skill_level phone since is_migrant_worker work_form union union_code"
).split()
CODED = {"sex": {"1": "1", "2": "2", "0": "0", "9": "9"}, "document_type": {"01": "1", "99": "9"}}


def run(report: Report, rows: int) -> None:
    name = city.ensure(rows)
    from guildhall.kernel.organisations.models import Organisation  # noqa: PLC0415 - after begin()
    from guildhall.kernel.scope import EVERYTHING  # noqa: PLC0415
    from guildhall.mechanisms.workbooks.queries.exchange.values import keys_below, subject_named  # noqa: PLC0415

    subject = subject_named("membership.members")
    root = Organisation.objects.get(depth=1)
    keys = keys_below(subject, root, EVERYTHING)[: min(RECORDS, rows)]
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as folder:
        floor = min(timed(lambda: copied(name, subject, keys, Path(folder) / "floor")) for _ in range(2))
        for kind in ("csv", "xlsx"):
            path = Path(folder) / f"file.{kind}"
            took = timed(lambda: written(subject, keys, path, kind))  # noqa: B023
            tell(f"{kind}: {path.stat().st_size >> 20} MB")
            what = f"members into .{kind}, {len(FIELDS)} columns, numbers and phones opened"
            report.slower(ROW, what, len(keys), took, floor, goal=GOAL)


def copied(name: str, subject: Any, keys: list[int], path: Path) -> None:
    """The same columns of the same rows as they lie, sealed ones sealed."""
    columns = ", ".join(subject.by_key[key].expression for key in FIELDS)
    statement = f"COPY (SELECT {subject.key}, {columns} FROM {subject.source} WHERE {subject.key} BETWEEN {{}} AND {{}}) TO STDOUT"
    with database.bare(name) as connection, path.open("wb") as out:
        composed = sql.SQL(statement).format(sql.Literal(keys[0]), sql.Literal(keys[-1]))  # type: ignore[arg-type]
        with connection.cursor().copy(composed) as copy:
            for piece in copy:
                out.write(piece)


def written(subject: Any, keys: list[int], path: Path, kind: str) -> None:
    from guildhall.mechanisms.workbooks.actions.exchange.files import Writing  # noqa: PLC0415
    from guildhall.mechanisms.workbooks.models import Profile, UpperSystem  # noqa: PLC0415
    from guildhall.mechanisms.workbooks.rules.exchange.profiles import ProfileColumn  # noqa: PLC0415

    columns = [
        ProfileColumn(
            subject.by_key[key].label, key, codes=CODED.get(key, {}), required=key in {"name", "document_number"}
        )
        for key in FIELDS
    ]
    profile = Profile(
        system=UpperSystem(name="省总"), subject=subject.code, year=2012, title="会员信息表", file_kind=kind,
        title_lines=[["会员信息表"]], columns=[column.kept() for column in columns],
    )  # fmt: skip
    writing = Writing(profile, subject, path)
    writing.write(keys, lambda *_: None)
    assert len(writing.keys) == len(keys)
