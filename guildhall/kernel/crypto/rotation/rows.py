"""Sealing rows anew, a batch at a time; a row that somebody writes meanwhile is left to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pgtrigger
from django.db import connection, transaction
from psycopg import sql

from guildhall.kernel.crypto.blind import MARK_LENGTH, blind_index_hex_many
from guildhall.kernel.crypto.keys import IndexKey, keyring
from guildhall.kernel.crypto.offers import SealedTable
from guildhall.kernel.crypto.seal import decrypt_many, encrypt_many

BATCH = 2_000
NEXT = "_next"
Told = Callable[[int], None]


class Remaining(NamedTuple):
    """How many rows of a column still need an old key."""

    table: str
    column: str
    rows: int


class Given(NamedTuple):
    """One column of a batch as the statement gets it."""

    name: str
    kind: str
    values: list[Any]


def key_number(column: str) -> sql.Composable:
    """The number of the key that sealed a value, read from the value."""
    return sql.SQL("(get_byte({0}, 1) * 256 + get_byte({0}, 2))").format(sql.Identifier(column))


def mark(column: str) -> sql.Composable:
    """The last two bytes of a blind index: the number of its key."""
    return sql.SQL("right({}::text, {})").format(sql.Identifier(column), sql.Literal(2 * MARK_LENGTH))


def marked(key: IndexKey) -> str:
    return key.number.to_bytes(MARK_LENGTH, "big").hex()


def exists(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        return bool(cursor.fetchone()[0])


def has_column(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s AND NOT attisdropped",
            [table, column],
        )
        return bool(cursor.fetchone()[0])


def remaining(table: SealedTable) -> list[Remaining]:
    """How many rows of each column of a table stand under another key than the newest; nothing where all is done."""
    if not exists(table.table):
        return []
    keys = keyring()
    found = []
    stale = {
        column: sql.SQL("{} <> {}").format(key_number(column), sql.Literal(keys.active)) for column in table.columns
    }
    for column in table.indexes:
        shadow = f"{column}{NEXT}"
        wanted = sql.SQL("{} <> {}").format(mark(column), sql.Literal(marked(keys.next_index)))
        if has_column(table.table, shadow):
            wanted = sql.SQL("{} IS NULL AND {} IS NOT NULL").format(sql.Identifier(shadow), sql.Identifier(column))
        stale[column] = wanted
    if not keys.next_index.is_marked:
        stale = {column: condition for column, condition in stale.items() if column in table.columns}
    for column, condition in stale.items():
        count = _count(table.table, condition)
        if count:
            found.append(Remaining(table.table, column, count))
    return found


def _count(table: str, condition: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {} WHERE {}").format(sql.Identifier(table), condition))
        return int(cursor.fetchone()[0])


def reseal(table: SealedTable, told: Told) -> int:
    """Bring every row of a table under the newest keys; safe to stop anywhere and to run again."""
    work = Work(table)
    done = 0
    after: Sequence[Any] | None = None
    while work.columns:
        rows = work.read(after)
        if not rows:
            return done
        after = rows[-1][: len(table.key)]
        done += work.write(rows)
        told(len(rows))
    return done


class Work:
    """One table's share: what is read of a row, what is stale, what is written back."""

    def __init__(self, table: SealedTable) -> None:
        self.table = table
        self.keys = keyring()
        self.shadows = {name: target for name in table.indexes if (target := self.target(name))}
        extra = [name for index in self.shadows for name in table.indexes[index].reads]
        wanted = dict.fromkeys([*table.columns, *extra, *self.shadows])
        self.columns = list(wanted) if exists(table.table) else []
        self.stale = [
            sql.SQL("({0} IS NOT NULL AND {1} <> {2})").format(
                sql.Identifier(name), key_number(name), sql.Literal(self.keys.active)
            )
            for name in table.columns
        ] + [
            sql.SQL("({0} IS NOT NULL AND {1} IS DISTINCT FROM {2})").format(
                sql.Identifier(name), mark(shadow), sql.Literal(marked(self.keys.next_index))
            )
            for name, shadow in self.shadows.items()
        ]

    def target(self, index: str) -> str:
        """Where an index under the newest key is written: beside the old one, or in its place where nothing is looked up."""
        if has_column(self.table.table, f"{index}{NEXT}"):
            return f"{index}{NEXT}"
        is_settled = self.keys.index == self.keys.next_index and self.keys.index.is_marked
        return index if is_settled and not self.table.is_model else ""

    def read(self, after: Sequence[Any] | None) -> list[tuple[Any, ...]]:
        key = sql.SQL(", ").join(map(sql.Identifier, self.table.key))
        beyond: sql.Composable = sql.SQL("TRUE")
        if after is not None:
            beyond = sql.SQL("({}) > ({})").format(key, sql.SQL(", ").join(map(sql.Literal, after)))
        query = sql.SQL(
            "SELECT {key}, {columns} FROM {table} WHERE ({stale}) AND {beyond} ORDER BY {key} LIMIT {limit}"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                query.format(
                    key=key,
                    columns=sql.SQL(", ").join(map(sql.Identifier, self.columns)),
                    table=sql.Identifier(self.table.table),
                    stale=sql.SQL(" OR ").join(self.stale),
                    beyond=beyond,
                    limit=sql.Literal(BATCH),
                )
            )
            return cursor.fetchall()

    def write(self, rows: list[tuple[Any, ...]]) -> int:
        """Write a batch where the rows are as they were read; `changed_at` and fixed rows are left as they are."""
        width = len(self.table.key)
        read = {name: [row[width + at] for row in rows] for at, name in enumerate(self.columns)}
        sets: list[sql.Composable] = []
        guards: list[sql.Composable] = []
        given: list[Given] = [
            Given(name, "bigint", [row[at] for row in rows]) for at, name in enumerate(self.table.key)
        ]
        clear = {}
        for name, label in self.table.columns.items():
            blobs = [None if blob is None else bytes(blob) for blob in read[name]]
            clear[name] = decrypt_many(blobs, label=label)
            given += [
                Given(f"{name}__old", "bytea", blobs),
                Given(f"{name}__new", "bytea", encrypt_many(clear[name], label=label)),
            ]
            sets.append(sql.SQL("{0} = v.{1}").format(sql.Identifier(name), sql.Identifier(f"{name}__new")))
            guards.append(_same(name, f"{name}__old"))
        for name, shadow in self.shadows.items():
            index = self.table.indexes[name]
            parts = zip(*(clear.get(each) or read[each] for each in index.reads), strict=True)
            values = [None if None in part else index.key(*part) for part in parts]
            made = blind_index_hex_many(values, purpose=index.purpose, key=self.keys.next_index)
            given += [Given(f"{name}__old", "uuid", read[name]), Given(f"{name}__new", "uuid", made)]
            sets.append(sql.SQL("{0} = v.{1}").format(sql.Identifier(shadow), sql.Identifier(f"{name}__new")))
            guards.append(_same(name, f"{name}__old"))
        return self.update(given, sets, guards)

    def update(self, given: list[Given], sets: list[sql.Composable], guards: list[sql.Composable]) -> int:
        keys = [sql.SQL("t.{0} = v.{0}").format(sql.Identifier(name)) for name in self.table.key]
        statement = sql.SQL("UPDATE {table} t SET {sets} FROM unnest({arrays}) AS v ({names}) WHERE {where}").format(
            table=sql.Identifier(self.table.table),
            sets=sql.SQL(", ").join(sets),
            arrays=sql.SQL(", ").join(sql.SQL(f"%s::{each.kind}[]") for each in given),
            names=sql.SQL(", ").join(sql.Identifier(each.name) for each in given),
            where=sql.SQL(" AND ").join([*keys, *guards]),
        )
        with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute(statement, [each.values for each in given])
            return int(cursor.rowcount)


def _same(column: str, read: str) -> sql.Composable:
    return sql.SQL("t.{} IS NOT DISTINCT FROM v.{}").format(sql.Identifier(column), sql.Identifier(read))
