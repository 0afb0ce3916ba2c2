"""A lookup for many keys at once."""

from typing import Any

from django.db import models
from django.db.models.sql.compiler import SQLCompiler


@models.Field.register_lookup
class Among(models.Lookup):
    """`pk__among=keys`: one array as one parameter; of a thousand keys, `in` spends more on its text than on its rows."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, list(self.rhs))
