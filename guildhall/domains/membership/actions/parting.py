"""Leaving, being deemed to have left, being expelled: a union's clerk prepares it, its chair confirms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from guildhall.domains.membership.actions import events
from guildhall.domains.membership.models import Event
from guildhall.domains.membership.rules import events as rules
from guildhall.kernel.access.actions import propose
from guildhall.kernel.access.models import Proposal
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.queries import open_spell_of
from guildhall.kernel.scope import Actor

CODE = "membership.parting"
VERBS: dict[str, Callable[..., Event]] = {
    Event.Kind.LEFT: events.leave,
    Event.Kind.DEEMED_LEFT: events.deem_left,
    Event.Kind.EXPELLED: events.expel,
}


def prepare(person: Person, *, kind: str, actor: Actor, note: str, paper: Any = None, **values: Any) -> Proposal:
    """Put a parting before the chair; its paper goes into the member's file at once."""
    neglect: rules.Neglect | None = values.pop("neglect", None)
    values.pop("version", None)
    today = values.pop("today")
    told = {**values, "kind": str(kind), "note": note, "day": values["day"].isoformat(), "today": today.isoformat()}
    if neglect is not None:
        told |= {"neglect": asdict(neglect)}
    proposal = propose(CODE, person, values=told, note_=note, actor=actor)
    if paper is not None:
        events.attach(person, paper=paper, actor=actor)
    return proposal


def why_not(person: Person, values: Mapping[str, Any]) -> list[str]:
    """What the rules say against it already; they are asked again when it is confirmed."""
    spell = open_spell_of(person)
    if spell is None:
        return ["该人员没有在册的会籍"]
    day, today = date.fromisoformat(values["day"]), date.fromisoformat(values["today"])
    reasons = rules.why_not_dated(day=day, today=today, since=spell.since) + rules.why_not_record(
        kind=values["kind"],
        is_open=spell.until is None,
        standing=spell.standing,
        note=values["note"],
        paper_number=values.get("paper_number", ""),
    )
    return reasons + (rules.why_not_deem_left(rules.Neglect(**values["neglect"])) if "neglect" in values else [])


def describe(person: Person, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    lines = [
        ("会员", person.name),
        ("变动", Event.Kind(values["kind"]).label),
        ("日期", values["day"]),
        ("文号", values.get("paper_number", "")),
        ("说明", values["note"]),
    ]
    neglect = values.get("neglect")
    if neglect:
        lines += [
            ("连续不交会费（月）", str(neglect["months_without_dues"])),
            ("连续不参加组织生活（月）", str(neglect["months_without_life"])),
        ]
    return [(label, text) for label, text in lines if text]


def perform(person: Person, values: Mapping[str, Any], prepared_by: str, day: date, actor: Actor) -> Event:
    """Record the parting as the one who confirms; the event names the clerk too."""
    occasion: dict[str, Any] = {
        "day": date.fromisoformat(values["day"]),
        "today": day,
        "actor": actor,
        "note": f"{values['note']}（经办人：{prepared_by}）",
        "paper_number": values.get("paper_number", ""),
    }
    if "neglect" in values:
        occasion["neglect"] = rules.Neglect(**values["neglect"])
    return VERBS[values["kind"]](person, **occasion)


def place(person: Person) -> Organisation:
    spell = open_spell_of(person)
    return spell.organisation if spell is not None else person.home_union


def version(person: Person) -> datetime:
    """A membership that was retained, moved or ended since is another one."""
    spell = open_spell_of(person)
    return max(person.changed_at, spell.changed_at) if spell is not None else person.changed_at
