"""Workbooks that came back beside what was handed out and what the register says now."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from guildhall.kernel.audit.verbs import change
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.exchange.files import Advance
from guildhall.mechanisms.workbooks.actions.exchange.reading import MOST_NOTICES, keep_differences
from guildhall.mechanisms.workbooks.actions.exchange.splitting import key_of, mark_returned, zip_of
from guildhall.mechanisms.workbooks.models import Difference, ReadBack, Split
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named, values_of
from guildhall.mechanisms.workbooks.rules.exchange.books import BookRow, changes_in, rows_in
from guildhall.mechanisms.workbooks.rules.exchange.comparing import Differs
from guildhall.mechanisms.workbooks.rules.exchange.profiles import ProfileColumn
from guildhall.mechanisms.workbooks.rules.reading import Unreadable

PARTS = 4  # of a row's key: R<split>-<union>-<record>-<check>


class Merging:
    """The workbooks of one return: changed cells, new rows, and what cannot be merged, gathered before anything is kept."""

    def __init__(self, read_back: ReadBack) -> None:
        assert read_back.split is not None  # noqa: S101 - for the type checker
        self.read_back, self.split = read_back, read_back.split
        self.subject = subject_named(read_back.subject)
        self.fields = [self.subject.by_key[key] for key in self.split.fields]
        self.differences: list[Differs] = []
        self.notices: list[str] = []
        self.returned: set[int] = set()
        self.row_count = self.same_count = 0
        self.seen: set[str] = set()

    def run(self, advance: Advance) -> None:
        with zip_of(self.read_back.source) as returned, tempfile.TemporaryDirectory() as folder:
            names = returned.namelist()
            for number, name in enumerate(names, start=1):
                path = Path(folder) / f"book{Path(name).suffix}"
                path.write_bytes(returned.read(name))
                self._book(path, Path(name).name)
                advance(number, len(names), f"已合并 {number:,} 个工作簿")

    def _book(self, path: Path, name: str) -> None:
        try:
            rows = list(rows_in(path, self.fields, name=name))
        except Unreadable as unreadable:
            self.notices.append(f"“{name}”未合并：{unreadable}")
            return
        keyed: dict[int, BookRow] = {}
        union = None
        for row in rows:
            self.row_count += 1
            found = self._meant(row, name) if row.key else None
            if found is not None:
                union, record = found
                keyed[record] = row
        if union is None:
            self.notices.append(f"“{name}”未合并：没有一行带有本次分发的行标识，请确认是否选对了分发")
            return
        self.returned.add(union)
        given = self._given(union)
        self._changed(keyed, given, name)
        self._new([row for row in rows if not row.key], union, name)

    def _meant(self, row: BookRow, name: str) -> tuple[int, int] | None:
        """The union and the record of a key; none, told, where it was altered, copied or is of another split."""
        parts = row.key.removeprefix("R").split("-")
        known = len(parts) == PARTS and all(part.isdecimal() for part in parts[:3])
        split, union, record = map(int, parts[:3]) if known else (0, 0, 0)
        if known and split != self.split.pk:
            self._tell(row, name, "是另一次分发的工作簿，请在那一次分发中上传")
        elif not known or key_of(self.split, union, record) != row.key:
            self._tell(row, name, "行标识被改动，无法对应到登记")
        elif row.key in self.seen:
            self._tell(row, name, "行标识重复，请把新增的行的 A 列清空")
        else:
            self.seen.add(row.key)
            return union, record
        return None

    def _tell(self, row: BookRow, name: str, why: str) -> None:
        told = f"{name} 第 {row.row_no} 行：{why}"
        self.differences.append(
            Differs(kind="asks", name=row.cells.get("name", ""), row_no=row.row_no, told=told, values=row.cells)
        )

    def _given(self, union: int) -> dict[str, Mapping[str, str]]:
        """What was handed out to a union, by key."""
        book = self.split.books.get(organisation=union)
        assert self.split.file is not None  # noqa: S101 - a split that was made has its zip
        with zip_of(self.split.file) as package, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "given.xlsx"
            path.write_bytes(package.read(book.file_name))
            return {row.key: row.cells for row in rows_in(path, self.fields, name=book.file_name)}

    def _changed(self, keyed: dict[int, BookRow], given: dict[str, Mapping[str, str]], name: str) -> None:
        block = values_of(self.subject, sorted(keyed), [*self.split.fields, "name"])
        for pk, now in block.rows():
            self._changed_row(pk, keyed.pop(pk), given, now, name)
        for row in keyed.values():
            self._tell(row, name, "该记录已作废、已撤销或已离会，请核实")

    def _changed_row(
        self, pk: int, row: BookRow, given: dict[str, Mapping[str, str]], now: Mapping[str, str], name: str
    ) -> None:
        before = len(self.differences)
        for found in changes_in(row, given.get(row.key, {}), self.fields):
            if found.after and found.after == now[found.key]:
                continue
            is_conflict = now[found.key] != found.before
            told = f"{name}；分发后登记已改为现值" if is_conflict else name
            self.differences.append(
                Differs(
                    kind="conflict" if is_conflict else "value",
                    name=now["name"],
                    row_no=row.row_no,
                    pk=pk,
                    key=found.key,
                    ours=now[found.key],
                    theirs=found.after,
                    told=told if found.after else f"{name}；填写的“{found.said[:40]}”无法识别",
                )
            )
        self.same_count += len(self.differences) == before

    def _new(self, rows: list[BookRow], union_id: int, name: str) -> None:
        """New rows: who is known already is told, the others wait to be registered into the workbook's union."""
        if not rows:
            return
        union = Organisation.objects.get(pk=union_id)
        read = [self._values(row) | {"union_code": union.code, "union": union.name} for row in rows]
        for row, values, found in zip(rows, read, self.subject.find(read), strict=True):
            if found.pk is not None:
                self._tell(row, name, "已在登记中，不是新增；要更改请改原来的那一行")
            elif found.asks:
                self._tell(row, name, found.asks)
            else:
                self.differences.append(
                    Differs(
                        kind="only_theirs", name=values.get("name", ""), row_no=row.row_no, told=name, values=values
                    )
                )

    def _values(self, row: BookRow) -> dict[str, str]:
        return {
            known.key: ProfileColumn(known.label, known.key).read(row.cells.get(known.key, ""), known) or ""
            for known in self.fields
        }

    @property
    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {
            "rows": self.row_count,
            "same": self.same_count,
            **dict.fromkeys(Difference.Kind.values, 0),
        }
        for difference in self.differences:
            found[difference.kind] += 1
        return found


def finish(read_back: ReadBack, found: Merging, *, actor: Actor) -> ReadBack:
    """Keep what was found, and who has returned a workbook; in one transaction with the state, so twice is once."""
    with change(read_back, actor=actor, verb="workbooks.readback.finish") as done:
        if done.state != ReadBack.State.READING:
            return read_back
        keep_differences(read_back, found.subject, found.differences)
        mark_returned(Split.objects.get(pk=found.split.pk), found.returned)
        done.state, done.counts = ReadBack.State.READ, found.counts
        done.notices = list(dict.fromkeys(found.notices))[:MOST_NOTICES]
    return read_back
