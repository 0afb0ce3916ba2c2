"""The verbs of an import; the domain's jobs report back through the `record_…` ones."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guildhall.kernel.access.models import Account
from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.files.actions import store
from guildhall.kernel.files.models import File
from guildhall.kernel.files.queries import path_decrypted
from guildhall.kernel.files.rules import TABLES, Limits
from guildhall.kernel.jobs import work
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.workbooks import notices as telling
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries import imports as queries
from guildhall.mechanisms.workbooks.rules import moves
from guildhall.mechanisms.workbooks.rules.headings import match_by_hand, match_headings
from guildhall.mechanisms.workbooks.rules.kinds import ImportKind
from guildhall.mechanisms.workbooks.rules.reading import Unreadable, open_table
from guildhall.mechanisms.workbooks.rules.templates import Outcome, write_result

HEAD_ROWS = 40
HANDED_OVER = "经办人的岗位已结束，已停止；已完成的部分保留，请接手的人继续"


@transaction.atomic
def receive_upload(kind: ImportKind, *, path: Path, file_name: str, organisation: Organisation, actor: Actor) -> Import:
    """Keep an uploaded workbook and match its headings; refuses what cannot be read, with the remedy."""
    check_permission(kind, organisation, actor)
    specs = kind.columns()
    try:
        table = open_table(path, name=file_name)
        head = table.head(HEAD_ROWS)
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from unreadable
    match = match_headings(head, specs)
    source = keep(path, name=file_name, organisation=organisation, actor=actor)
    return create(
        Import(
            kind=kind.code,
            title=kind.title,
            area_id=organisation.area_id,
            organisation=organisation,
            file_name=source.name,
            source=source,
            sheet=table.sheet[:100],
            notices=list(table.notices),
            heading_row=match.row_no,
            headings=list(match.headings),
            mapping=match.mapping,
            ambiguous=match.ambiguous,
            account_id=actor.account_id,
            uploaded_by=actor.label,
        ),
        actor=actor,
        verb="workbooks.import.receive_upload",
    )


def check_permission(kind: ImportKind, organisation: Organisation, actor: Actor) -> None:
    """Refuse whoever may not take workbooks of this kind in for a union."""
    reach = actor.reach(kind.permission)
    if not actor.may(kind.permission) or not reach.covers(area=organisation.area_id, organisation=organisation.pk):
        raise Refused(f"您没有为该工会导入“{kind.title}”的权限")


def keep(path: Path, *, name: str, organisation: Organisation, actor: Actor, limits: Limits = TABLES) -> File:
    """Keep a roster or a result, encrypted."""
    with path.open("rb") as file:
        return store(
            file,
            name=name,
            actor=actor,
            organisation=organisation,
            area=organisation.area,
            sensitive=True,
            limits=limits,
        )


def confirm_match(import_: Import, *, heading_row: int, mapping: Mapping[str, int], actor: Actor) -> Import:
    """Fix heading row and columns, and have the rows read and checked."""
    kind = queries.kind_named(import_.kind)
    specs = kind.columns()
    labels = {spec.key: spec.label for spec in specs}
    known = {key: index for key, index in mapping.items() if key in labels}
    with queries.table_of(import_) as table:
        head = table.head(max(HEAD_ROWS, heading_row))
    match = match_by_hand(head, specs, row_no=heading_row, mapping=known)
    columns = list(known.values())
    with change(import_, actor=actor, verb="workbooks.import.confirm_match") as import_:
        _say_no(
            moves.why_not_match(
                state=import_.state,
                label=import_.get_state_display(),
                missing=[labels[key] for key in match.missing],
                used_twice=[labels[key] for key, index in known.items() if columns.count(index) > 1],
            )
        )
        if heading_row != import_.heading_row or not import_.headings:
            import_.headings = list(match.headings)
        import_.heading_row, import_.mapping, import_.ambiguous, import_.counts = heading_row, known, {}, {}
        _start(import_, Import.State.READING, kind.read_job, actor)
    return import_


def record_preview(import_: Import, *, counts: Mapping[str, int], notices: Iterable[str] = (), actor: Actor) -> Import:
    """The reading job's report: rows by outcome; nothing is written yet."""
    with change(import_, actor=actor, verb="workbooks.import.record_preview") as import_:
        _move(import_, Import.State.PREVIEWED, "预览")
        import_.counts = dict(counts)
        import_.notices = list(dict.fromkeys([*import_.notices, *notices]))
        telling.checked(import_, actor=actor)
    return import_


def confirm_merge(import_: Import, *, actor: Actor) -> Import:
    """Have the checked rows written."""
    kind = queries.kind_named(import_.kind)
    check_permission(kind, import_.organisation, actor)
    with change(import_, actor=actor, verb="workbooks.import.confirm_merge") as import_:
        good = sum(import_.counts.get(outcome, 0) for outcome in kind.good_outcomes)
        _say_no(moves.why_not_merge(state=import_.state, label=import_.get_state_display(), good_count=good))
        import_.merge_started_at = timezone.now()
        _start(import_, Import.State.MERGING, kind.merge_job, actor)
    return import_


def record_counts(import_: Import, counts: Mapping[str, int]) -> None:
    """Progress of a running job: rows by outcome so far."""
    Import.objects.filter(pk=import_.pk).update(counts=dict(counts))


