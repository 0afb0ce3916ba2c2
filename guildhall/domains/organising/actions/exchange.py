"""What exchange asks of organising: take their value, found a union that only they know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from guildhall.domains.organising.actions.unions import correct, found, rename
from guildhall.domains.organising.queries import checked_union_code
from guildhall.kernel.access.actions import refuse_for
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

FACTS = (
    "ownership", "unit_category", "industry", "credit_code", "division_code", "address", "phone", "approval_number",
    "term_starts_on", "term_ends_on",
)  # fmt: skip


def take(union: Organisation, values: Mapping[str, str], *, reason: str, actor: Actor, day: date) -> None:
    """Correct a union's facts to what the upper system says; a new name stands from today."""
    if "name" in values or "short_name" in values:
        name, short_name = values.get("name", union.name), values.get("short_name", union.short_name)
        rename(union, name=name, short_name=short_name, day=day, today=day, actor=actor)
    if facts := facts_of(values):
        correct(union, actor=actor, **facts)


def facts_of(values: Mapping[str, str]) -> dict[str, Any]:
    """Values of an exchange as the facts that the verbs of a union take."""
    facts: dict[str, Any] = {key: values[key] for key in FACTS if values.get(key)}
    for key in ("term_starts_on", "term_ends_on"):
        if key in facts:
            facts[key] = date.fromisoformat(facts[key])
    if "credit_code" in facts:
        facts["credit_code"], reasons = checked_union_code(facts["credit_code"])
        refuse_for(reasons)
    return facts


def register(values: Mapping[str, str], *, organisation: Organisation, actor: Actor, day: date) -> Organisation:
    """Found a union that only the upper system knows under the upper union it names."""
    if not values.get("name"):
        raise Refused("上级的行缺少工会名称，不能登记")
    founded = date.fromisoformat(values["founded_on"]) if values.get("founded_on") else day
    return found(
        parent=_parent(values, organisation),
        day=founded,
        today=day,
        actor=actor,
        name=values["name"],
        kind=values.get("kind") or Kind.SINGLE,
        short_name=values.get("short_name", ""),
        **facts_of(values),
    )


def _parent(values: Mapping[str, str], organisation: Organisation) -> Organisation:
    code, name = values.get("upper_code"), values.get("upper")
    if not code and not name:
        return organisation
    known = Organisation.objects.unions().standing().below(organisation.path)
    found_ = list(known.filter(code=code) if code else known.filter(name=name))
    if len(found_) != 1:
        told = "没有找到" if not found_ else f"有 {len(found_)} 个"
        raise Refused(f"所选范围内{told}上级工会“{name or code}”，请先核对隶属关系")
    return found_[0]
