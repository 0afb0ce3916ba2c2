"""How returns are shown: values beside what the platform counts, what each number opens, which buttons stand there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Figure, Indicator, Return, ReturnCell, ReturnValue
from guildhall.mechanisms.indicators.queries import returns
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.mechanisms.indicators.rules.returns import moves
from guildhall.portal.statistics.showing import NOTHING, may_trace, written

DESIGN, CALL, ACCEPT = "indicators.return.design", "indicators.return.call", "indicators.return.accept"
VIEW, FILL, CONFIRM = "indicators.return.view", "indicators.return.fill", "indicators.return.confirm"
CRUMB, CALLS, FORMS = (
    ("报表填报", "/desk/returns/"),
    ("报表布置", "/desk/returns/calls/"),
    ("报表制度", "/desk/returns/forms/"),
)
COLOURS = {
    moves.CALLED: "secondary", moves.FILLING: "azure", moves.PREPARED: "purple", moves.SUBMITTED: "blue",
    moves.ACCEPTED: "green", moves.RETURNED: "orange", moves.RECALLED: "dark",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One cell of a return or of a total: what was written, what is counted, and what each of them opens."""

    cell: ReturnCell
    value: Decimal | None
    counted: Decimal | None = None
    late: Decimal | None = None
    note: str = ""
    opens: str = ""
    opens_value: str = ""
    is_gone: bool = False
    given: int | None = None
    counted_of_given: Decimal | None = None

    @property
    def value_text(self) -> str:
        return written(self.value, self.cell.places)

    @property
    def counted_text(self) -> str:
        return written(self.counted, self.cell.places)

    @property
    def late_text(self) -> str:
        return written(self.late, self.cell.places) if self.late else ""

    @property
    def difference(self) -> Decimal | None:
        return None if self.value is None or self.counted is None else self.value - self.counted

    @property
    def difference_text(self) -> str:
        if self.difference is None:
            return NOTHING
        return f"{'+' if self.difference > 0 else ''}{written(self.difference, self.cell.places)}"

    @property
    def gap_text(self) -> str:
        """What those who answered wrote above or below their own counts: the difference without the missing."""
        if self.value is None or self.counted_of_given is None or not self.cell.is_counted:
            return ""
        gap = self.value - self.counted_of_given
        return f"{'+' if gap > 0 else ''}{written(gap, self.cell.places)}"

    @property
    def differs(self) -> bool:
        return self.cell.is_counted and bool(self.difference)


class Opening:
    """What the counted numbers of a return open: fixed readings, else the records behind the figure."""

    def __init__(self, actor: Actor, period: Period, organisation: Organisation) -> None:
        self.actor, self.period, self.organisation = actor, period, organisation
        self.known: Mapping[str, Figure] = figures.catalogue()

    def of(self, cell: ReturnCell) -> str:
        found = self.known.get(cell.figure) if cell.is_counted else None
        if found is None or not self.actor.may(found.permission):
            return ""
        place = "records/" if may_trace(self.actor, found) else ""
        union = "" if self.organisation.depth == 1 else self.organisation.pk
        asked = {"period": cell.period_of(self.period).code, "union": union}
        if cell.by:
            asked |= {"by": cell.by, "part": cell.part or "-"}
        return f"/desk/statistics/{cell.figure}/{place}?{urlencode({k: v for k, v in asked.items() if v != ''})}"

    def is_gone(self, cell: ReturnCell) -> bool:
        return cell.is_counted and returns.figure_of(cell, self.known) is None

    def is_rate(self, cell: ReturnCell) -> bool:
        return cell.is_counted and not isinstance(self.known.get(cell.figure), Indicator | None)


def cells_of(form) -> list[ReturnCell]:
    return list(form.cells.order_by("line_number", "column_number"))


def shown_values(answer: Return, cells: list[ReturnCell], actor: Actor) -> dict[int, Shown]:
    """The cells of a return by their keys."""
    opening = Opening(actor, answer.period, answer.organisation)
    values = returns.values_of(answer)
    return {cell.pk: shown_value(cell, values.get(cell.pk), opening) for cell in cells}


def shown_value(cell: ReturnCell, value: ReturnValue | None, opening: Opening) -> Shown:
    if value is None:
        return Shown(cell, None, is_gone=opening.is_gone(cell))
    opens = opening.of(cell)
    if value.frozen_id and opening.actor.may("indicators.figure.view"):
        opens = f"/desk/statistics/frozen/{value.frozen_id}/"
    return Shown(cell, value.value, value.counted, value.late, value.note, opens, is_gone=opening.is_gone(cell))


def table_of(cells: list[ReturnCell], shown: Mapping[int, Shown]) -> dict[str, Any]:
    """Columns and lines with their shown cells, for the templates of tables."""
    columns, lines = returns.lines_of(cells)
    rows = [
        {
            "number": line.number,
            "name": line.name,
            "unit": line.unit,
            "cells": [cell and shown[cell.pk] for cell in line.cells],
        }
        for line in lines
    ]
    return {"columns": [name for _, name in columns], "rows": rows}


def covers(actor: Actor, permission: str, organisation: Organisation) -> bool:
    return actor.may(permission) and actor.reach(permission).covers(
        area=organisation.area_id, organisation=organisation.pk
    )


def calls_below(actor: Actor, answer: Return) -> bool:
    """Whether somebody may call in from the lower unions of this return: an officer of just that union."""
    own = answer.organisation_id in returns.homes_of(actor)
    return own and covers(actor, CALL, answer.organisation) and answer.state != moves.RECALLED


@dataclass(frozen=True)
class Act:
    """A button of a return: where it leads, what it says."""

    label: str
    url_name: str
    icon: str
    is_main: bool = False


def acts_of(answer: Return, actor: Actor) -> list[Act]:
    """What this reader may do with a return as it stands; the rules are those that the verbs ask."""
    own, above = answer.organisation, answer.asked_by
    acts = [*acts_of_own(answer.state, covers(actor, FILL, own), covers(actor, CONFIRM, own))]
    if covers(actor, ACCEPT, above):
        acts += acts_of_accepter(answer.state)
    if covers(actor, CALL, above):
        acts += acts_of_caller(answer.state)
    return acts


def acts_of_own(state: str, fills: bool, confirms: bool) -> Iterator[Act]:
    if fills and not moves.why_not_fill(state=state):
        is_first = state == moves.CALLED
        yield Act("填报" if is_first else "继续填报", "returns:fill", "edit", is_main=is_first)
        yield Act("提交审核", "returns:prepare", "send", is_main=not is_first)
    if state == moves.PREPARED and confirms:
        yield Act("审核报出", "returns:confirm", "circle-check", is_main=True)
    if state == moves.PREPARED and (fills or confirms):
        yield Act("退回经办人", "returns:give_back", "arrow-back-up")


def acts_of_accepter(state: str) -> Iterator[Act]:
    if state == moves.SUBMITTED:
        yield Act("审收", "returns:accept", "check", is_main=True)
    if moves.RETURNED in moves.MOVES[state]:
        yield Act("退回补正", "returns:send_back", "arrow-back-up")


def acts_of_caller(state: str) -> Iterator[Act]:
    if moves.RECALLED in moves.MOVES[state]:
        yield Act("收回", "returns:recall", "rotate-2")
    if not moves.why_not_reissue(state=state):
        yield Act("重新布置", "returns:reissue", "send", is_main=True)
