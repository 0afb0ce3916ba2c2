"""Other names of unions and units, within the actor's reach."""

from __future__ import annotations

from datetime import date
from typing import Any

from guildhall.kernel.access.actions import refuse_for, why_not_allowed
from guildhall.kernel.organisations import aliases as kernel
from guildhall.kernel.organisations.models import Alias, Employer, Organisation
from guildhall.kernel.scope import Actor

OF_UNIONS, OF_EMPLOYERS = "organising.union.edit", "organising.employer.edit"


def why_not(owner: Organisation | Employer, actor: Actor) -> list[str]:
    if isinstance(owner, Organisation):
        return why_not_allowed(actor, OF_UNIONS, area=owner.area_id, organisation=owner.pk)
    return why_not_allowed(actor, OF_EMPLOYERS, area=owner.area_id, organisation=owner.federation_id)


def give(
    owner: Organisation | Employer, *, text: str, source: str, actor: Actor, since: date | None = None, **_: Any
) -> Alias:
    """Note another name of a union or a unit."""
    refuse_for(why_not(owner, actor))
    return kernel.give_alias(owner, text=text, source=source, since=since, actor=actor)


def end(owner: Organisation | Employer, *, alias: Alias, actor: Actor) -> Alias:
    """Use one alias of a union or a unit no more."""
    refuse_for(why_not(owner, actor))
    return kernel.end_alias(alias, actor=actor)
