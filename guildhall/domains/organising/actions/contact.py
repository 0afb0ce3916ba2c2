"""The address and the telephone of a union: its clerk prepares a change, its chair confirms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from guildhall.domains.organising.actions import unions
from guildhall.kernel.access.actions import propose
from guildhall.kernel.access.models import Proposal
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor

CODE = "organising.contact"
LABELS = {"address": "地址", "phone": "办公电话"}


def prepare(union: Organisation, *, values: Mapping[str, str], note: str, actor: Actor) -> Proposal:
    """Put a new address or telephone before the chair."""
    return propose(CODE, union, values=values, note_=note, actor=actor)


def why_not(union: Organisation, values: Mapping[str, Any]) -> list[str]:
    return [] if any(getattr(union, name) != values[name] for name in LABELS) else ["没有更改任何内容"]


def describe(union: Organisation, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What it is now and what it would be, for what differs."""
    return [
        (label, f"{getattr(union, name) or '未填写'} → {values[name] or '未填写'}")
        for name, label in LABELS.items()
        if getattr(union, name) != values[name]
    ] or [(label, values[name] or "未填写") for name, label in LABELS.items()]


def perform(union: Organisation, values: Mapping[str, Any], prepared_by: str, day: date, actor: Actor) -> Organisation:
    return unions.correct(union, actor=actor, **{name: values[name] for name in LABELS})
