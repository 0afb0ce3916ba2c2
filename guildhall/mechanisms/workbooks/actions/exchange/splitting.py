"""Verbs of work without the net: a list split into workbooks by union, and what comes back merged."""

import secrets
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.crypto.blind import blind_index
from guildhall.kernel.files.models import File
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.files.rules import ATTACHMENTS
from guildhall.kernel.jobs import work
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.exchange.files import Advance, require_reach
from guildhall.mechanisms.workbooks.actions.exchange.reading import begin
from guildhall.mechanisms.workbooks.actions.imports import keep
from guildhall.mechanisms.workbooks.models import ReadBack, Split, SplitBook
from guildhall.mechanisms.workbooks.queries.exchange.values import in_steps, keys_of, subject_named, values_of
from guildhall.mechanisms.workbooks.rules.exchange.books import file_name, write_book

SPLIT = "workbooks.split.make"
DAYS_KEPT = 60
MOST_FILES, MOST_BYTES = 20_000, 1 << 30
LONGEST_TITLE = 120


@transaction.atomic
def split(
    *,
    subject: str,
    organisation: Organisation,
    title: str,
    fields: Sequence[str],
    actor: Actor,
    note: str = "",
    due_on: date | None = None,
) -> Split:
    """Have the list of a part of the city split into a pre-filled workbook for each union, by a job."""
    made = asked(
        subject=subject, organisation=organisation, title=title, fields=fields, actor=actor, note=note, due_on=due_on
    )
    job = work.enqueue(
        "workbooks.exchange.split", actor=actor, subject=made, title=f"生成“{made.title}”", split_id=made.pk
    )
    Split.objects.filter(pk=made.pk).update(job=job)
    made.refresh_from_db()
    return made


def asked(
    *,
    subject: str,
    organisation: Organisation,
    title: str,
    fields: Sequence[str],
    actor: Actor,
    note: str = "",
    due_on: date | None = None,
) -> Split:
    """Record that a list is to be given out."""
    known = subject_named(subject)
    require_reach(actor, SPLIT, organisation)
    require_reach(actor, known.permission, organisation)
    wanted = [one.key for one in known.fields if one.key in {"name", *known.required, *fields}]
    if not title.strip():
        raise Refused("请填写名称")
    return create(
        Split(
            organisation=organisation,
            area_id=organisation.area_id,
            subject=subject,
            title=title.strip()[:LONGEST_TITLE],
            fields=wanted,
            note=note.strip(),
            due_on=due_on,
            made_by=actor.label,
            account_id=actor.account_id,
        ),
        actor=actor,
        verb="workbooks.split.make",
    )


def key_of(made: Split, union_id: int, record_id: int) -> str:
    """The key before a row: whose it is and which record, with a check that nobody can guess."""
    plain = f"{made.pk}-{union_id}-{record_id}"
    return f"R{plain}-{blind_index(plain, purpose='workbooks.row').hex[:6].upper()}"


def make(made: Split, *, actor: Actor, advance: Advance) -> Split:
    """Write the workbooks and their zip: the job's work, done anew if it is run twice."""
    subject = subject_named(made.subject)
    fields = [subject.by_key[key] for key in made.fields]
    by_union: dict[int, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    keys = keys_of(subject, made.organisation, actor)
    for part in in_steps(keys):
        block = values_of(subject, part, made.fields)
        for union, (pk, values) in zip(block.organisations, block.rows(), strict=True):
            by_union[union].append((pk, values))
    if not by_union:
        raise Refused("所选范围内没有记录，不能分发")
    unions = {
        union.pk: union for part in in_steps(sorted(by_union)) for union in Organisation.objects.filter(pk__in=part)
    }
    mark = f"由 {made.made_by} 于 {timezone.localdate()} 分发，仅供填报使用"
    until = f"，请于 {made.due_on} 前交回" if made.due_on else ""
    with tempfile.TemporaryDirectory() as folder:
        zipped, book = Path(folder) / "split.zip", Path(folder) / "book.xlsx"
        counts: dict[int, int] = {}
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_STORED) as package:
            for number, (pk, rows) in enumerate(sorted(by_union.items(), key=lambda one: unions[one[0]].path), start=1):
                union = unions[pk]
                lines = ((key_of(made, pk, record), values) for record, values in rows)
                told = f"{union.name}：{made.note or '请核对并改正有变化的内容'}{until}"
                counts[pk] = write_book(book, fields, lines, title=made.title, note=told, mark=mark)
                package.write(book, file_name(union.code, union.name))
                if number % 20 == 0:
                    advance(number, len(by_union), f"已生成 {number:,} 个工作簿")
        file = keep(zipped, name=f"{made.title}.zip", organisation=made.organisation, actor=actor, limits=ATTACHMENTS)
    return finish(made, file, {pk: (file_name(unions[pk].code, unions[pk].name), n) for pk, n in counts.items()}, actor)


