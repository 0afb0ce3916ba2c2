"""A demo database thrown away and made anew: its append-only tables refuse to be emptied, and rightly so."""

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from guildhall.kernel.access.queries import is_demo
from guildhall.kernel.refusal import Refused

MAINTENANCE = "postgres"


def renew_database() -> None:
    """Drop the database, if it is marked as a demo, and migrate an empty one of the same name."""
    if not is_demo():
        raise Refused("这个数据库没有标记为演示库，不能重建")
    known = connection.get_connection_params()
    name = sql.Identifier(known["dbname"])
    connection.close()
    keys = {key: known[key] for key in ("user", "password", "host", "port") if key in known}
    try:
        with psycopg.connect(dbname=MAINTENANCE, autocommit=True, **keys) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(name)
            )
    except psycopg.Error as error:
        raise Refused("数据库不允许重建，请换一个空数据库") from error
    call_command("migrate", interactive=False, verbosity=0)
