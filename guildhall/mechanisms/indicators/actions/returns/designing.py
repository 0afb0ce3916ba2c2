"""The forms of returns: drafted, put in force, followed by a next version, retired; a used form is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.files.models import File
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators.models import Figure, Indicator, ReturnCell, ReturnForm
from guildhall.mechanisms.indicators.queries import catalogue
from guildhall.mechanisms.indicators.queries.protecting import is_guarded, rests_on_sensitive
from guildhall.mechanisms.indicators.rules.returns.relations import read_relations, read_side, why_not_compute

NOT_A_DRAFT = "已启用的报表不能直接修改，请先生成下一版本"
DESIGN = "indicators.return.design"
COPIED = (
    "line_number", "column_number", "line", "column", "unit", "kind", "figure", "by", "part", "at", "is_required", "places",
    "formula", "sheet", "address", "row_column",
)  # fmt: skip


def draft_form(*, actor: Actor, **values: Any) -> ReturnForm:
    """Begin a form as a draft without cells."""
    require_relations(values.get("checks", ""))
    with transaction.atomic():
        last = ReturnForm.objects.aggregate(last=Max("pk"))["last"] or 0
        return create(ReturnForm(code=f"return.{last + 1}", **values), actor=actor, verb="indicators.return_form.draft")


def save_form(form: ReturnForm, *, actor: Actor, version: datetime | None = None, **values: Any) -> ReturnForm:
    require_relations(values.get("checks", ""))
    with change(form, actor=actor, verb="indicators.return_form.save", version=version) as form:
        require_draft(form)
        for name, value in values.items():
            setattr(form, name, value)
    return form


def require_relations(text: str) -> None:
    try:
        read_relations(text)
    except ValueError as error:
        raise Refused(f"审核关系：{error}") from error


def require_draft(form: ReturnForm) -> None:
    if not form.is_draft:
        raise Refused(NOT_A_DRAFT)


def save_cell(form: ReturnForm, cell: ReturnCell | None, *, actor: Actor, **values: Any) -> ReturnCell:
    """Add a cell to a draft or change one of its cells."""
    reasons = why_not_cell(values)
    if reasons:
        raise Refused(*reasons)
    with change(form, actor=actor, verb="indicators.return_form.save") as form:
        require_draft(form)
        if cell is None:
            return create(ReturnCell(form=form, **values), actor=actor, verb="indicators.return_cell.save")
        with change(cell, actor=actor, verb="indicators.return_cell.save") as cell:
            for name, value in values.items():
                setattr(cell, name, value)
    return cell


def why_not_cell(values: Mapping[str, Any]) -> list[str]:
    """Reasons for which a cell is not whole by itself."""
    kind = values["kind"]
    if kind == ReturnCell.Kind.COUNTED:
        return why_not_counted(values.get("figure", ""), values.get("by", ""), catalogue())
    if kind == ReturnCell.Kind.COMPUTED:
        try:
            read_side(values.get("formula", ""))
        except ValueError as error:
            return [f"算式：{error}"]
    return []


def why_not_counted(code: str, by: str, known: Mapping[str, Figure]) -> list[str]:
    """Reasons against counting a figure in a return: whoever reads the return would read its small numbers too."""
    figure = known.get(code)
    if figure is None:
        return ["请选平台取数的指标"]
    if rests_on_sensitive(figure, known) or (isinstance(figure, Indicator) and is_guarded(figure, by)):
        return [f"“{figure.name}”的小数受保护，不能由平台填进报表，请改为手工填报"]
    return []


def add_figures(form: ReturnForm, codes: Iterable[str], *, actor: Actor) -> int:
    """Add a line for each figure of the catalogue, below the last one."""
    known = catalogue()
    chosen = [known[code] for code in codes if code in known]
    reasons = [reason for figure in chosen for reason in why_not_counted(figure.code, "", known)]
    if reasons or not chosen:
        raise Refused(*reasons or ["请选至少一个指标"])
    with change(form, actor=actor, verb="indicators.return_form.save") as form:
        require_draft(form)
        last = form.cells.aggregate(last=Max("line_number"))["last"] or 0
        first = form.cells.order_by("column_number").first()
        for number, figure in enumerate(chosen, last + 1):
            cell = ReturnCell(
                form=form,
                line_number=number,
                column_number=first.column_number if first else 1,
                line=figure.name,
                column=first.column if first else "本期",
                unit=figure.unit,
                kind=ReturnCell.Kind.COUNTED,
                figure=figure.code,
                places=figure.places,
            )
            create(cell, actor=actor, verb="indicators.return_cell.save")
    return len(chosen)


def remove_cell(cell: ReturnCell, *, actor: Actor) -> ReturnForm:
    """Take a cell out of a draft."""
    with change(cell.form, actor=actor, verb="indicators.return_form.save") as form:
        require_draft(form)
        kept = {"line": cell.line, "line_number": cell.line_number, "column_number": cell.column_number}
        note(actor=actor, verb="indicators.return_cell.remove", subject=form, before=kept)
        ReturnCell.objects.filter(pk=cell.pk, form=form).delete()
    return form


def why_not_enforce(form: ReturnForm) -> list[str]:
    """Reasons for which a draft cannot be put in force."""
    cells = list(form.cells.order_by("line_number", "column_number"))
    if not form.is_draft:
        return ["只有草稿可以启用"]
    if not cells:
        return ["表中还没有内容，请先加行"]
    known = catalogue()
    places = {cell.place for cell in cells}
    reasons = why_not_compute({cell.place: cell.side for cell in cells if cell.is_computed}, places)
    reasons += [
        f"第 {cell.line_number} 行的指标已停用，请另选或改为手工填报"
        for cell in cells
        if cell.is_counted and cell.figure not in known
    ]
    lines = {line for line, _ in places}
    for relation in form.relations:
        missing = [term.line for term in (*relation.left, *relation.right) if term.line not in lines]
        reasons += [f"审核关系 {relation.written} 用到第 {line} 行，表中没有" for line in missing]
    return reasons


def enforce(form: ReturnForm, *, since: date, actor: Actor) -> ReturnForm:
    """Put a draft in force from a day; the version before it ends the same day."""
    with change(form, actor=actor, verb="indicators.return_form.enforce") as form:
        reasons = why_not_enforce(form)
        if reasons:
            raise Refused(*reasons)
        for earlier in ReturnForm.objects.filter(code=form.code, state=ReturnForm.State.IN_FORCE).order_by("pk"):
            retire(earlier, until=since, actor=actor, reason=f"由第 {form.version} 版代替")
        form.state, form.since = ReturnForm.State.IN_FORCE, since
    return form


def retire(form: ReturnForm, *, until: date, actor: Actor, reason: str) -> ReturnForm:
    """Take a form out of use; what was called with it stays and is finished."""
    with change(form, actor=actor, verb="indicators.return_form.retire", reason=reason) as form:
        if form.state != ReturnForm.State.IN_FORCE:
            raise Refused("只有使用中的报表可以停用")
        form.state, form.until = ReturnForm.State.RETIRED, until
    return form


def next_version(form: ReturnForm, *, actor: Actor) -> ReturnForm:
    """A draft of the next version, with the same cells and the same upper workbook."""
    with transaction.atomic():
        if form.is_draft:
            raise Refused("这一版还是草稿，可以直接修改")
        last = ReturnForm.objects.filter(code=form.code).aggregate(last=Max("version"))["last"]
        names = (
            "code", "name", "issuer", "document_number", "unit_line", "period_kind", "checks", "note", "workbook_id",
            "unit_sheet", "unit_column",
        )  # fmt: skip
        following = ReturnForm(version=last + 1, **{name: getattr(form, name) for name in names})
        following = create(following, actor=actor, verb="indicators.return_form.draft")
        cells = form.cells.order_by("line_number", "column_number")
        ReturnCell.objects.bulk_create(
            ReturnCell(form=following, **{name: getattr(cell, name) for name in COPIED}) for cell in cells
        )
    return following


def attach_workbook(form: ReturnForm, file: File, *, actor: Actor) -> ReturnForm:
    """Keep the upper level's own workbook with a form, to be filled for it; what was mapped before stays mapped."""
    with change(form, actor=actor, verb="indicators.return_form.attach_workbook") as form:
        form.workbook = file
    return form


def map_cells(
    form: ReturnForm,
    places: Mapping[int, tuple[str, str, str]],
    *,
    actor: Actor,
    unit_sheet: str = "",
    unit_column: str = "",
) -> ReturnForm:
    """Say into which cell of the upper workbook each cell of a form goes: sheet and address, and its column in the table of units."""
    with change(form, actor=actor, verb="indicators.return_form.map") as form:
        if form.workbook_id is None:
            raise Refused("请先上传上级表格")
        form.unit_sheet, form.unit_column = unit_sheet, unit_column
        cells = list(form.cells.filter(pk__in=places).order_by("pk"))
        for cell in cells:
            cell.sheet, cell.address, cell.row_column = places[cell.pk]
        ReturnCell.objects.bulk_update(cells, ["sheet", "address", "row_column"])
    return form
