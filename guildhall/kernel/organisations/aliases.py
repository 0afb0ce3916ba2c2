"""Other names of unions and units: given, ended, and who is meant by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations.models import Alias, Employer, Organisation, OrganisationName
from guildhall.kernel.organisations.naming import name_key
from guildhall.kernel.organisations.rules import why_not_alias
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def give_alias(
    owner: Organisation | Employer, *, text: str, source: str, actor: Actor, since: date | None = None
) -> Alias:
    """Note another name of a union or a unit; two may share one, then whoever matches by it is asked."""
    text = text.strip()
    reasons = why_not_alias(text=text, key=name_key(text), names=names_of(owner))
    if reasons:
        raise Refused(*reasons)
    held = {"organisation": owner} if isinstance(owner, Organisation) else {"employer": owner}
    alias = Alias(text=text, key=name_key(text), source=source, since=since, **held)
    return create(alias, actor=actor, verb="organisations.alias.give")


def end_alias(alias: Alias, *, actor: Actor) -> Alias:
    """Use an alias no more; it stays in the record."""
    with change(alias, actor=actor, verb="organisations.alias.end") as ending:
        if ending.ended_at is not None:
            raise Refused("这个别名已经停用")
        ending.ended_at = timezone.now()
    return alias


def names_of(owner: Organisation | Employer) -> set[str]:
    """The keys of the names that something bears in the register itself."""
    names = [owner.name, owner.short_name] if isinstance(owner, Organisation) else [owner.name]
    return {name_key(name) for name in names if name}


def aliases_of(owner: Organisation | Employer) -> QuerySet[Alias]:
    return owner.aliases.filter(ended_at=None).order_by("source", "text", "pk")


def sharing(alias: Alias) -> QuerySet[Alias]:
    """The same alias of others of its kind: matching by it asks."""
    same = Alias.objects.filter(ended_at=None, key=alias.key).exclude(pk=alias.pk)
    return same.filter(organisation__isnull=alias.organisation_id is None).order_by("pk")


def unions_known_as(texts: Iterable[str]) -> dict[str, dict[int, str]]:
    """Unions by the texts that are an alias or a former name of theirs: key of the union, and which of the two it is."""
    keys = {text: name_key(text) for text in texts}
    wanted = {key for key in keys.values() if key}
    by_key: dict[str, dict[int, str]] = {}
    for key, union in _aliases(wanted, "organisation_id"):
        by_key.setdefault(key, {})[union] = "别名"
    former = OrganisationName.objects.filter(until__isnull=False, name__in=[*keys, *wanted]).order_by("pk")
    for name, union in former.values_list("name", "organisation_id"):
        by_key.setdefault(name_key(name), {}).setdefault(union, "曾用名")
    return {text: by_key.get(key, {}) for text, key in keys.items()}


def employers_known_as(texts: Iterable[str]) -> dict[str, list[int]]:
    """Units by the texts that are an alias of theirs."""
    keys = {text: name_key(text) for text in texts}
    by_key: dict[str, list[int]] = {}
    for key, employer in _aliases(set(keys.values()), "employer_id"):
        by_key.setdefault(key, []).append(employer)
    return {text: by_key.get(key, []) for text, key in keys.items()}


def _aliases(keys: set[str], owner: str) -> Any:
    found = Alias.objects.filter(ended_at=None, key__in=keys - {""}, **{f"{owner}__isnull": False})
    return found.order_by("pk").values_list("key", owner)
