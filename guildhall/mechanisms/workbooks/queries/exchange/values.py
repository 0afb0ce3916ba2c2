"""Values of many records at once, as text, straight out of the tables by COPY."""

import re
from collections.abc import Iterator, Sequence
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
ESCAPED = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\b": "\b", "\\f": "\f", "\\v": "\v"}
ESCAPE = re.compile(r"\\[\\tnrbfv]")
KEYS = """
    SELECT {key} FROM {source} WHERE {path} >= %(first)s AND {path} < %(behind)s
        AND (%(everything)s OR {area} = ANY(%(areas)s) OR {organisation} = ANY(%(organisations)s))
    ORDER BY 1
"""
BLOCK = """
    COPY (SELECT {key}, {area}, {organisation}, {columns} FROM {source} {outside} WHERE {key} = ANY({keys}) ORDER BY 1) TO STDOUT
"""
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
    subject: ExchangeSubject, keys: Sequence[int], fields: Sequence[str], system_id: int | None
) -> sql.Composed:
    """The COPY of some records' columns, sealed ones as they are sealed."""
    wanted = [_expression(subject.by_key.get(key)) for key in fields]
    outside = NUMBERS.format(system="{system}", label="{label}", key=subject.key) if OUTSIDE in fields else ""
    template = BLOCK.format(**_parts(subject), columns=", ".join(wanted) or "''", outside=outside, keys="{keys}")
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
    names = list(dict.fromkeys(fields))
    return block_of(subject, names, copied(subject, keys, names, system_id))


def copied(subject: ExchangeSubject, keys: Sequence[int], fields: Sequence[str], system_id: int | None) -> str:
    """COPY's own text of some records."""
    with connection.cursor() as cursor, cursor.copy(statement_of(subject, keys, fields, system_id)) as copy:
        return b"".join(copy).decode()


def block_of(subject: ExchangeSubject, fields: Sequence[str], text: str) -> Block:
    """COPY's text as columns."""
    if not text:
        return Block([], [], [], {key: [] for key in fields})
    rows = [line.split("\t") for line in text[:-1].split("\n")]
    keys, areas, organisations, *columns = (list(column) for column in zip(*rows, strict=True))
    found = {}
    for key, column in zip(fields, columns, strict=bool(fields)):
        known = subject.by_key.get(key)
        if known is not None and known.sealed:
            found[key] = opened(column, known.sealed)
        else:
            found[key] = [_plain(one) for one in column] if "\\" in "".join(column) else column
    return Block([int(key) for key in keys], [int(key) for key in areas], [int(key) for key in organisations], found)


def opened(column: Sequence[str], label: str) -> list[str]:
    sealed = [bytes.fromhex(text) if text else None for text in column]
    return [text or "" for text in decrypt_many(sealed, label=label)]


def _plain(text: str) -> str:
    return ESCAPE.sub(lambda found: ESCAPED[found[0]], text)


def in_steps(keys: Sequence[int], step: int = STEP) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), step):
        yield keys[start : start + step]
