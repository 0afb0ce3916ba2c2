"""The verbs of employers: register, correct, link to the union that covers them, and close."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations import rules
from guildhall.kernel.organisations.letters import letters_of
from guildhall.kernel.organisations.models import Employer, Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def register_employer(*, federation: Organisation, actor: Actor, **values: Any) -> Employer:
    """Register a unit under the federation in whose territory it lies; its code is checked by whoever read it."""
    employer = Employer(federation=federation, area_id=federation.area_id, **values)
    _refuse_wrong(employer)
    employer.letters = letters_of(employer.name)
    return create(employer, actor=actor, verb="organisations.employer.register")


def correct_employer(
    employer: Employer, *, actor: Actor, version: datetime | None = None, reason: str = "", **values: Any
) -> Employer:
    """Correct facts about a unit, or record that it closed."""
    with change(
        employer, actor=actor, verb="organisations.employer.correct", reason=reason, version=version
    ) as corrected:
        federation = values.pop("federation", None)
        if federation is not None:
            corrected.federation, corrected.area_id = federation, federation.area_id
        for field, value in values.items():
            setattr(corrected, field, value)
        _refuse_wrong(corrected)
        corrected.letters = letters_of(corrected.name)
    return employer


def link_union(
    employer: Employer, *, union: Organisation | None, day: date | None, actor: Actor, version: datetime | None = None
) -> Employer:
    """Say which union covers a unit, from which day on; without one the unit has no union."""
    verb = "organisations.employer.link" if union is not None else "organisations.employer.unlink"
    with change(employer, actor=actor, verb=verb, version=version) as linked:
        if union is not None:
            reasons = rules.why_not_cover(
                kind=union.kind,
                stands=union.is_standing,
                is_closed=linked.closed_on is not None,
                has_day=day is not None,
            )
            if reasons:
                raise Refused(*reasons)
        linked.union, linked.union_since = union, day if union is not None else None
    return employer


def _refuse_wrong(employer: Employer) -> None:
    reasons = rules.why_not_counts(
        head_count=employer.head_count, women_count=employer.women_count, migrant_count=employer.migrant_count
    )
    if not employer.name.strip():
        reasons.append("请填写单位名称")
    if reasons:
        raise Refused(*reasons)
