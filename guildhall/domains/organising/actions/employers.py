"""Verbs of employers, on those of the kernel, within the actor's reach."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from guildhall.kernel.access.actions import refuse_for, why_not_allowed
from guildhall.kernel.organisations import employers as kernel
from guildhall.kernel.organisations.models import Employer, Organisation
from guildhall.kernel.people.rules.codes import check_credit_code
from guildhall.kernel.scope import Actor

EDIT = "organising.employer.edit"


def register(*, federation: Organisation, actor: Actor, credit_code: str = "", **values: Any) -> Employer:
    """Register a unit that the city does not know yet."""
    refuse_for(why_not_allowed(actor, EDIT, area=federation.area_id, organisation=federation.pk))
    code = checked(credit_code)
    return kernel.register_employer(federation=federation, actor=actor, credit_code=code, **values)


def correct(
    employer: Employer, *, actor: Actor, version: datetime | None = None, credit_code: str = "", **values: Any
) -> Employer:
    """Correct facts about a unit."""
    refuse_for(why_not_allowed(actor, EDIT, area=employer.area_id, organisation=employer.federation_id))
    code = checked(credit_code)
    return kernel.correct_employer(employer, actor=actor, version=version, credit_code=code, **values)


def link(
    employer: Employer, *, union: Organisation | None, day: date | None, actor: Actor, version: datetime | None = None
) -> Employer:
    """Say which union covers a unit, or that none does."""
    refuse_for(why_not_allowed(actor, EDIT, area=employer.area_id, organisation=employer.federation_id))
    return kernel.link_union(employer, union=union, day=day, actor=actor, version=version)


def checked(credit_code: str) -> str:
    """A unified social credit code as it is kept; a unit without one keeps none."""
    if not credit_code.strip():
        return ""
    code, reasons = check_credit_code(credit_code)
    refuse_for(reasons)
    return code
