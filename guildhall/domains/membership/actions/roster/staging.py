"""A roster's rows read, checked, sealed and copied into a scratch table, batch by batch."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from psycopg import sql

from guildhall.domains.membership.queries.roster import Employers, Unions, uploader
from guildhall.domains.membership.rules.roster.checking import Checked, Coded, check_batch
from guildhall.domains.membership.rules.roster.columns import CODED
from guildhall.kernel.crypto import blind_index_hex_many, encrypt_many
from guildhall.kernel.people.rules.identity import document_key
from guildhall.kernel.people.rules.names import name_keys
from guildhall.kernel.people.rules.pinyin import initials_many, pinyin_keys
from guildhall.kernel.people.rules.strokes import names_strokes
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries import imports as workbooks
from guildhall.mechanisms.workbooks.rules.reading import Table

Advance = Callable[[int, int, str], None]

BATCH = 20_000
NULL = "\\N"
LONGEST_NAME, LONGEST_PINYIN = 60, 120
MOST_SAID = 20
TYPES = {
    "row_no": "integer",
    "outcome": "text",
    "reason": "text",
    "warning": "text",
    "union_id": "bigint",
    "area_id": "bigint",
    "name": "text",
    "name_key": 'text COLLATE "C"',
    "pinyin": 'text COLLATE "C"',
    "initials": 'text COLLATE "C"',
    "strokes": 'text COLLATE "C"',
    "sex": "text",
    "born_on": "date",
    "document_type": "text",
    "document_number": "bytea",
    "document_index": "uuid",
    "phone": "bytea",
    "phone_index": "uuid",
    **dict.fromkeys(CODED, "text"),
    "job_title": "text",
    "is_migrant_worker": "boolean",
    "employer_id": "bigint",
    "since": "date",
}
COLUMNS = tuple(TYPES)
SCRATCH = sql.Identifier("membership_roster_scratch")


@dataclass
class Staged:
    """What came of reading a file: how many rows, the last one, and what to tell on the screen."""

    row_count: int = 0
    last_row: int = 0
    notices: list[str] = field(default_factory=list)


def stage(import_: Import, *, day: date, advance: Advance) -> Staged:
    """Copy every row of the uploaded file, checked, into this session's scratch table."""
    match = workbooks.match_of(import_)
    unions, employers = Unions(import_.organisation, uploader(import_, day)), Employers()
    staged = Staged()
    _make_scratch()
    with workbooks.table_of(import_) as table:
        for batch in table.batches(BATCH, after=match.row_no):
            checked = check_batch(batch, match, day)
            copy_rows(columns_of(checked, unions, employers))
            staged.row_count += len(batch)
            staged.last_row = batch.row_numbers[-1]
            advance(staged.row_count, _expected(table, staged.row_count), "正在检查")
        staged.notices += _notices(table, staged)
    staged.notices += [f"所属工会{said}，请核对" for said in list(unions.by_other_name.values())[:MOST_SAID]]
    unused = [match.headings[index].strip() for index in match.unmatched]
    if unused:
        staged.notices.append(f"没有使用的列：{'、'.join(unused)}")
    return staged


def _expected(table: Table, done: int) -> int:
    if table.expected_rows:
        return max(done, table.expected_rows)
    return max(done, round(done / table.share_read)) if table.share_read else done


def _notices(table: Table, staged: Staged) -> list[str]:
    notices = list(table.notices)
    if not staged.row_count:
        notices.append("表头下面没有数据行，请填写后再上传")
    if table.merged:
        notices.append(f"表中有 {len(table.merged)} 处合并单元格，合并区域只有左上角一格有内容，请核对")
    return notices


def _make_scratch() -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(SCRATCH))
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} (" + columns + ")").format(SCRATCH))


def drop_scratch() -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(SCRATCH))


def copy_rows(columns: list[list[str]]) -> None:
    """Copy rows given as columns of COPY's own text."""
    text = "\n".join(map("\t".join, zip(*columns, strict=True)))
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(SCRATCH)) as copy:
        copy.write(text + "\n")


