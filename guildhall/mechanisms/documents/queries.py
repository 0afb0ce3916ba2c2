"""Filling a document: each of its numbers is read from figures, or from what stood when it became final."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor, Reach
from guildhall.mechanisms.documents.models import Report
from guildhall.mechanisms.documents.rules import language
from guildhall.mechanisms.documents.rules.checks import Checked, checked
from guildhall.mechanisms.documents.rules.composed import Composed, Grid, Line, Piece, needs_before, treated
from guildhall.mechanisms.documents.rules.proof import totals_of
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import Figure, Indicator
from guildhall.mechanisms.indicators.rules.arithmetic import plain
from guildhall.mechanisms.indicators.rules.periods import Period, read_period
from guildhall.mechanisms.indicators.rules.protection import Cell, Hidden

TOTAL = "合计"
TOTAL_PART = "total"
DECLARED = "申报"
HIDDEN = "!"
VIEW = "indicators.figure.view"


@dataclass(frozen=True)
class Place:
    """A union whose part a number is about, and what of it the reader may read."""

    union: Organisation
    reach: Reach


@dataclass
class Filling:
    """What is needed to fill a template: its figures by name, and the values read so far."""

    period: Period
    place: Place
    known: Mapping[str, Figure]
    by_name: Mapping[str, Figure]
    unions: Mapping[str, Organisation]
    values: dict[str, str | None]
    faults: list[str]
    stood: Mapping[str, str | None] | None = None
    reader: Actor | None = None

    def figure(self, name: str, line: int) -> Figure | None:
        found = self.known.get(name) or self.by_name.get(name)
        if found is None:
            self.faults.append(f"第 {line} 行：没有指标“{name}”")
        return found


def compose(
    body: str,
    *,
    title: str,
    period: Period,
    organisation: Organisation,
    reach: Reach,
    stood: Mapping[str, str | None] | None = None,
    reader: Actor | None = None,
) -> tuple[Composed, dict[str, str | None]]:
    """Fill a template for a union and a period; `stood` gives the values of a final report.

    From a `reader` the small numbers of sensitive figures are hidden; a report is made final without one.

    Returns the document and every value it read, by a key of figure, period, union and breakdown.
    """
    template = language.parse(body)
    known = figures.catalogue()
    by_name = {figure.name: figure for figure in known.values()}
    faults = [str(fault) for fault in template.faults]
    unions = _unions(number.union for number in template.numbers())
    if stood is not None and reader is not None:
        stood = as_seen(stood, known, reader)
    filling = Filling(period, Place(organisation, reach), known, by_name, unions, {}, faults, stood, reader)
    _read_all(filling, template)
    composed = Composed(title.replace("{年}", str(period.end.year)))
    for block in template.blocks:
        if isinstance(block, language.Table):
            grid = _grid(filling, block)
            if grid is not None:
                composed.blocks.append(grid)
                composed.checks += totals_of(grid)
        else:
            composed.checks += _checks(filling, block.runs)
            level = block.level if isinstance(block, language.Heading) else 0
            composed.blocks.append(Line(level, tuple(_piece(filling, run) for run in block.runs)))
    composed.faults = list(dict.fromkeys(filling.faults))
    return composed, filling.values


def faults_of(body: str) -> list[str]:
    """What is wrong with a template, line by line."""
    template = language.parse(body)
    known = figures.catalogue()
    names = {figure.name for figure in known.values()} | set(known)
    found = [str(fault) for fault in template.faults]
    asked = [(number.figure, number.line) for number in template.numbers() if number.figure]
    asked += [(name, table.line) for table in template.tables() for name in table.figures]
    found += [f"第 {line} 行：没有指标“{name}”" for name, line in asked if name not in names]
    codes = {number.union for number in template.numbers() if number.union}
    standing = set(Organisation.objects.filter(code__in=codes).order_by().values_list("code", flat=True))
    found += [
        f"第 {n.line} 行：没有组织代码“{n.union}”" for n in template.numbers() if n.union and n.union not in standing
    ]
    return found


def key_of(code: str, period: Period, union: int, part: str = "") -> str:
    """The key under which a final report keeps a value."""
    return f"{code}|{period.code}|{union}" + (f"|{part}" if part else "")


def _read_all(filling: Filling, template: language.Template) -> None:
    """Read all figures of one union and period in one go."""
    if filling.stood is not None:
        filling.values.update(filling.stood)
        return
    for place, numbers in _by_place(filling, template).items():
        wanted = [filling.known.get(n.figure) or filling.by_name.get(n.figure) for n in numbers]
        codes = {figure.code for figure in wanted if figure is not None}
        earlier = {f.code for f, n in zip(wanted, numbers, strict=True) if f is not None and needs_before(n.treatment)}
        for period, asked in ((filling.period, codes), (filling.period.previous, earlier)):
            if asked:
                known, reader = filling.known, filling.reader
                readings = figures.read(sorted(asked), period, place.reach, figures=known, reader=reader)
                for code in asked:
                    filling.values[key_of(code, period, place.union.pk)] = _kept(readings.whole[code])
        _read_declared(filling, place, [n for n in numbers if n.treatment in language.DECLARED])


def _read_declared(filling: Filling, place: Place, numbers: list[language.Number]) -> None:
    """What was declared for a part: for the very body if anything was, else for the bodies within, if they add up."""
    wanted = [filling.known.get(n.figure) or filling.by_name.get(n.figure) for n in numbers]
    codes = [figure.code for figure in wanted if figure is not None]
    if not codes:
        return
    found = figures.declared_for(codes, filling.period, place.reach, figures=filling.known, reader=filling.reader)
    for code in codes:
        beside = found.get(code, figures.NOTHING_DECLARED)
        own = [one for one in beside.numbers if one.reading.organisation_id == place.union.pk]
        told = own if len(own) == 1 else list(beside.numbers) if beside.adds_up else []
        value = sum((one.value for one in told), Decimal(0))
        source = "；".join(f"{one.reading.organisation.printed_name}，{one.reading.source}" for one in told)
        key = key_of(code, filling.period, place.union.pk, DECLARED)
        filling.values[key] = f"{plain(value)}|{int(beside.adds_up)}|{source}" if told else None


def _declared_piece(filling: Filling, run: language.Number, figure: Figure, union: Organisation) -> Piece:
    """A declared number, marked as one; with the counted one both are named."""
    kept = filling.values.get(key_of(figure.code, filling.period, union.pk, DECLARED))
    if kept is None:
        filling.faults.append(f"第 {run.line} 行：“{figure.name}”没有可用的申报数")
        return Piece("—")
    number, adds_up, source = kept.split("|", 2)
    if run.treatment == "申报":
        return Piece(f"{number}（申报）", declared_source=source)
    counted = _value(filling, figure.code, filling.period, union.pk)
    if adds_up != "1" or not isinstance(counted, Decimal):
        filling.faults.append(f"第 {run.line} 行：“{figure.name}”的申报数与记录重叠或不能相加，不能写“含申报”")
        return Piece("—")
    both = plain(counted + Decimal(number))
    return Piece(f"{both}（其中申报{number}）", figure.code, filling.period.code, union.pk, declared_source=source)


def _by_place(filling: Filling, template: language.Template) -> dict[Place, list[language.Number]]:
    numbers: dict[Place, list[language.Number]] = {}
    for number in template.numbers():
        place = _place(filling, number)
        if place is not None:
            numbers.setdefault(place, []).append(number)
    return numbers


def _unions(codes: Iterable[str]) -> dict[str, Organisation]:
    asked = {code for code in codes if code}
    return {o.code: o for o in Organisation.objects.filter(code__in=asked)} if asked else {}


def _place(filling: Filling, number: language.Number) -> Place | None:
    if not number.union:
        return filling.place
    union = filling.unions.get(number.union)
    if union is None:
        filling.faults.append(f"第 {number.line} 行：没有组织代码“{number.union}”")
        return None
    return Place(union, figures.common_reach(filling.place.reach, union))


def _kept(reading: figures.Reading) -> str | None:
    """A value as it is kept; what a reader may not see begins with an exclamation mark."""
    if reading.hidden:
        return f"{HIDDEN}{reading.hidden}"
    return None if reading.value is None else str(reading.value)


def _read(kept: str | None) -> Cell:
    if kept is None:
        return None
    return Hidden(kept.removeprefix(HIDDEN)) if kept.startswith(HIDDEN) else Decimal(kept)


def _written(cell: Cell) -> str | None:
    return f"{HIDDEN}{cell.text}" if isinstance(cell, Hidden) else None if cell is None else str(cell)


def _value(filling: Filling, code: str, period: Period, union: int) -> Cell:
    return _read(filling.values.get(key_of(code, period, union)))


def as_seen(stood: Mapping[str, str | None], known: Mapping[str, Figure], reader: Actor) -> dict[str, str | None]:
    """The values of a final report as a reader may see them today."""
    seen = dict(stood)
    sensitive = {code for code, figure in known.items() if figures.rests_on_sensitive(figure, known)}
    tables: dict[tuple[str, str, str], dict[str, str]] = {}
    for key in stood:
        code, period, union, *part = key.split("|")
        if code in sensitive:
            tables.setdefault((code, period, union), {})["|".join(part)] = key
    for (code, period, union), keys in tables.items():
        body = Organisation.objects.get(pk=int(union))
        reach = figures.common_reach(reader.reach(VIEW), body)
        if not figures.hides_some(reader, known[code], known, reach):
            continue
        for by, cells in _tables_in(keys).items():
            whole_key = cells.pop(TOTAL_PART, None)
            parts = {part: _read(stood[key]) for part, key in cells.items()}
            whole = _read(stood[whole_key]) if whole_key else None
            shown = figures.as_shown(
                reader,
                known[code],
                known,
                read_period(period),
                reach,
                _number(whole),
                {p: _number(v) for p, v in parts.items()},
            )
            if whole_key:
                seen[whole_key] = _written(shown[0])
            seen |= {cells[part]: None if by == DECLARED else _written(cell) for part, cell in shown[1].items()}
    return seen


def _tables_in(keys: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The keys of one figure by breakdown; the number by itself is the whole of a table without parts."""
    found: dict[str, dict[str, str]] = {}
    for part, key in keys.items():
        by, _, name = part.partition("=")
        if part:
            found.setdefault(by, {})[name] = key
        else:
            found[""] = {TOTAL_PART: key}
    return found


