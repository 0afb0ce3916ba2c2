"""Verbs of upper systems and of the layout of their files."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks.actions.imports import keep
from guildhall.mechanisms.workbooks.models import Profile, UpperSystem
from guildhall.mechanisms.workbooks.queries.exchange.profiles import in_force_before
from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named
from guildhall.mechanisms.workbooks.rules.exchange.offers import ExchangeSubject
from guildhall.mechanisms.workbooks.rules.exchange.profiles import (
    ProfileColumn,
    carried_over,
    fingerprint,
    why_not_in_force,
)
from guildhall.mechanisms.workbooks.rules.headings import ColumnSpec, match_headings
from guildhall.mechanisms.workbooks.rules.reading import Unreadable, open_table
from guildhall.mechanisms.workbooks.rules.tables import Batch

DESIGN = "workbooks.profile.design"
HEAD_ROWS = 40
SAMPLE_ROWS = 2_000
MOST_WORDS = 60


def require(actor: Actor, permission: str) -> None:
    if not actor.may(permission):
        raise Refused("您的岗位没有这项权限")


def save_system(
    system: UpperSystem | None,
    *,
    name: str,
    owner: str,
    masters: Sequence[str],
    actor: Actor,
    version: datetime | None = None,
) -> UpperSystem:
    """Name a system above us, and say of what it holds the truth."""
    require(actor, DESIGN)
    if system is None:
        new = UpperSystem(name=name.strip(), owner=owner.strip(), masters=list(masters))
        return create(new, actor=actor, verb="workbooks.system.add")
    with change(system, actor=actor, verb="workbooks.system.change", version=version) as changed:
        changed.name, changed.owner, changed.masters = name.strip(), owner.strip(), list(masters)
    return system


@transaction.atomic
def draft(
    *,
    system: UpperSystem,
    subject: str,
    year: int,
    title: str,
    path: Path,
    file_name: str,
    actor: Actor,
    after: Profile | None = None,
) -> Profile:
    """Begin a profile from an upper system's own file; `after` is last year's, whose columns are carried over."""
    require(actor, DESIGN)
    if not getattr(actor, "home", None) and actor.account_id is not None:
        raise Refused("您现在没有在任岗位")
    known = subject_named(subject)
    example = read_example(path, file_name, known)
    columns = carried_over(after.layout, example.columns) if after else example.columns
    profile = Profile(
        system=system,
        subject=subject,
        year=year,
        title=title.strip(),
        file_kind="csv" if file_name.lower().endswith((".csv", ".txt")) else "xlsx",
        sheet=example.sheet[:31],
        heading_row=example.heading_row,
        title_lines=example.title_lines,
        columns=[column.kept() for column in columns],
        fingerprint=fingerprint(column.heading for column in columns),
    )
    home = getattr(actor, "home", None)
    if home is not None:
        profile.example = keep(path, name=file_name, organisation=home, actor=actor)
    return create(profile, actor=actor, verb="workbooks.profile.draft")


class Example:
    """What an example file tells: where its heading is, what its columns are."""

    def __init__(
        self, sheet: str, heading_row: int, title_lines: list[list[str]], columns: list[ProfileColumn]
    ) -> None:
        self.sheet, self.heading_row, self.title_lines, self.columns = sheet, heading_row, title_lines, columns


def read_example(path: Path, file_name: str, subject: ExchangeSubject) -> Example:
    """The heading of a file found, each of its columns matched with a field, their code words with ours."""
    specs = subject.specs
    try:
        table = open_table(path, name=file_name)
        head = table.head(HEAD_ROWS)
        match = match_headings(head, specs)
        if not match.is_found:
            raise Refused("没有认出表头：至少要有两列的名称与登记的栏目相符，请检查表头是否在前 30 行")
        sample = next(table.batches(SAMPLE_ROWS, after=match.row_no), None)
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from unreadable
    headings = trimmed([heading.strip() for heading in match.headings])
    fields = {place: key for key, place in match.mapping.items()}
    columns = [
        _proposed(text, fields.get(place, ""), place, subject, specs, sample) for place, text in enumerate(headings)
    ]
    titles = [trimmed([cell.strip() for cell in row]) for row in head[: match.first_row_no - 1]]
    return Example(table.sheet, match.row_no, titles, columns)


def trimmed(row: list[str]) -> list[str]:
    """A row without the blank cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def _proposed(
    heading: str, key: str, place: int, subject: ExchangeSubject, specs: Sequence[ColumnSpec], sample: Batch | None
) -> ProfileColumn:
    known = subject.by_key.get(key)
    codes: dict[str, str] = {}
    bare = ProfileColumn(heading.strip() or f"第{place + 1}列", key)
    if known is not None and known.codes and sample is not None:
        for word in words_in(sample, place):
            ours = bare.read(word, known)
            if ours:
                codes.setdefault(ours, word)
        codes = completed(codes, known.codes)
    required = "*" in heading or "＊" in heading or "必填" in heading
    return ProfileColumn(bare.heading, key, codes=codes, required=required, date=_date_form(sample, place))


