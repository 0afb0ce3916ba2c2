"""A blind index under a new key: built beside the old one, and put in its place when every row has it.

At every moment all rows of an index column stand under one key, and once a key has been changed the database checks
that: so two rows with one number can never stand beside one another, whatever a late writer brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction
from psycopg import sql

from guildhall.kernel.crypto.keys import activate_index_key, keyring, keys_path
from guildhall.kernel.crypto.rotation.rows import NEXT, Told, exists, has_column, mark, marked, reseal
from guildhall.kernel.crypto.rotation.tables import sealed_tables

PATIENCE = "10s"
INDEXES = """
    SELECT i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    WHERE x.indrelid = to_regclass(%s) AND x.indisvalid
      AND pg_get_indexdef(x.indexrelid) ~ ('\\m' || %s || '\\M') AND i.relname NOT LIKE '%%\\_next'
"""
CHECKS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = to_regclass(%s) AND contype = 'c' AND pg_get_constraintdef(oid) ~ ('\\m' || %s || '\\M')
      AND conname NOT LIKE '%%\\_key_number'
"""
FORGET = """
    CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{shadow} IS NOT DISTINCT FROM OLD.{shadow} THEN
            NEW.{shadow} = NULL;
        END IF;
        RETURN NEW;
    END $$
"""


class Column(NamedTuple):
    """An index column of a model's table, its shadow, and what is built on it."""

    table: str
    name: str

    @property
    def shadow(self) -> str:
        return f"{self.name}{NEXT}"

    @property
    def forgetting(self) -> str:
        return f"{self.table}_{self.name}_forget"[-60:]

    @property
    def check(self) -> str:
        return f"{self.table}_{self.name}"[:52] + "_key_number"

    def turned(self, text: str) -> str:
        """A definition on the column as one on its shadow."""
        return re.sub(rf"\b{self.name}\b", self.shadow, text)

    def found(self, query: str) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(query, [self.table, self.name])
            return cursor.fetchall()


def columns() -> Iterator[Column]:
    for table in sealed_tables():
        if table.is_model and exists(table.table):
            yield from (Column(table.table, name) for name in table.indexes)


def is_reindexing() -> bool:
    """Whether the indexes still have to be brought under the newest key."""
    keys = keyring()
    return keys.index != keys.next_index or any(has_column(each.table, each.shadow) for each in columns())


def prepare() -> None:
    """Put an empty column beside each index, forgotten again whenever its index changes; nothing for a reader changes."""
    for column in columns():
        names = {
            "table": sql.Identifier(column.table),
            "column": sql.Identifier(column.name),
            "shadow": sql.Identifier(column.shadow),
            "function": sql.Identifier(column.forgetting),
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(sql.SQL("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {shadow} uuid").format(**names))
            cursor.execute(sql.SQL(FORGET).format(**names))
            cursor.execute(
                sql.SQL(
                    "CREATE OR REPLACE TRIGGER {function} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
                ).format(**names)
            )


def build() -> None:
    """Build on each shadow what stands on its column, without holding anybody up."""
    for column in columns():
        for name, definition in column.found(INDEXES):
            wanted = f"{name}{NEXT}"
            with connection.cursor() as cursor:
                cursor.execute("SELECT x.indisvalid FROM pg_index x WHERE x.indexrelid = to_regclass(%s)", [wanted])
                standing = cursor.fetchone()
                if standing and not standing[0]:
                    cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(wanted)))
                if not (standing and standing[0]):
                    made = definition.replace("INDEX ", "INDEX CONCURRENTLY ", 1)
                    made = re.sub(rf"\b{re.escape(name)}\b", wanted, made, count=1)
                    cursor.execute(column.turned(made))


def exchange(told: Told) -> None:
    """Put every new index in its old one's place: one transaction, the last rows filled under its lock."""
    number = keyring().next_index.number
    standing = list(columns())
    if not all(has_column(each.table, each.shadow) for each in standing):
        activate_index_key(keys_path(), number)
        return
    build()
    before = keyring().index.number
    try:
        with transaction.atomic():
            _lock(standing)
            for table in sealed_tables():
                if table.is_model and table.indexes:
                    reseal(table, told)
            for column in standing:
                _replace(column)
            activate_index_key(keys_path(), number)
    except BaseException:
        activate_index_key(keys_path(), before)
        raise
    for column in standing:
        _validate(column)


def _lock(standing: list[Column]) -> None:
    tables = sorted({each.table for each in standing})
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        for table in tables:
            cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))


def _replace(column: Column) -> None:
    """The shadow takes the column's name, its indexes and its checks; the old column goes."""
    indexes, checks = column.found(INDEXES), column.found(CHECKS)
    table, name, shadow = (sql.Identifier(each) for each in (column.table, column.name, column.shadow))
    forgetting = sql.Identifier(column.forgetting)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attnotnull FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s",
            [column.table, column.name],
        )
        is_filled = cursor.fetchone()[0]
        cursor.execute(sql.SQL("DROP TRIGGER {} ON {}").format(forgetting, table))
        cursor.execute(sql.SQL("DROP FUNCTION {}()").format(forgetting))
        cursor.execute(sql.SQL("ALTER TABLE {} DROP COLUMN {}").format(table, name))
        cursor.execute(sql.SQL("ALTER TABLE {} RENAME COLUMN {} TO {}").format(table, shadow, name))
        if is_filled:
            cursor.execute(sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL").format(table, name))
        for index, _ in indexes:
            old, new = sql.Identifier(f"{index}{NEXT}"), sql.Identifier(index)
            cursor.execute(sql.SQL("ALTER INDEX {} RENAME TO {}").format(old, new))
        for check, definition in checks:
            added = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(table, sql.Identifier(check))
            cursor.execute(added + sql.SQL(definition + " NOT VALID"))
        cursor.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NULL OR {} = {}) NOT VALID").format(
                table, sql.Identifier(column.check), name, mark(column.name), sql.Literal(marked(keyring().next_index))
            )
        )


def _validate(column: Column) -> None:
    """Check the rows that stand, beside the work of others."""
    names = [*(check for check, _ in column.found(CHECKS)), column.check]
    for name in names:
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("ALTER TABLE {} VALIDATE CONSTRAINT {}").format(
                    sql.Identifier(column.table), sql.Identifier(name)
                )
            )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(column.table)))
