"""Verbs of what comes back: a file taken in, compared with the register by a job, its numbers and differences kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from json import dumps
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.crypto import encrypt_many
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.jobs import work
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.exchange.files import require_reach
from guildhall.mechanisms.workbooks.actions.imports import keep
from guildhall.mechanisms.workbooks.models import Difference, OutsideNumber, Profile, ReadBack
from guildhall.mechanisms.workbooks.queries.exchange.profiles import heading_in
from guildhall.mechanisms.workbooks.queries.exchange.values import in_steps, keys_of, subject_named, values_of
from guildhall.mechanisms.workbooks.rules.exchange import comparing
from guildhall.mechanisms.workbooks.rules.exchange.comparing import Differs, Row
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE, ExchangeSubject
from guildhall.mechanisms.workbooks.rules.exchange.profiles import ProfileColumn
from guildhall.mechanisms.workbooks.rules.headings import aside_kind, match_by_hand
from guildhall.mechanisms.workbooks.rules.reading import Unreadable, open_table

SETTLE = "workbooks.difference.settle"
HEAD_ROWS = 40
Advance = Callable[[int, int, str], None]
COLUMNS = (
    "source_id", "organisation_id", "area_id", "kind", "state", "record_id", "row_no", "name", "field", "ours", "theirs",
    "row", "number", "told", "settled_by", "reason",
)  # fmt: skip
TELLING = {
    "ours": "workbooks.difference.ours",
    "theirs": "workbooks.difference.theirs",
    "row": "workbooks.difference.row",
}


@transaction.atomic
def take_in(profile: Profile, *, actor: Actor, **given: Any) -> ReadBack:
    """Take an upper system's export in, to be compared by a job; another profile's file is refused by its name."""
    read_back = kept(profile, actor=actor, **given)
    begin(read_back, "workbooks.exchange.read", actor)
    return read_back


def kept(
    profile: Profile,
    *,
    path: Path,
    file_name: str,
    organisation: Organisation,
    as_of: date,
    is_whole: bool,
    actor: Actor,
) -> ReadBack:
    """Keep an export that is to be compared with a part of the city."""
    require_reach(actor, SETTLE, organisation)
    require_reach(actor, subject_named(profile.subject).permission, organisation)
    try:
        table = open_table(path, name=file_name)
        heading_in(table.head(HEAD_ROWS), profile)
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from unreadable
    return create(
        ReadBack(
            profile=profile,
            subject=profile.subject,
            organisation=organisation,
            area_id=organisation.area_id,
            source=keep(path, name=file_name, organisation=organisation, actor=actor),
            file_name=file_name[:255],
            as_of=as_of,
            is_whole=is_whole,
            read_by=actor.label,
            account_id=actor.account_id,
        ),
        actor=actor,
        verb="workbooks.readback.take_in",
    )


def begin(read_back: ReadBack, job_name: str, actor: Actor) -> None:
    title = f"核对“{read_back.file_name}”"
    job = work.enqueue(job_name, actor=actor, subject=read_back, title=title, read_back_id=read_back.pk)
    ReadBack.objects.filter(pk=read_back.pk).update(state=ReadBack.State.READING, job=job, fault="")
    read_back.refresh_from_db()


def read_again(read_back: ReadBack, *, actor: Actor) -> ReadBack:
    """Compare a file anew whose comparing was stopped."""
    require_reach(actor, SETTLE, read_back.organisation)
    with change(read_back, actor=actor, verb="workbooks.readback.read_again") as again:
        if again.state != ReadBack.State.FAILED:
            raise Refused("该文件已核对，要按今天的登记重新核对，请再上传一次")
        begin(again, "workbooks.exchange.read" if again.profile_id else "workbooks.exchange.merge", actor)
    return read_back


class Comparing:
    """A file beside the register: what is found is gathered, and written at the end, all or nothing."""

    def __init__(self, read_back: ReadBack, actor: Actor) -> None:
        assert read_back.profile is not None  # noqa: S101 - for the type checker
        self.read_back, self.profile, self.actor = read_back, read_back.profile, actor
        self.subject: ExchangeSubject = subject_named(read_back.subject)
        self.layout = [column for column in self.profile.layout if column.field]
        self.fields = list(dict.fromkeys([*(c.field for c in self.layout if c.field != OUTSIDE), "name"]))
        self.rows: list[Row] = []
        self.asking: list[Row] = []
        self.differences: list[Differs] = []
        self.notices: list[str] = []
        self.aside = 0

    def run(self, advance: Advance) -> None:
        self.read(advance)
        self.match(advance)
        self.compare(advance)

    def read(self, advance: Advance) -> None:
        with path_decrypted(self.read_back.source) as path:
            table = open_table(path, name=self.read_back.file_name)
            head = table.head(HEAD_ROWS)
            heading = heading_in(head, self.profile)
            all_columns = self.profile.layout
            columns = [(all_columns[of], place) for of, place in heading.places.items()]
            match = match_by_hand(head, self.subject.specs, row_no=heading.row_no, mapping=_mapping(columns))
            for batch in table.batches(after=heading.row_no):
                for row in comparing.rows_of(batch, columns, self.subject):
                    if self._is_aside(row, match):
                        self.aside += 1
                    else:
                        self.rows.append(row)
                advance(len(self.rows), table.expected_rows or len(self.rows), "正在读取")
            self.notices += table.notices
            if heading.unused:
                self.notices.append(f"没有使用的列：{'、'.join(heading.unused[:12])}")

    def _is_aside(self, row: Row, match: Any) -> bool:
        """Totals, notes and signatures are no records."""
        cells = [""] * len(match.headings)
        for key, place in match.mapping.items():
            cells[place] = row.said.get(key, "")
        needed = [
            row.said.get("name", ""),
            *[row.said.get(key, "") for key in self.subject.required if key in row.said],
        ]
        return aside_kind(cells, match, needed) is not None

    def match(self, advance: Advance) -> None:
        numbers = self._numbers()
        for done, part in enumerate(in_parts(self.rows), start=1):
            found = self.subject.find([row.values for row in part])
            self.asking += comparing.settle_matches(part, numbers, found)
            advance(min(len(self.rows), done * STEP), len(self.rows), "正在比对人员和单位")
        comparing.twice(self.rows)

    def _numbers(self) -> dict[str, int]:
        wanted = [row.number for row in self.rows if row.number]
        known: dict[str, int] = {}
        for part in in_parts(wanted):
            found = OutsideNumber.objects.filter(
                system=self.profile.system_id, subject_type=self.subject.label, number__in=part
            ).order_by()
            known |= dict(found.values_list("number", "subject_id"))
        return known

    def compare(self, advance: Advance) -> None:
        ours = keys_of(self.subject, self.read_back.organisation, self.actor)
        within = set(ours)
        by_record = {row.pk: row for row in self.rows if row.pk is not None}
        done = 0
        for part in in_steps(sorted(by_record)):
            block = values_of(self.subject, part, self.fields)
            for key, mine in block.rows():
                self._compare_one(by_record.pop(key), mine, within)
            done += len(part)
            advance(done, len(self.rows), "正在比较内容")
        for row in by_record.values():
            row.told.append("该上级系统编号对应的记录已作废或已撤销，请核实")
            self.asking.append(row)
        met = {row.pk for row in self.rows if row.pk is not None}.union(*(row.near for row in self.rows))
        asking = {row.row_no for row in self.asking}
        for row in self.rows:
            if row.row_no in asking or (row.pk is None and row.told):
                self.differences.append(comparing.asked(row))
            elif row.pk is None:
                self.differences.append(comparing.unknown(row))
        if self.read_back.is_whole:
            self._only_ours([key for key in ours if key not in met])

    def _compare_one(self, row: Row, mine: Mapping[str, str], within: set[int]) -> None:
        if row.pk not in within:
            row.told.append("该记录在本级不属于所选范围，请在其所在县区核对")
            row.values.pop(OUTSIDE, None)
            self.asking.append(row)
            return
        if row.told:
            self.notices.append(f"第 {row.row_no} 行：{'；'.join(row.told)}"[:200])
        self.differences += comparing.differences_of(row, mine, self.layout, self.subject)

    def _only_ours(self, keys: Sequence[int]) -> None:
        for part in in_steps(keys):
            for key, mine in values_of(self.subject, part, ["name"]).rows():
                self.differences.append(Differs(kind="only_ours", name=mine["name"], pk=key))

    @property
    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {
            "rows": len(self.rows),
            "aside": self.aside,
            **dict.fromkeys(Difference.Kind.values, 0),
        }
        for difference in self.differences:
            found[difference.kind] += 1
        told = {d.row_no for d in self.differences if d.row_no}
        return found | {"same": sum(row.pk is not None and row.row_no not in told for row in self.rows)}


STEP = 20_000
MOST_NOTICES = 50


def in_parts(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[start : start + STEP] for start in range(0, len(rows), STEP))


def _mapping(columns: Sequence[tuple[ProfileColumn, int]]) -> dict[str, int]:
    return {column.field: place for column, place in columns if column.field}


def finish(read_back: ReadBack, found: Comparing, *, actor: Actor) -> ReadBack:
    """Keep the numbers and the differences found; in one transaction with the state, so twice is once."""
    with change(read_back, actor=actor, verb="workbooks.readback.finish") as done:
        if done.state != ReadBack.State.READING:
            return read_back
        keep_numbers(found)
        keep_differences(read_back, found.subject, found.differences)
        done.state, done.counts = ReadBack.State.READ, found.counts
        done.notices = list(dict.fromkeys(found.notices))[:MOST_NOTICES]
    return read_back


def keep_numbers(found: Comparing) -> None:
    """The numbers by which the upper system knows our records; one that belongs to another record is told, not taken over."""
    pairs = [(row.pk, row.number) for row in found.rows if row.pk is not None and row.number]
    as_of, system = found.read_back.as_of, found.profile.system_id
    for part in in_parts(pairs):
        with connection.cursor() as cursor:
            cursor.execute(
                NUMBERS, {
                    "system": system, "label": found.subject.label, "as_of": as_of,
                    "keys": [pk for pk, _ in part], "numbers": [number for _, number in part],
                },
            )  # fmt: skip


NUMBERS = """
    INSERT INTO workbooks_outsidenumber (system_id, subject_type, subject_id, number, as_of)
    SELECT %(system)s, %(label)s, k, n, %(as_of)s FROM unnest(%(keys)s::bigint[], %(numbers)s::text[]) AS pairs (k, n)
    WHERE NOT EXISTS (
        SELECT 1 FROM workbooks_outsidenumber o
        WHERE o.system_id = %(system)s AND o.subject_type = %(label)s AND o.number = n AND o.subject_id <> k
    )
    ON CONFLICT (system_id, subject_type, subject_id) DO UPDATE SET number = excluded.number, as_of = excluded.as_of
    WHERE workbooks_outsidenumber.as_of <= excluded.as_of