def finish(made: Split, file: File, books: dict[int, tuple[str, int]], actor: Actor) -> Split:
    with change(made, actor=actor, verb="workbooks.split.finish") as done:
        if done.state == Split.State.MADE:
            return made
        SplitBook.objects.bulk_create(
            [SplitBook(split=done, organisation_id=pk, file_name=name, row_count=n) for pk, (name, n) in books.items()]
        )
        done.state, done.file, done.fault = Split.State.MADE, file, ""
        done.book_count, done.row_count = len(books), sum(number for _, number in books.values())
        done.expires_on = timezone.localdate() + timedelta(days=DAYS_KEPT)
    return made


def record_failure(made: Split, *, fault: str, actor: Actor) -> None:
    """The job could not go on."""
    with change(made, actor=actor, verb="workbooks.split.record_failure", reason=fault) as failed:
        if failed.state == Split.State.MAKING:
            failed.state, failed.fault = Split.State.FAILED, fault[:300]


def open_made(made: Split, *, today: date, actor: Actor) -> File:
    """The zip, each opening recorded; none after its term."""
    if made.file is None:
        raise Refused("工作簿还没有生成")
    if made.expires_on is not None and today > made.expires_on:
        raise Refused(f"下载期限已于 {made.expires_on} 截止，请重新分发")
    note(actor=actor, verb="workbooks.split.download", subject=made, after={"file": made.file.pk})
    return made.file


@transaction.atomic
def take_in(made: Split, *, files: Sequence[tuple[str, Path]], actor: Actor) -> ReadBack:
    """Take workbooks back, one, many or a zip of them, to be merged by a job."""
    read_back = kept(made, files=files, actor=actor)
    begin(read_back, "workbooks.exchange.merge", actor)
    return read_back


def kept(made: Split, *, files: Sequence[tuple[str, Path]], actor: Actor) -> ReadBack:
    """Keep returned workbooks, packed into one zip."""
    require_reach(actor, SPLIT, made.organisation)
    if made.state != Split.State.MADE:
        raise Refused("工作簿还没有生成")
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder) / "returned.zip"
        count = _packed(packed, files)
        if not count:
            raise Refused("没有可以读取的工作簿，请上传 .xlsx 文件，或装有它们的 .zip")
        first = files[0][0]
        name = first if len(files) == 1 else f"{first} 等 {count} 个"
        source = keep(
            packed,
            name=f"交回_{secrets.token_hex(3)}.zip",
            organisation=made.organisation,
            actor=actor,
            limits=ATTACHMENTS,
        )
    return create(
        ReadBack(
            split=made,
            subject=made.subject,
            organisation=made.organisation,
            area_id=made.area_id,
            source=source,
            file_name=name[:255],
            as_of=timezone.localdate(),
            is_whole=False,
            read_by=actor.label,
            account_id=actor.account_id,
        ),
        actor=actor,
        verb="workbooks.split.take_in",
    )


def _packed(packed: Path, files: Sequence[tuple[str, Path]]) -> int:
    """All workbooks of an upload in one zip; those inside zips unpacked first."""
    count = size = 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for name, path in files:
            for inner, content in _books(name, path):
                count, size = count + 1, size + len(content)
                if count > MOST_FILES or size > MOST_BYTES:
                    raise Refused("交回的文件太多或太大，请分几次上传")
                package.writestr(f"{count:05}/{inner}", content)
    return count


def _books(name: str, path: Path) -> Iterator[tuple[str, bytes]]:
    if not name.lower().endswith(".zip"):
        yield Path(name).name, path.read_bytes()
        return
    try:
        with zipfile.ZipFile(path) as package:
            for entry in package.infolist():
                inner = Path(entry_name(entry)).name
                if (
                    entry.is_dir()
                    or inner.startswith(("~$", "."))
                    or not inner.lower().endswith((".xlsx", ".xls", ".csv"))
                ):
                    continue
                if entry.file_size > MOST_BYTES:
                    raise Refused(f"“{inner}”太大，请检查后再上传")
                yield inner, package.read(entry)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as problem:
        raise Refused(f"“{name}”已损坏或设有密码，无法解压，请检查后再上传") from problem


def entry_name(entry: zipfile.ZipInfo) -> str:
    """A name in a zip; Chinese Windows writes it in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


@contextmanager
def zip_of(file: File) -> Iterator[zipfile.ZipFile]:
    with path_decrypted(file) as path, path.open("rb") as source, zipfile.ZipFile(source) as package:
        yield package


def mark_returned(made: Split, unions: set[int]) -> None:
    """Say whose workbooks have come back."""
    SplitBook.objects.filter(split=made, organisation__in=unions, returned_at=None).update(returned_at=timezone.now())
