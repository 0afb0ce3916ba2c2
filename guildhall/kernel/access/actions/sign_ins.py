"""Attempts to sign in are kept; sessions are ended, one's own and, by who may, others'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guildhall.kernel.access.actions.allowing import refuse_for, why_not_allowed
from guildhall.kernel.access.models import Account, SignIn
from guildhall.kernel.audit.verbs import change, note
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

END = "access.session.end"


@dataclass(frozen=True)
class Visit:
    """Where an attempt to sign in came from, and how it was made."""

    way: str
    address: str = ""
    browser: str = ""
    has_second_factor: bool = False

    def kept(self, **values: Any) -> SignIn:
        return SignIn(
            way=self.way,
            address=self.address[:45],
            browser=self.browser[:60],
            has_second_factor=self.has_second_factor,
            **values,
        )


def record_sign_in(account: Account, *, visit: Visit, session_key: str, actor: Actor, verb: str) -> SignIn:
    """Somebody is in: the row is their session until it ends."""
    with transaction.atomic():
        begun = visit.kept(
            account=account, attempted=account.username, result=SignIn.Result.IN, session_key=session_key
        )
        begun.save(force_insert=True)
        note(actor=actor, verb=verb, subject=account)
    return begun


def record_failure(attempted: str, *, account: Account | None, visit: Visit, is_locked: bool) -> SignIn:
    """Somebody is not in. What was typed is kept only where it names an account: else it may be a password."""
    result = SignIn.Result.LOCKED if is_locked else SignIn.Result.WRONG
    shown = account.username if account else f"{attempted[:2]}***（没有这个账号）"
    failed = visit.kept(account=account, attempted=shown, result=result)
    failed.save(force_insert=True)
    return failed


def follow_session(account: Account, *, old_key: str, new_key: str) -> None:
    """The key of a session changes with a password; it is still the same session."""
    SignIn.objects.filter(account=account, session_key=old_key, ended_at=None).update(session_key=new_key)


def sign_out(account: Account, *, session_key: str, actor: Actor) -> None:
    """Somebody ends the session they are in."""
    with transaction.atomic():
        SignIn.objects.filter(account=account, session_key=session_key, ended_at=None).update(
            ended_at=timezone.now(), ended_by=actor.label
        )
        note(actor=actor, verb="access.account.sign_out", subject=account)


def end_session(begun: SignIn, *, actor: Actor) -> SignIn:
    """End one session: one's own on another machine, or, by who may, anybody's within reach."""
    with change(begun, actor=actor, verb="access.session.end") as ending:
        refuse_for(why_not_end(ending, actor))
        if ending.ended_at is not None:
            raise Refused("这个会话已经结束")
        Session.objects.filter(session_key=ending.session_key).delete()
        ending.ended_at, ending.ended_by = timezone.now(), actor.label
    return begun


def why_not_end(begun: SignIn, actor: Actor) -> list[str]:
    account = begun.account
    if account is None or begun.result != SignIn.Result.IN:
        return ["这次登录没有成功，没有会话可以结束"]
    if account.pk == actor.account_id:
        return []
    person = account.person
    return why_not_allowed(
        actor, END, area=person.area_id if person else None, organisation=person.home_union_id if person else None
    )


def end_sessions(sessions: QuerySet[SignIn], *, actor: Actor) -> int:
    """End several sessions of one account; says how many."""
    with transaction.atomic():
        return len([end_session(begun, actor=actor) for begun in sessions])
