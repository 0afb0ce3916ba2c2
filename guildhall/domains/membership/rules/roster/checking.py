"""A batch of rows checked column by column; only rows with something wrong are looked at one by one."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from guildhall.domains.membership.rules.roster.columns import CODED, COLUMNS, LABELS
from guildhall.kernel.people.rules.codelists import read_code
from guildhall.kernel.people.rules.identity import RESIDENT, check_document, check_resident_numbers
from guildhall.kernel.people.rules.names import clean_names, name_reasons_many
from guildhall.kernel.people.rules.phones import clean_phones, phone_faults
from guildhall.mechanisms.workbooks.rules.cells import clean_text, read_date, why_not_date
from guildhall.mechanisms.workbooks.rules.headings import ASIDE_LABELS, HeadingMatch, rows_set_aside
from guildhall.mechanisms.workbooks.rules.reading import Batch, Kind

REQUIRED = tuple(spec.key for spec in COLUMNS if spec.required)
ISO = re.compile(r"\d{4}-\d\d-\d\d")
YES = frozenset("是 有 1 √ ✓ y yes true 对 农民工".split())
NO = frozenset("否 无 0 × x n no false 非 不是 非农民工".split())
LONGEST_TITLE = 60
LONGEST_SHOWN = 30

Texts = list[str]
Coded = list[str | None]


@dataclass
class Checked:
    """Rows by columns, cleaned; None where a cell says nothing. `reasons` forbid a row, `warnings` go with it."""

    row_numbers: list[int]
    values: dict[str, Coded] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    warnings: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    skipped: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_numbers)

    @property
    def bad(self) -> set[int]:
        """Places that may not go on."""
        return {*self.reasons, *self.skipped}

    def refuse(self, place: int, reason: str) -> None:
        self.reasons[place].append(reason)

    def warn(self, place: int, warning: str) -> None:
        self.warnings[place].append(warning)


def check_batch(batch: Batch, match: HeadingMatch, day: date) -> Checked:
    """Every cell of a batch that one can judge without the register."""
    checked = Checked(batch.row_numbers)
    texts = {key: batch.column(index) for key, index in match.mapping.items()}
    _remarks(checked, batch, match)
    _names(checked, texts["name"])
    _documents(checked, texts, day)
    _born(checked, texts.get("born_on"))
    _since(checked, texts.get("since"), day)
    _phones(checked, texts.get("phone"))
    for key, code_list in CODED.items():
        checked.values[key] = _coded(checked, key, texts.get(key), _reader(code_list))
    checked.values["is_migrant_worker"] = _coded(
        checked, "is_migrant_worker", texts.get("is_migrant_worker"), _yes_or_no
    )
    checked.values["job_title"] = _titles(checked, texts.get("job_title"))
    for key in ("employer", "union"):
        checked.values[key] = _each_once(texts.get(key), lambda text: clean_text(text) or None, len(checked))
    _set_aside(checked, batch, match)
    return checked


def _set_aside(checked: Checked, batch: Batch, match: HeadingMatch) -> None:
    """Totals, notes and repeated headings are no members."""
    asides = rows_set_aside(batch, match, REQUIRED)
    places = {number: place for place, number in enumerate(checked.row_numbers)} if asides else {}
    for aside in asides:
        place = places[aside.row]
        checked.skipped[place] = ASIDE_LABELS[aside.kind]
        checked.reasons.pop(place, None)
        checked.warnings.pop(place, None)


def _remarks(checked: Checked, batch: Batch, match: HeadingMatch) -> None:
    """What the file says of its own cells: formulas, errors, rounded numbers."""
    if not batch.remarks:
        return
    keys = {index: key for key, index in match.mapping.items()}
    places = {number: place for place, number in enumerate(batch.row_numbers)}
    for remark in batch.remarks:
        key = keys.get(remark.column)
        if key is None or remark.row not in places or (remark.kind is Kind.ROUNDED and key == "document_number"):
            continue
        say = checked.warn if remark.kind in (Kind.FORMULA, Kind.ROUNDED) else checked.refuse
        say(places[remark.row], f"{LABELS[key]}：{remark.sentence}")


def _names(checked: Checked, texts: Texts) -> None:
    names = clean_names(texts)
    for place, reasons in enumerate(name_reasons_many(names)):
        if reasons:
            checked.reasons[place] += reasons
    checked.values["name"] = list(names)


def _documents(checked: Checked, texts: Mapping[str, Texts], day: date) -> None:
    """Number, sex and birth date: where the number says the last two, it is believed."""
    kinds = _document_kinds(checked, texts.get("document_type"))
    numbers: list[str | None] = list(texts["document_number"])
    others = [place for place, kind in enumerate(kinds) if kind != RESIDENT]
    for place in others:
        numbers[place] = None
    checks = check_resident_numbers(numbers, day)
    born: Coded = checks.born_on.astype(str).tolist()
    said_sex: Coded = checks.sex.astype(str).tolist()
    cleaned: Coded = list(checks.numbers)
    for place in np.flatnonzero(checks.faults).tolist():
        born[place], said_sex[place] = None, None
        if kinds[place] == RESIDENT:
            checked.refuse(place, checks.reason(place))
    for place in others:
        found = check_document(kinds[place], texts["document_number"][place], today=day)
        cleaned[place], said_sex[place] = found.number, found.sex
        born[place] = found.born_on.isoformat() if found.born_on else None
        for reason in found.reasons if kinds[place] else ():
            checked.refuse(place, reason)
    checked.values |= {"document_type": list(kinds), "document_number": cleaned, "born_on": born}
    checked.values["sex"] = _sexes(checked, texts.get("sex"), said_sex)


def _document_kinds(checked: Checked, texts: Texts | None) -> list[str]:
    if texts is None:
        return [RESIDENT] * len(checked)
    kinds = _each_once(texts, lambda text: read_code("document", text) if text.strip() else RESIDENT, len(checked))
    for place, kind in enumerate(kinds):
        if kind is None:
            checked.refuse(place, f"没有“{texts[place][:LONGEST_SHOWN]}”这种证件类型")
    return [kind or "" for kind in kinds]


def _sexes(checked: Checked, texts: Texts | None, said: Coded) -> Coded:
    given = _coded(checked, "sex", texts, _reader("sex"))
    if texts is None:
        return said
    for place, (own, number) in enumerate(zip(given, said, strict=True)):
        if own != number and own in ("1", "2"):
            if number in ("1", "2"):
                checked.warn(place, "性别与证件号码不符，按证件号码登记")
            else:
                said[place] = own
    return said


def _born(checked: Checked, texts: Texts | None) -> None:
    if texts is None:
        return
    born = checked.values["born_on"]
    for place, text in enumerate(texts):
        if not text or text == born[place]:
            continue
        given = _day(checked, place, "born_on", text)
        if given is None or given == born[place]:
            continue
        if born[place] is None:
            born[place] = given
        else:
            checked.warn(place, "出生日期与证件号码不符，按证件号码登记")


def _since(checked: Checked, texts: Texts | None, day: date) -> None:
    if texts is None:
        checked.values["since"] = [None] * len(checked)
        return
    today, born = day.isoformat(), checked.values["born_on"]
    known: dict[str, str | None] = {}
    since: Coded = []
    for place, text in enumerate(texts):
        if text in known:
            given = known[text]
        else:
            given = _day(checked, place, "since", text) if text else None
            if given is not None or not text:
                known[text] = given
        since.append(given)
        if given is None:
            continue
        if given > today:
            checked.refuse(place, "入会日期晚于今天")
        elif given <= (born[place] or ""):
            checked.refuse(place, "入会日期早于出生日期")
    checked.values["since"] = since


def _day(checked: Checked, place: int, key: str, text: str) -> str | None:
    """A day as ISO text; a reason where the cell names none."""
    found = read_date(text)
    if found is None:
        if reason := why_not_date(text):
            checked.refuse(place, f"{LABELS[key]}：{reason}")
        return None
    return found.isoformat()


def _phones(checked: Checked, texts: Texts | None) -> None:
    if texts is None:
        checked.values["phone"] = [None] * len(checked)
        return
    phones = clean_phones(texts)
    faults = phone_faults(phones)
    kept: Coded = [phone or None for phone in phones]
    for place, fault in enumerate(faults):
        if fault and phones[place]:
            checked.warn(place, f"{fault}，电话未登记")
        if fault:
            kept[place] = None
    checked.values["phone"] = kept


def _reader(code_list: str) -> Callable[[str], str | None]:
    return lambda text: read_code(code_list, text)


def _yes_or_no(text: str) -> str | None:
    word = clean_text(text).casefold()
    return "t" if word in YES else "f" if word in NO else None


def _coded(checked: Checked, key: str, texts: Texts | None, read: Callable[[str], str | None]) -> Coded:
    """A column of codes; what cannot be read is left out and said."""
    if texts is None:
        return [None] * len(checked)
    known = {text: read(text) if text.strip() else None for text in set(texts)}
    strange = {text for text, code in known.items() if code is None and text.strip()}
    if strange:
        for place, text in enumerate(texts):
            if text in strange:
                checked.warn(place, f"{LABELS[key]}“{text[:LONGEST_SHOWN]}”无法识别，未登记")
    return [known[text] for text in texts]


def _titles(checked: Checked, texts: Texts | None) -> Coded:
    titles = _each_once(texts, lambda text: clean_text(text) or None, len(checked))
    if texts is not None:
        for place, title in enumerate(titles):
            if title and len(title) > LONGEST_TITLE:
                titles[place] = title[:LONGEST_TITLE]
                checked.warn(place, f"岗位超过 {LONGEST_TITLE} 个字，只登记前 {LONGEST_TITLE} 个字")
    return titles


def _each_once(texts: Sequence[str] | None, read: Callable[[str], str | None], count: int) -> Coded:
    """Each distinct text read once."""
    if texts is None:
        return [None] * count
    known = {text: read(text) for text in set(texts)}
    return [known[text] for text in texts]