def completed(codes: Mapping[str, str], ours: Mapping[str, str]) -> dict[str, str]:
    """A code table seen in part: whole where it is our own codes or our own words, else as far as it was seen."""
    if codes and all(word == code for code, word in codes.items()):
        return {code: code for code in ours}
    if codes and all(word == code.lstrip("0") for code, word in codes.items()):
        return {code: code.lstrip("0") or "0" for code in ours}
    if all(word == ours[code] for code, word in codes.items()):
        return dict(ours)
    return dict(codes)


def words_in(sample: Batch, place: int) -> list[str]:
    """The different words of a column of the example, if they are few enough to be codes."""
    words = list(dict.fromkeys(text.strip() for text in sample.column(place) if text.strip()))
    return words if len(words) <= MOST_WORDS else []


def _date_form(sample: Batch | None, place: int) -> str:
    texts = [text for text in sample.column(place) if text][:20] if sample is not None else []
    if texts and all(text.isdigit() and len(text) == 8 for text in texts):
        return "%Y%m%d"
    for mark, form in (("/", "%Y/%m/%d"), (".", "%Y.%m.%d"), ("年", "%Y年%m月%d日")):
        if texts and all(text.count(mark) == (1 if mark == "年" else 2) for text in texts):
            return form
    return "%Y-%m-%d"


def lay_out(
    profile: Profile,
    *,
    columns: Sequence[ProfileColumn],
    actor: Actor,
    version: datetime | None = None,
    **values: Any,
) -> Profile:
    """Correct a draft: what is written in which column, under which codes."""
    require(actor, DESIGN)
    with change(profile, actor=actor, verb="workbooks.profile.lay_out", version=version) as draft_:
        if draft_.state != Profile.State.DRAFT:
            raise Refused(f"该方案当前是“{draft_.get_state_display()}”，不能修改；请复制为新的年度再改")
        draft_.columns = [column.kept() for column in columns]
        draft_.fingerprint = fingerprint(column.heading for column in columns)
        for name, value in values.items():
            setattr(draft_, name, value)
    return profile


def put_in_force(profile: Profile, *, day: date, actor: Actor, version: datetime | None = None) -> Profile:
    """Have a profile used from a day on; the one before it ends that day."""
    require(actor, DESIGN)
    with change(profile, actor=actor, verb="workbooks.profile.put_in_force", version=version) as starting:
        subject = subject_named(starting.subject)
        reasons = why_not_in_force(starting.layout, subject, state=starting.state, label=starting.get_state_display())
        if reasons:
            raise Refused(*reasons)
        for old in in_force_before(starting):
            retire(old, day=day, actor=actor)
        starting.state, starting.since = Profile.State.IN_FORCE, day
    return profile


def retire(profile: Profile, *, day: date, actor: Actor) -> Profile:
    """End the use of a profile; the files made by it stay."""
    require(actor, DESIGN)
    with change(profile, actor=actor, verb="workbooks.profile.retire") as ending:
        if ending.state != Profile.State.IN_FORCE:
            raise Refused(f"该方案当前是“{ending.get_state_display()}”，不能停用")
        ending.state, ending.until = Profile.State.RETIRED, day
    return profile


def with_codes(column: ProfileColumn, codes: Mapping[str, str]) -> ProfileColumn:
    """A column with its code table as a person wrote it."""
    kept = column.kept() | {"codes": {ours: theirs for ours, theirs in codes.items() if theirs}}
    return ProfileColumn(**kept)
