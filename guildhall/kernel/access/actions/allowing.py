"""What every verb asks before it writes: the permission, and how far it reaches."""

from __future__ import annotations

from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def refuse_for(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)


def why_not_allowed(actor: Actor, permission: str, *, area: int | None, organisation: int | None) -> list[str]:
    """Reasons of permission and reach; a job or an import may call a verb as well as a page."""
    if not actor.may(permission):
        return ["您的岗位没有这项权限"]
    within = actor.reach(permission).covers(area=area, organisation=organisation)
    return [] if within else ["不在您的管理范围内"]
