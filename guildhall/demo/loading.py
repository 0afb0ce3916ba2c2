"""Columns straight into tables by COPY, with every default, trigger and constraint of the table in force."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import sql

T = TypeVar("T")
Block = dict[str, Sequence[str | None]]
NULL = "\\N"
KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conindid <> 0)
    ORDER BY 1
"""


def copy_blocks(model: type[models.Model], blocks: Iterator[Block]) -> int:
    """Load blocks of columns (texts or None by field name); the next block is made while one is written."""
    first = next(blocks)
    columns = [model._meta.get_field(name).get_attname_column()[1] for name in first]  # type: ignore[union-attr]
    statement: sql.Composed = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join([sql.Identifier(str(column)) for column in columns])
    )
    count = len(next(iter(first.values())))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_lines(first))
        for rows, lines in _ahead((len(next(iter(block.values()))), _lines(block)) for block in blocks):
            copy.write(lines)
            count += rows
    return count


def copy_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> int:
    """Load rows, each with the same fields."""
    if not rows:
        return 0
    block: Block = {name: [_text(row[name]) for row in rows] for name in rows[0]}
    return copy_blocks(model, iter([block]))


@contextmanager
def without_nested_loops() -> Iterator[None]:
    """Let guards that join all written rows with a table nobody has analysed yet be planned as joins of sets."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


@contextmanager
def set_aside(*tables: type[models.Model]) -> Iterator[None]:
    """Foreign keys and secondary indexes of empty tables are made again after the load: once a set instead of once a row.

    Making them again checks every row, so nothing passes that the tables would have refused.
    """
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [names])
        keys = cursor.fetchall()
        cursor.execute(INDEXES, [names])
        indexes = cursor.fetchall()
        for table, key, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
        for index, _ in indexes:
            cursor.execute(f"DROP INDEX {index}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        for table, key, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {key} {definition}")


def continue_numbering(*tables: type[models.Model]) -> None:
    """Let new rows be numbered behind the loaded ones."""
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            cursor.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {}").format(
                    sql.Identifier(table)
                ),
                [table],
            )


def check_everything() -> None:
    """Let the deferred constraints speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def analyse(*tables: type[models.Model]) -> None:
    """Tell the planner what the tables now hold."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))


def _text(value: Any) -> str | None:
    return value if value is None else str(value)


def _lines(block: Block) -> bytes:
    columns = [[NULL if value is None else value for value in column] for column in block.values()]
    return ("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n").encode()


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in a thread while the one before is used."""
    nothing = object()
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, nothing)
        while (item := coming.result()) is not nothing:
            coming = thread.submit(next, items, nothing)
            yield item  # type: ignore[misc]