def record_merged(import_: Import, *, counts: Mapping[str, int], actor: Actor) -> Import:
    """The merging job's report."""
    with change(import_, actor=actor, verb="workbooks.import.record_merged") as import_:
        _move(import_, Import.State.DONE, "完成")
        import_.counts = dict(counts)
        telling.done(import_, actor=actor)
    return import_


def record_failure(import_: Import, *, reason: str, actor: Actor) -> Import:
    """A job could not go on; what it finished stays, and it can be resumed."""
    with change(import_, actor=actor, verb="workbooks.import.record_failure", reason=reason) as import_:
        stopped_in = import_.state
        _move(import_, Import.State.FAILED, "停止")
        import_.stopped_in, import_.reason = stopped_in, reason[:500]
        telling.failed(import_, reason=reason, actor=actor)
    return import_


def cancel(import_: Import, *, actor: Actor) -> Import:
    """Call an import off; what a merge has written so far stays until it is resumed or taken back."""
    with change(import_, actor=actor, verb="workbooks.import.cancel") as import_:
        stopped_in = import_.state if import_.state in moves.RUNNING else ""
        _move(import_, Import.State.CANCELLED, "取消")
        import_.stopped_in = stopped_in or import_.stopped_in
        if import_.job is not None and import_.job.is_open:
            work.cancel(import_.job)
    return import_


def resume(import_: Import, *, actor: Actor) -> Import:
    """Go on with a reading, a merge or a taking back that was called off or failed."""
    kind = queries.kind_named(import_.kind)
    check_permission(kind, import_.organisation, actor)
    with change(import_, actor=actor, verb="workbooks.import.resume") as import_:
        _say_no(
            moves.why_not_resume(state=import_.state, label=import_.get_state_display(), stopped_in=import_.stopped_in)
        )
        names = {"reading": kind.read_job, "merging": kind.merge_job, "taking_back": kind.take_back_job}
        _start(import_, Import.State(import_.stopped_in), names[import_.stopped_in], actor)
    return import_


def take_back(import_: Import, *, reason: str, actor: Actor) -> Import:
    """Have everything an import wrote taken back, as long as nothing was built on it."""
    kind = queries.kind_named(import_.kind)
    check_permission(kind, import_.organisation, actor)
    with change(import_, actor=actor, verb="workbooks.import.take_back", reason=reason) as import_:
        _say_no(
            moves.why_not_take_back(
                state=import_.state,
                label=import_.get_state_display(),
                stopped_in=import_.stopped_in,
                built_on=kind.built_on(import_.pk),
            )
        )
        import_.reason = reason[:500]
        _start(import_, Import.State.TAKING_BACK, kind.take_back_job, actor)
    return import_


def record_taken_back(import_: Import, *, counts: Mapping[str, int], actor: Actor) -> Import:
    """The report of the job that took an import back."""
    with change(import_, actor=actor, verb="workbooks.import.record_taken_back") as import_:
        _move(import_, Import.State.TAKEN_BACK, "撤回")
        import_.counts = {**import_.counts, **counts}
    return import_


def keep_result(import_: Import, outcomes: Iterable[Outcome], *, actor: Actor) -> File:
    """Write the result workbook, the reasons beside the uploaded rows, and keep it; a second run replaces the first."""
    labels = queries.kind_named(import_.kind).outcomes
    summary = {label: import_.counts.get(code, 0) for code, label in labels.items()}
    name = f"{Path(import_.file_name).stem}-导入结果.xlsx"
    with tempfile.TemporaryDirectory() as folder, path_decrypted(import_.source) as source:
        path = Path(folder) / "result.xlsx"
        write_result(
            source, path, outcomes, heading_row=import_.heading_row, summary=summary, sheet=import_.sheet or None
        )
        kept = keep(path, name=name, organisation=import_.organisation, actor=actor)
    Import.objects.filter(pk=import_.pk).update(result=kept)
    return kept


def hand_over(imports: QuerySet[Import], to_person_id: int | None, organisation: Organisation, actor: Actor) -> int:
    """Give the unfinished imports of somebody whose post ends to a successor; what runs stops, and can be resumed."""
    successor = Account.objects.filter(person_id=to_person_id).first() if to_person_id else None
    held = list(imports.order_by("pk"))
    for import_ in held:
        if import_.is_running:
            if import_.job is not None and import_.job.is_open:
                work.cancel(import_.job)
            record_failure(import_, reason=HANDED_OVER, actor=actor)
        with change(import_, actor=actor, verb="workbooks.import.hand_over") as import_:
            import_.account_id = successor.pk if successor else None
    return len(held)


def _start(import_: Import, state: Import.State, job_name: str, actor: Actor) -> None:
    import_.state, import_.stopped_in, import_.ended_at = state, "", None
    import_.job = work.enqueue(job_name, actor=actor, subject=import_, import_id=import_.pk)


def _move(import_: Import, state: Import.State, verb: str) -> None:
    _say_no(moves.why_not_move(import_.state, state, label=import_.get_state_display(), verb=verb))
    import_.state = state
    import_.ended_at = timezone.now() if state in moves.SETTLED else None


def _say_no(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)