def _number(cell: Cell) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None


def _piece(filling: Filling, run: language.Run) -> Piece:
    if isinstance(run, language.Text):
        return Piece(run.text)
    if isinstance(run, language.Typed):
        return Piece(run.text, typed_source=run.source)
    figure = filling.figure(run.figure, run.line)
    union = filling.unions.get(run.union, filling.place.union)
    if figure is None or (run.union and run.union not in filling.unions):
        return Piece("？")
    if run.treatment in language.DECLARED:
        return _declared_piece(filling, run, figure, union)
    value = _value(filling, figure.code, filling.period, union.pk)
    before = _value(filling, figure.code, filling.period.previous, union.pk)
    about = filling.period.previous if run.treatment == "上年" else filling.period
    tip = f"{figure.name}（{about.label}，{union.printed_name}）"
    return Piece(treated(value, before, run.treatment), figure.code, about.code, union.pk, tip=tip)


def _checks(filling: Filling, runs: Iterable[language.Run]) -> list[Checked]:
    """The typed numbers of a paragraph that say what they must agree with, held against it."""

    def value_of(name: str) -> Decimal | None:
        figure = filling.known.get(name) or filling.by_name.get(name)
        period, union = filling.period, filling.place.union.pk
        return None if figure is None else _number(_value(filling, figure.code, period, union))

    typed = [run for run in runs if isinstance(run, language.Typed)]
    return [checked(run.text, run.check, value_of) for run in typed if run.check is not None]


