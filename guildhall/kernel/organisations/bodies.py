"""The verbs of partner bodies and of places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations.letters import letters_of
from guildhall.kernel.organisations.models import Organisation, PartnerBody, Place
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def register_body(*, organisation: Organisation, actor: Actor, **values: Any) -> PartnerBody:
    """Register a body with which a union works."""
    body = PartnerBody(organisation=organisation, area_id=organisation.area_id, **values)
    body.letters = letters_of(body.name, body.short_name)
    return create(body, actor=actor, verb="organisations.body.register")


def correct_body(body: PartnerBody, *, actor: Actor, version: datetime | None = None, **values: Any) -> PartnerBody:
    """Correct facts about a body, or record that the work with it has ended."""
    with change(body, actor=actor, verb="organisations.body.correct", version=version) as corrected:
        _set(corrected, values)
        corrected.letters = letters_of(corrected.name, corrected.short_name)
    return body


def merge_body(
    body: PartnerBody, *, into: PartnerBody, reason: str, actor: Actor, version: datetime | None = None
) -> PartnerBody:
    """Point a body entered twice at the one that stays; lists no longer show it."""
    with change(body, actor=actor, verb="organisations.body.merge", reason=reason, version=version) as merged:
        if merged.merged_into_id is not None:
            raise Refused("这个合作单位已经合并")
        if into.pk == merged.pk or into.merged_into_id is not None:
            raise Refused("请选择另一个没有合并的合作单位")
        if not reason.strip():
            raise Refused("请写明合并的理由")
        merged.merged_into = into
    return body


def register_place(*, organisation: Organisation, actor: Actor, **values: Any) -> Place:
    """Register a place that a union keeps."""
    place = Place(organisation=organisation, area_id=organisation.area_id, **values)
    place.letters = letters_of(place.name)
    return create(place, actor=actor, verb="organisations.place.register")


def correct_place(place: Place, *, actor: Actor, version: datetime | None = None, **values: Any) -> Place:
    """Correct facts about a place, or record that it closed."""
    with change(place, actor=actor, verb="organisations.place.correct", version=version) as corrected:
        _set(corrected, values)
        corrected.letters = letters_of(corrected.name)
    return place


def _set(record: Model, values: dict[str, Any]) -> None:
    """Put values on a record; with another union its area follows."""
    for field, value in values.items():
        setattr(record, field, value)
    if "organisation" in values:
        record.area_id = values["organisation"].area_id  # type: ignore[attr-defined]
