"""The template language.

Plain text; a blank line ends a paragraph. `# ` and `## ` begin headings. A number stands in double braces by the name or
code of its figure, with what is to be done to it behind bars and, behind @, the code of a union for whose part it is:

    全市会员{{会员总数|万}}万人，比上年增长{{会员总数|增幅}}%，其中吉州区{{会员总数@360802}}人。

`{{会员总数|申报}}` is the number that was declared for that part, marked as such; `{{会员总数|含申报}}` names both parts.
`{{手填 33|市体育局通报}}` is a number that no record holds, with its source; behind a second bar may stand what it must agree with
(rules/checks.py). A table stands alone on a line in double
brackets: the breakdown, then the figures: `[[分县区 会员总数 新增会员]]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from guildhall.mechanisms.documents.rules.checks import Check, parse_check

NUMBER = re.compile(r"\{\{\s*(.*?)\s*\}\}")
TABLE = re.compile(r"\[\[\s*分(\S+)\s+(.*?)\s*\]\]")
LEFT_OVER = re.compile(r"\{\{|\}\}|\[\[|\]\]")
TYPED = "手填"
TREATMENTS = {
    "万": "以万为单位",
    "亿": "以亿为单位",
    "增幅": "比上年同期增长的百分数",
    "增量": "比上年同期增加的数",
    "上年": "上年同期的数",
    "整数": "四舍五入到整数",
    "申报": "系统外申报的数，注明是申报",
    "含申报": "统计数加申报数，注明其中申报多少",
}
DECLARED = ("申报", "含申报")


@dataclass(frozen=True)
class Text:
    """Words as they are written."""

    text: str


@dataclass(frozen=True)
class Number:
    """A number to be read from a figure."""

    figure: str
    treatment: str = ""
    union: str = ""
    line: int = 0


@dataclass(frozen=True)
class Typed:
    """A number that somebody typed, with its source."""

    text: str
    source: str
    line: int = 0
    check: Check | None = None


Run = Text | Number | Typed


@dataclass(frozen=True)
class Heading:
    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Table:
    """Figures in columns, the parts of a breakdown in rows."""

    by: str
    figures: tuple[str, ...]
    line: int = 0


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Fault:
    """What is wrong with a template, and on which line."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.reason}"


@dataclass
class Template:
    """A parsed template: its blocks, and what is wrong with it."""

    blocks: list[Block] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def numbers(self) -> Iterator[Number]:
        for block in self.blocks:
            if not isinstance(block, Table):
                for run in block.runs:
                    if isinstance(run, Number):
                        yield run
                    elif isinstance(run, Typed) and run.check:
                        yield from (Number(name, line=run.line) for name in run.check.figures)

    def tables(self) -> Iterator[Table]:
        yield from (block for block in self.blocks if isinstance(block, Table))


def parse(body: str) -> Template:
    """Read a template; faults name their lines and the rest is read all the same."""
    template = Template()
    waiting: list[Run] = []

    def end_paragraph() -> None:
        if waiting:
            template.blocks.append(Paragraph(tuple(waiting)))
            waiting.clear()

    for number, raw in enumerate(body.replace("\r\n", "\n").split("\n"), start=1):
        line = raw.strip()
        table = TABLE.fullmatch(line)
        if not line or table or line.startswith("#"):
            end_paragraph()
        if table:
            figures = tuple(re.split(r"[\s、,，]+", table[2]))
            template.blocks.append(Table(by=table[1], figures=figures, line=number))
        elif line.startswith("#"):
            level = 2 if line.startswith("##") else 1
            template.blocks.append(Heading(level, tuple(_runs(line.lstrip("#").strip(), number, template.faults))))
        elif line:
            waiting.extend(_runs(line, number, template.faults))
    end_paragraph()
    return template


def _runs(line: str, number: int, faults: list[Fault]) -> Iterator[Run]:
    position = 0
    for found in NUMBER.finditer(line):
        if found.start() > position:
            yield _text(line[position : found.start()], number, faults)
        yield _number(found[1], number, faults)
        position = found.end()
    if position < len(line):
        yield _text(line[position:], number, faults)


def _text(text: str, number: int, faults: list[Fault]) -> Text:
    if LEFT_OVER.search(text):
        faults.append(Fault(number, "括号不成对；数字写作 {{指标}}，表格单独一行写作 [[分县区 指标 指标]]"))
    return Text(text)


def _number(inner: str, number: int, faults: list[Fault]) -> Run:
    if inner.startswith(TYPED):
        text, _, rest = inner.removeprefix(TYPED).strip().partition("|")
        source, bar, written = rest.partition("|")
        check = parse_check(written) if written.strip() else None
        if bar and check is None:
            faults.append(Fault(number, "核对的算式写作 20+13、1120/1174 或 会员人数较464100"))
        if not text.strip() or not source.strip():
            faults.append(Fault(number, "手填的数要写明来源，如 {{手填 33|市体育局通报}}"))
        return Typed(text.strip(), source.strip(), number, check)
    name, _, treatment = inner.partition("|")
    name, _, union = name.partition("@")
    treatment = treatment.strip()
    if not name.strip():
        faults.append(Fault(number, "花括号里没有写指标"))
    if treatment and treatment not in TREATMENTS:
        faults.append(Fault(number, f"不认识“{treatment}”，可用：{'、'.join(TREATMENTS)}"))
    return Number(name.strip(), treatment, union.strip(), number)
