"""What exchange asks of membership: take their value, register whom we do not know, feed the register from their file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.urls import reverse

from guildhall.domains.membership.actions.events import admit, correct
from guildhall.domains.membership.actions.roster.upload import upload
from guildhall.domains.membership.queries.exchange import facts_of
from guildhall.domains.membership.queries.roster import unions_called
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def take(person: Person, values: Mapping[str, str], *, reason: str, actor: Actor, day: date) -> None:
    """Correct a member's facts to what the upper system says."""
    facts = facts_of(values)
    if "born_on" in facts:
        facts["born_on"] = date.fromisoformat(facts["born_on"])
    correct(person, today=day, actor=actor, note=reason, **facts)


def register(values: Mapping[str, str], *, organisation: Organisation, actor: Actor, day: date) -> Person:
    """Admit somebody whom only the upper system knows into the union it names."""
    facts = facts_of(values)
    facts.setdefault("document_type", "01")
    missing = [label for key, label in (("name", "姓名"), ("document_number", "证件号码")) if not facts.get(key)]
    if missing:
        raise Refused(f"上级的行缺少{'、'.join(missing)}，不能登记")
    if "born_on" in facts:
        facts["born_on"] = date.fromisoformat(facts["born_on"])
    since = date.fromisoformat(values["since"]) if values.get("since") else day
    return admit(
        organisation=_union(values, organisation), day=since, today=day, actor=actor, note="按上级系统登记", **facts
    ).person


def _union(values: Mapping[str, str], organisation: Organisation) -> Organisation:
    called = values.get("union_code") or values.get("union") or ""
    if not called:
        return organisation
    found = [union for union in unions_called(called) if union.is_standing]
    within = [union for union in found if union.path.startswith(organisation.path)]
    if not within:
        raise Refused(
            f"本级没有工会“{called}”，或已撤销，请先登记工会" if not found else f"工会“{called}”不在所选范围内"
        )
    if len(within) > 1:
        raise Refused(f"有 {len(within)} 个工会叫“{called}”，请到名册导入中填写组织代码")
    return within[0]


def feed(path: Path, file_name: str, organisation: Organisation, actor: Actor) -> str:
    """Hand their whole file to the roster import, with its preview and its taking back."""
    import_ = upload(path, file_name=file_name, organisation=organisation, actor=actor)
    return reverse("membership:roster", args=[import_.pk])
