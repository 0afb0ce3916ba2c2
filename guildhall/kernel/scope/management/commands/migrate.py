"""Django's migrate, in the city's own schema."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    help = "Bring the city's schema up to date; the schema is made when it is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(settings.SCHEMA)}")
        super().handle(*args, **options)
        if connection.introspection.table_names():
            cache.clear()