"""


def keep_differences(read_back: ReadBack, subject: ExchangeSubject, found: Sequence[Differs]) -> None:
    """Differences as rows, sealed, by COPY; each lies where its record lies."""
    places = _places(subject, [one.pk for one in found if one.pk is not None])
    here = (read_back.organisation_id, read_back.area_id)
    sealed = {
        "ours": _sealed("ours", [one.ours for one in found]),
        "theirs": _sealed("theirs", [one.theirs for one in found]),
        "row": _sealed("row", [dumps(dict(one.values), ensure_ascii=False) if one.values else "" for one in found]),
    }
    statement = sql.SQL("COPY workbooks_difference ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for at, one in enumerate(found):
            organisation, area = places.get(one.pk or 0, here)
            copy.write_row(
                (
                    read_back.pk, organisation, area, one.kind, Difference.State.OPEN.value, one.pk, one.row_no, one.name[:200],
                    one.key, sealed["ours"][at], sealed["theirs"][at], sealed["row"][at], one.number[:60], one.told[:300],
                    "", "",
                )
            )  # fmt: skip


def _sealed(name: str, texts: Sequence[str]) -> list[bytes | None]:
    return encrypt_many([text or None for text in texts], label=TELLING[name])


def _places(subject: ExchangeSubject, keys: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Organisation and area of records."""
    places: dict[int, tuple[int, int]] = {}
    for part in in_steps(sorted(set(keys))):
        block = values_of(subject, part, [])
        places |= {key: pair for key, *pair in zip(block.keys, block.organisations, block.areas, strict=True)}  # type: ignore[misc]
    return places


def record_failure(read_back: ReadBack, *, fault: str, actor: Actor) -> None:
    """The comparing could not go on; it may be begun again."""
    with change(read_back, actor=actor, verb="workbooks.readback.record_failure", reason=fault) as failed:
        if failed.state == ReadBack.State.READING:
            failed.state, failed.fault = ReadBack.State.FAILED, fault[:500]
