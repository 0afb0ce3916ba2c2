"""Every screen of the house, the words that explain it to a clerk, and the part of the menu it belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offered
from guildhall.kernel.scope import Actor

TITLE = re.compile(r"\s*<h2>(.*?)</h2>", re.DOTALL)
EVERYBODYS = {"open", "signed in"}
WITHOUT_NAMESPACE = "signing"
SIGNING, EVERYDAY = "登录和账号", "工作台和查找"


def urlconf() -> str:
    """The module of addresses in use: what is remembered of addresses is remembered by it."""
    return get_urlconf() or str(settings.ROOT_URLCONF)


@dataclass(frozen=True)
class Screen:
    """A page that has a help text, in `templates/help/<part>/<name>.html`; its first heading is its title."""

    part: str
    name: str
    route: str
    permission: str

    @property
    def template_name(self) -> str:
        return f"help/{self.part}/{self.name}.html"

    @cached_property
    def source(self) -> str:
        return get_template(self.template_name).render()

    @cached_property
    def title(self) -> str:
        found = TITLE.match(self.source)
        return strip_tags(found[1]).strip() if found else self.name

    @cached_property
    def text(self) -> SafeString:
        """The text below its title; it is our own template, nobody else writes in it."""
        return mark_safe(TITLE.sub("", self.source, count=1))  # noqa: S308

    @cached_property
    def group(self) -> str:
        """The menu group under whose address the screen lies."""
        if self.part == WITHOUT_NAMESPACE:
            return SIGNING
        above = [(len(route), name) for route, name in menu_routes(urlconf()) if self.route.startswith(route)]
        return max(above)[1] if above else EVERYDAY

    def is_for(self, actor: Actor | None) -> bool:
        """Whether somebody may open the screen at all."""
        if actor is None:
            return self.permission == "open"
        return self.permission in EVERYBODYS or actor.may(self.permission)

    def says(self, words: str) -> bool:
        return all(word in strip_tags(self.source).lower() for word in words.lower().split())


def part_of(namespace: str) -> str:
    """The folder of the help texts of a URL namespace."""
    return namespace or WITHOUT_NAMESPACE


def addresses(
    resolver: URLResolver | None = None, namespace: str = "", before: str = ""
) -> Iterator[tuple[str, str, str, Any]]:
    """Namespace, name, route and view of every address, in the order of the `urls.py` files."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from addresses(entry, entry.namespace or namespace, route)
        elif isinstance(entry, URLPattern) and entry.name:
            yield namespace, entry.name, route, entry.callback


@cache
def menu_routes(urlconf: str) -> list[tuple[str, str]]:
    """The routes of the lines of the menu, with the names of their groups."""
    groups = {url_name: part.name for part in offered(Domain) for _, url_name, _ in part.menu}
    named = [(f"{namespace}:{name}" if namespace else name, route) for namespace, name, route, _ in addresses()]
    return [(route, groups[name]) for name, route in named if name in groups]


@cache
def explained(urlconf: str) -> dict[tuple[str, str], Screen]:
    """The screens that have a help text, by the part and the name of their address."""
    found = {}
    for namespace, name, route, view in addresses():
        screen = Screen(part_of(namespace), name, route, getattr(view, "permission", ""))
        if has_text(screen):
            found[screen.part, screen.name] = screen
    return found


def has_text(screen: Screen) -> bool:
    try:
        get_template(screen.template_name)
    except TemplateDoesNotExist:
        return False
    return True


def screen_at(part: str, name: str) -> Screen | None:
    return explained(urlconf()).get((part, name))


def groups_for(actor: Actor | None, words: str = "") -> dict[str, list[Screen]]:
    """The explained screens that somebody may open, by menu group in the order of the menu."""
    order = [EVERYDAY, *(part.name for part in sorted(offered(Domain), key=lambda part: part.order)), SIGNING]
    groups: dict[str, list[Screen]] = {name: [] for name in order}
    for screen in explained(urlconf()).values():
        if screen.is_for(actor) and screen.says(words):
            groups[screen.group].append(screen)
    return {name: screens for name, screens in groups.items() if screens}
