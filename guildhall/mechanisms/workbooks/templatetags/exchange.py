from typing import Any

from django import template
from django.db import models

from guildhall.mechanisms.workbooks.queries.exchange.numbers import outside_numbers

register = template.Library()


@register.inclusion_tag("workbooks/_outside_numbers.html")
def known_outside(record: models.Model) -> dict[str, Any]:
    """The numbers by which upper systems know a record; nothing where none does."""
    return {"numbers": outside_numbers(record)}
