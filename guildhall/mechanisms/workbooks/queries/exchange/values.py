"""Values of many records at once, as text, a column at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from guildhall.kernel.crypto import decrypt_many
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor, Reach
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE, ExchangeField, ExchangeSubject

STEP = 20_000
BETWEEN = "\x1f"  # the unit separator, which no cleaned text holds
KEYS = """
    SELECT {key} FROM {source} WHERE {path} >= %(first)s AND {path} < %(behind)s
        AND (%(everything)s OR {area} = ANY(%(areas)s) OR {organisation} = ANY(%(organisations)s))
    ORDER BY 1
"""
# One row of columns, each a long text: three times as fast as a row for each record, taken apart in Python.
BLOCK = """
    SELECT {joined} FROM (
        SELECT {key} AS key, {area} AS area, {organisation} AS organisation{columns} FROM {source} {outside}
        WHERE {key} = ANY({keys}) ORDER BY 1
    ) block
"""
JOINED = "string_agg({0}, E'\\x1f')"
NUMBERS = """
    LEFT JOIN workbooks_outsidenumber outside_ ON outside_.system_id = {system} AND outside_.subject_type = {label}
        AND outside_.subject_id = {key}
"""


def subjects() -> list[ExchangeSubject]:
    return sorted(offered(ExchangeSubject), key=lambda subject: subject.code)


def subject_named(code: str) -> ExchangeSubject:
    for subject in offered(ExchangeSubject):
        if subject.code == code:
            return subject
    raise LookupError(f"nothing to exchange is called {code}")


@dataclass
class Block:
    """Some records: their keys, where they lie, their values by field."""

    keys: list[int]
    areas: list[int]
    organisations: list[int]
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        names = list(self.columns)
        for key, *texts in zip(self.keys, *self.columns.values(), strict=True):
            yield key, dict(zip(names, texts, strict=True))


def keys_below(subject: ExchangeSubject, organisation: Organisation, reach: Reach) -> list[int]:
    """The keys of a subject's records below an organisation, as far as a reach goes, in order."""
    path = organisation.path
    statement = KEYS.format(**_parts(subject))
    asked: dict[str, Any] = {
        "first": path,
        "behind": path[:-1] + chr(ord(path[-1]) + 1),
        "everything": reach.everything,
        "areas": list(reach.areas),
        "organisations": list(reach.organisations),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [key for (key,) in cursor.fetchall()]


def keys_of(subject: ExchangeSubject, organisation: Organisation, actor: Actor) -> list[int]:
    return keys_below(subject, organisation, actor.reach(subject.permission))


def _parts(subject: ExchangeSubject) -> dict[str, str]:
    return {name: getattr(subject, name) for name in ("key", "source", "path", "area", "organisation")}


def statement_of(
    subject: ExchangeSubject,
    keys: Sequence[int],
    fields: Sequence[str],
    system_id: int | None,
    *,
    careful: bool = False,
) -> sql.Composed:
    """The columns of some records, sealed ones as they are sealed; `careful` takes separators out of the values."""
    wanted = [_expression(subject.by_key.get(key)) for key in fields]
    if careful:
        wanted = [f"replace({expression}, E'\\x1f', ' ')" for expression in wanted]
    columns = "".join(f", {expression} AS c{place}" for place, expression in enumerate(wanted))
    names = ["key::text", "area::text", "organisation::text", *(f"c{place}" for place in range(len(wanted)))]
    outside = NUMBERS.format(system="{system}", label="{label}", key=subject.key) if OUTSIDE in fields else ""
    joined = ", ".join(JOINED.format(name) for name in names)
    template = BLOCK.format(**_parts(subject), joined=joined, columns=columns, outside=outside, keys="{keys}")
    return sql.SQL(template).format(
        keys=sql.Literal(list(keys)), system=sql.Literal(system_id), label=sql.Literal(subject.label)
    )


def _expression(known: ExchangeField | None) -> str:
    if known is None:
        return "coalesce(outside_.number, '')"
    return f"coalesce(encode({known.expression}, 'hex'), '')" if known.sealed else f"coalesce({known.expression}, '')"


def values_of(
    subject: ExchangeSubject, keys: Sequence[int], fields: Sequence[str], *, system_id: int | None = None
) -> Block:
    """The values of some records that still stand, in the order of their keys; sealed ones opened."""
    return next(blocks_of(subject, [keys], fields, system_id=system_id))


def blocks_of(
    subject: ExchangeSubject, parts: Iterable[Sequence[int]], fields: Sequence[str], *, system_id: int | None = None
) -> Iterator[Block]:
    """A block for each part; the database looks for the next one while one is used."""
    names = list(dict.fromkeys(fields))
    with ThreadPoolExecutor(1) as thread, fetching() as fetch:
        waiting: tuple[Sequence[int], Future[Any]] | None = None
        for part in parts:
            coming = part, thread.submit(fetch, statement_of(subject, part, names, system_id))
            if waiting is not None:
                yield _block(subject, names, waiting[0], waiting[1].result(), system_id, fetch)
            waiting = coming
        if waiting is not None:
            yield _block(subject, names, waiting[0], waiting[1].result(), system_id, fetch)


@contextmanager
def fetching() -> Iterator[Callable[[sql.Composed], list[str | None]]]:
    """A way to ask this transaction's own connection from another thread; psycopg serves one after the other."""
    connection.ensure_connection()
    raw = connection.connection

    def fetch(statement: sql.Composed) -> list[str | None]:
        with raw.cursor() as cursor:
            found: tuple[str | None, ...] = cursor.execute(statement).fetchone()
            return list(found)

    yield fetch


def _block(
    subject: ExchangeSubject,
    fields: Sequence[str],
    keys: Sequence[int],
    joined: list[str | None],
    system_id: int | None,
    fetch: Callable[[sql.Composed], list[str | None]],
) -> Block:
    if joined[0] is None:
        return Block([], [], [], {key: [] for key in fields})
    columns = [(text or "").split(BETWEEN) for text in joined]
    if any(len(column) != len(columns[0]) for column in columns):
        columns = [
            (text or "").split(BETWEEN) for text in fetch(statement_of(subject, keys, fields, system_id, careful=True))
        ]
    found = {}
    for key, column in zip(fields, columns[3:], strict=True):
        known = subject.by_key.get(key)
        found[key] = opened(column, known.sealed) if known is not None and known.sealed else column
    places, areas, organisations = (list(map(int, column)) for column in columns[:3])
    return Block(places, areas, organisations, found)


def opened(column: Sequence[str], label: str) -> list[str]:
    sealed = [bytes.fromhex(text) if text else None for text in column]
    return [text or "" for text in decrypt_many(sealed, label=label)]


def in_steps(keys: Sequence[int], step: int = STEP) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), step):
        yield keys[start : start + step]
