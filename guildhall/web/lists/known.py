"""Lists by their code: the URL name, and the keys in the address of those that have some."""

from functools import cache
from typing import Any

from django.urls import Resolver404, resolve, reverse

from guildhall.kernel.scope import Actor
from guildhall.web.screens import addresses, urlconf


@cache
def url_names(urlconf: str) -> dict[type, str]:
    """The URL name of every list page of the house."""
    return {
        view.view_class: f"{namespace}:{name}" if namespace else name
        for namespace, name, _, view in addresses()
        if hasattr(view, "view_class")
    }


def code_of(list_class: type, keys: dict[str, Any]) -> str:
    """`membership:members`, or `statistics:records/<code>`; nothing for a list that has no address."""
    name = url_names(urlconf()).get(list_class, "")
    return "/".join([name, *(str(key) for key in keys.values())]) if name else ""


def address_of(code: str) -> str:
    """Where a list of this code lies; nothing where there is none any more."""
    name, *keys = code.split("/")
    if name not in url_names(urlconf()).values():
        return ""
    return reverse(name, args=keys)


def list_at(code: str) -> tuple[Any, dict[str, Any]] | None:
    """The list page of a code and the keys of its address."""
    try:
        found = resolve(address_of(code))
    except Resolver404:
        return None
    list_class = getattr(found.func, "view_class", None)
    return (list_class, found.kwargs) if list_class else None


def is_open(code: str, actor: Actor) -> bool:
    """Whether a list of this code still exists and somebody may open it."""
    found = list_at(code)
    return found is not None and actor.may(found[0].permission)


def opened(code: str, actor: Actor, query: str = "") -> Any:
    """The list of a code as somebody opens it; None where there is none, or they may not."""
    if not is_open(code, actor):
        return None
    found = list_at(code)
    assert found is not None  # noqa: S101 - for the type checker
    return found[0].opened_by(actor, query, **found[1])