def columns_of(checked: Checked, unions: Unions, employers: Employers) -> list[list[str]]:
    """The rows of a batch as columns of text for COPY, in the order of `COLUMNS`."""
    values = checked.values
    found = _unions(checked, unions)
    names = [name or "" for name in values["name"]]
    workplaces = _employers(checked, found, employers)
    bad = checked.bad
    for place in bad:
        for column in values.values():
            column[place] = None
        found[place], workplaces[place] = None, None
        names[place] = names[place][:LONGEST_NAME]
    pinyin = [key if len(key) <= LONGEST_PINYIN else key[:LONGEST_PINYIN] for key in pinyin_keys(names)]
    columns = {
        "row_no": list(map(str, checked.row_numbers)),
        "outcome": _outcomes(checked),
        "reason": _said(checked, checked.reasons, checked.skipped),
        "warning": _said(checked, checked.warnings, {}),
        "union_id": [NULL if pair is None else str(pair[0]) for pair in found],
        "area_id": [NULL if pair is None else str(pair[1]) for pair in found],
        "name": _escaped(names),
        "name_key": [key[:LONGEST_NAME] for key in name_keys(names)],
        "pinyin": pinyin,
        "initials": [initials[:LONGEST_NAME] for initials in initials_many(pinyin)],
        "strokes": names_strokes(names),
        "employer_id": [NULL if key is None else str(key) for key in workplaces],
        **_sealed("document_number", "document_index", "people.document", values, _keys(values)),
        **_sealed("phone", "phone_index", "people.phone", values, values["phone"]),
    }
    columns["job_title"] = _escaped([value or NULL for value in values["job_title"]])
    for key in ("sex", "born_on", "document_type", *CODED, "is_migrant_worker", "since"):
        columns[key] = [value or NULL for value in values[key]]
    return [columns[key] for key in COLUMNS]


def _keys(values: dict[str, Coded]) -> Coded:
    """What the blind index of a document is made of."""
    pairs = zip(values["document_type"], values["document_number"], strict=True)
    return [number if kind == "01" or number is None else document_key(kind or "", number) for kind, number in pairs]


def _sealed(name: str, index: str, purpose: str, values: dict[str, Coded], keys: Coded) -> dict[str, list[str]]:
    """An encrypted column and its blind index, as COPY takes them."""
    sealed = encrypt_many(values[name], label=f"people.person.{name}")
    return {
        name: [NULL if value is None else f"\\\\x{value.hex()}" for value in sealed],
        index: [NULL if value is None else value for value in blind_index_hex_many(keys, purpose=purpose)],
    }


def _unions(checked: Checked, unions: Unions) -> list[tuple[int, int] | None]:
    """Union and area of each row; a reason on the row where there is none."""
    found: list[tuple[int, int] | None] = []
    unions.learn(set(checked.values["union"]))
    for place, text in enumerate(checked.values["union"]):
        answer = unions[text]
        if isinstance(answer, str):
            if place not in checked.skipped:
                checked.refuse(place, answer)
            found.append(None)
            continue
        found.append(answer)
        since = checked.values["since"][place]
        if since is not None and since < unions.founded_on.get(answer[0], ""):
            checked.refuse(place, f"入会日期早于工会成立日期（{unions.founded_on[answer[0]]}），请填写加入本工会的日期")
    return found


def _employers(checked: Checked, found: Iterable[tuple[int, int] | None], employers: Employers) -> list[int | None]:
    texts = checked.values["employer"]
    employers.learn({text for text in texts if text})
    keys: list[int | None] = []
    for place, (text, pair) in enumerate(zip(texts, found, strict=True)):
        key = employers.of(text, pair[0] if pair else None) if text else None
        keys.append(key)
        if text and key is None and pair:
            checked.warn(place, f"单位库中没有唯一的“{text[:40]}”，工作单位未登记")
    return keys


def _outcomes(checked: Checked) -> list[str]:
    outcomes = [""] * len(checked)
    for place in checked.reasons:
        outcomes[place] = "refused"
    for place in checked.skipped:
        outcomes[place] = "skipped"
    return outcomes


def _said(checked: Checked, sentences: dict[int, list[str]], others: dict[int, str]) -> list[str]:
    said = [""] * len(checked)
    for place, reasons in sentences.items():
        said[place] = _escape("；".join(dict.fromkeys(reasons)))
    for place, reason in others.items():
        said[place] = reason
    return said


def _escaped(texts: Iterable[str]) -> list[str]:
    return [text if text == NULL or "\\" not in text else _escape(text) for text in texts]


def _escape(text: str) -> str:
    return text.translate(ESCAPES)


ESCAPES = {ord("\\"): "\\\\", ord("\t"): " ", ord("\n"): " ", ord("\r"): " ", 0: None}
