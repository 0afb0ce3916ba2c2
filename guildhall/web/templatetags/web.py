"""What templates say values with."""

from typing import Any

from django import template
from django.conf import settings
from django.db import models
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guildhall.kernel.files.queries import files_of
from guildhall.kernel.people.queries.privacy import masked as masked_fact
from guildhall.kernel.people.queries.privacy import may_reveal, personal
from guildhall.web import formats
from guildhall.web.history import entries_of

register = template.Library()

register.filter("day", formats.chinese_day)
register.filter("moment", formats.chinese_moment)
register.filter("short_day", formats.day)
register.filter("short_moment", formats.moment)
register.filter("amount", formats.amount)
register.filter("count", formats.count)
register.filter("share", formats.share)
register.filter("wan", formats.wan)
register.filter("masked", formats.masked)


@register.filter
def or_dash(value: Any) -> Any:
    """A dash where there is nothing."""
    return formats.NOTHING if value is None or value == "" else value


@register.filter
def size(value: int | None) -> str:
    """A file's size in KB or MB."""
    if value is None:
        return formats.NOTHING
    return f"{max(1, round(value / 1024))} KB" if value < 1024 * 1024 else f"{value / 1024 / 1024:.1f} MB"


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon of the sprite; it is decoration, the words beside it say what it means."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        kind,
        static("web/vendor/sprite.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def nav(context: template.Context, address: str) -> str:
    """`active` where the present page lies under an address."""
    request = context.get("request")
    return "active" if request is not None and request.path.startswith(address) else ""


@register.inclusion_tag("parts/_history.html")
def history(record: models.Model, limit: int = 30) -> dict[str, Any]:
    """The trail of a record: who did what, when and why."""
    return {"entries": entries_of(record, limit)}


@register.inclusion_tag("parts/_files.html")
def files(record: models.Model) -> dict[str, Any]:
    """The files of a record that the page was handed."""
    return {"files": list(files_of(record))}


@register.inclusion_tag("web/_reveal_masked.html", takes_context=True)
def revealable(context: template.Context, record: models.Model, field: str, address: str) -> dict[str, Any]:
    """A masked fact, with the button that shows it whole to whoever may see it."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    fact = personal(type(record), field)
    may = bool(actor and fact and may_reveal(actor, fact.privacy, record))
    return {"fact": fact, "masked": masked_fact(record, field), "may": may, "address": address}


@register.simple_tag
def home_address() -> str:
    """Where everybody begins; also known to pages without a context."""
    return resolve_url(settings.LOGIN_REDIRECT_URL)