def _grid(filling: Filling, table: language.Table) -> Grid | None:
    found = [filling.figure(name, table.line) for name in table.figures]
    wanted = [figure for figure in found if figure is not None]
    if not wanted:
        return None
    by = _breakdown(wanted, table.by)
    if by is None:
        filling.faults.append(f"第 {table.line} 行：这些指标不能按“{table.by}”分")
        return None
    codes = [figure.code for figure in wanted]
    union = filling.place.union
    rows, total = _parts(filling, codes, by, union)
    period = filling.period.code
    lines = []
    for name, part, values in [*rows, (TOTAL, "", total)]:
        cells = [
            Piece(treated(value, None, ""), code, period, union.pk, by=by if part else "", part=part)
            for code, value in zip(codes, values, strict=True)
        ]
        lines.append((Piece(name), *cells))
    headings = (table.by, *(f"{figure.name}（{figure.unit}）" for figure in wanted))
    return Grid(headings, tuple(lines))


Part = tuple[str, str, list[Cell]]
NO_PART = "-"


def _parts(filling: Filling, codes: list[str], by: str, union: Organisation) -> tuple[list[Part], list[Cell]]:
    """The rows of a table and its total, read now or as they stood."""
    period = filling.period
    if filling.stood is None:
        reach, reader = filling.place.reach, filling.reader
        readings = figures.read(codes, period, reach, by=by, figures=filling.known, reader=reader)
        names = figures.part_names(codes[0], by, readings.parts, filling.known)
        for key, part in readings.parts.items():
            for code in codes:
                filling.values[key_of(code, period, union.pk, f"{by}={key}={names[key]}")] = _kept(part[code])
        for code in codes:
            filling.values[key_of(code, period, union.pk, f"{by}=total")] = _kept(readings.whole[code])
    found: dict[str, tuple[str, dict[str, Cell]]] = {}
    for code in codes:
        prefix = key_of(code, period, union.pk, f"{by}=")
        for key, kept in filling.values.items():
            if key.startswith(prefix):
                part_key, _, name = key.removeprefix(prefix).partition("=")
                found.setdefault(part_key, (name, {}))[1][code] = _read(kept)
    total = found.pop("total", ("", {}))[1]
    in_order = by in (figures.AREA, figures.LINE)
    order = _tree_order(found) if in_order else sorted(found, key=lambda part: found[part][0])
    rows = [(found[p][0], NO_PART if p == "None" else p, [found[p][1].get(code) for code in codes]) for p in order]
    return rows, [total.get(code) for code in codes]


def _tree_order(parts: Iterable[str]) -> list[str]:
    """County-level parts in their hand-kept order."""
    asked = set(parts)
    ordered = Organisation.objects.filter(pk__in=[int(part) for part in asked if part.isdecimal()])
    keys = [str(pk) for pk in ordered.order_by("rank", "path").values_list("pk", flat=True)]
    return [*keys, *sorted(part for part in asked if not part.isdecimal())]


LABELS = {figures.AREA_LABEL: figures.AREA, figures.LINE_LABEL: figures.LINE}


def _breakdown(wanted: list[Figure], label: str) -> str | None:
    if label in LABELS:
        return LABELS[label]
    for figure in wanted:
        if isinstance(figure, Indicator):
            for name, breakdown in figure.breakdowns.items():
                if breakdown.label == label:
                    return name
    return None


def drafts_of(person_id: int, organisation: Organisation) -> QuerySet[Report]:
    """The drafts that somebody began for a body: the trail knows who did."""
    begun = Entry.objects.filter(
        subject_type=Report._meta.label_lower,
        subject_id=OuterRef("pk"),
        verb="documents.report.write",
        person_id=person_id,
    )
    return Report.objects.filter(Exists(begun), organisation=organisation, state=Report.State.DRAFT)
