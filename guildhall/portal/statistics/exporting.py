"""All figures of a period as a workbook: title, unit, cut-off, and what was declared beside what was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.rules.arithmetic import grouped
from guildhall.mechanisms.workbooks.rules.writing import OutColumn, write_table
from guildhall.portal.statistics.chosen import Chosen
from guildhall.portal.statistics.showing import Shown, groups_of, shown_figures, visible
from guildhall.web.formats import chinese_moment

COLUMNS = [
    OutColumn("组别", 12), OutColumn("指标", 26), OutColumn("数值", 14), OutColumn("单位", 8), OutColumn("上年同期", 14),
    OutColumn("比上年", 16), OutColumn("目标", 14), OutColumn("完成%", 10), OutColumn("另有申报数", 14),
    OutColumn("申报单位和来源", 40), OutColumn("口径", 70),
]  # fmt: skip
HIDDEN = "“＜”和“＊”是敏感指标的小数保护：可以看名单的人看到原数。"


def write_figures(path: Path, chosen: Chosen, actor: Actor, tell: Callable[[int, int], None]) -> int:
    """Write all figures that a reader may read, group by group; `tell` hears how many of how many stand."""
    known = figures.catalogue()
    groups = groups_of(visible(known, actor))
    total = sum(map(len, groups.values()))
    has_hidden = False

    def rows() -> Iterator[list[Any]]:
        nonlocal has_hidden
        done = 0
        for group in groups.values():
            for line in shown_figures(group, known, chosen, actor):
                has_hidden = has_hidden or line.is_hidden
                yield row_of(line)
            done += len(group)
            tell(done, total)
        cutoff = f"，登记截止 {chosen.cutoff:%Y-%m-%d}" if chosen.cutoff else ""
        yield [f"统计期：{chosen.period.label}（{chosen.period.start} 至 {chosen.period.end}）{cutoff}"]
        yield ["申报数来自系统外，没有加进数值；来源见同一行。"]
        if has_hidden:
            yield [HIDDEN]
        yield [f"由 {actor.label} 于 {chinese_moment(timezone.now())} 导出"]

    title = f"{chosen.place}{chosen.period.label}工会统计"
    write_table(path, COLUMNS, rows(), title=title, unit=chosen.place, sheet_name="统计")
    return total


def row_of(line: Shown) -> list[Any]:
    declared = line.declared.numbers
    told = "；".join(
        f"{one.reading.organisation.printed_name} {grouped(one.value)} {one.unit}，{one.reading.source}"
        for one in declared
    )
    together = line.declared.together if line.declared.adds_up else "见来源" if declared else None
    return [
        line.figure.group,
        line.figure.name,
        line.value if line.is_hidden else line.reading.value,
        line.figure.unit,
        line.before if line.before is not None else line.before_text,
        line.change_text,
        line.target.value if line.target else None,
        line.progress,
        together,
        told or None,
        line.figure.definition,
    ]
