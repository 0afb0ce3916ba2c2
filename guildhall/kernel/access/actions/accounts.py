"""Accounts are opened, stopped and opened again; passwords are given."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from guildhall.kernel.access import rules
from guildhall.kernel.access.actions.allowing import refuse_for, why_not_allowed
from guildhall.kernel.access.models import Account
from guildhall.kernel.access.queries import owes_second_factor
from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.crypto import blind_index
from guildhall.kernel.parameters.queries import count
from guildhall.kernel.people.models import Person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

OPEN = "access.account.open"


def clean_username(username: str) -> str:
    """A username as it is kept: one spelling for full-width, blanks and capitals."""
    return unicodedata.normalize("NFKC", username).strip().lower()


def open_account(
    person: Person,
    *,
    username: str,
    day: date,
    actor: Actor,
    password: str | None = None,
    is_temporary: bool = True,
    reason: str = "",
) -> Account:
    """Open the account of a person; a temporary password is changed at the first sign-in."""
    kept = clean_username(username)
    refuse_for(
        why_not_allowed(actor, OPEN, area=person.area_id, organisation=person.home_union_id)
        + rules.why_not_username(kept, is_taken=Account.objects.filter(username=kept).exists())
        + (["此人已有账号"] if Account.objects.filter(person=person).exists() else [])
    )
    account = Account(
        username=kept,
        person=person,
        display_name=person.name,
        needs_second_factor=owes_second_factor(person.pk, day),
    )
    if password is None:
        account.set_unusable_password()
    else:
        refuse_password(password, account)
        account.set_password(password)
        account.password_expires_on = day if is_temporary else expiry_after(day)
    return create(account, actor=actor, verb="access.account.open", reason=reason)


def refuse_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(*error.messages) from error


def expiry_after(day: date) -> date:
    """The first day on which a password set today is no longer good."""
    return day + timedelta(days=count("access.password_days", day))


def set_password(account: Account, *, password: str, day: date, actor: Actor, reason: str = "") -> Account:
    """Give an account a new password: one's own holds its term, one from an administrator only until the next sign-in."""
    is_own = actor.account_id is not None and actor.account_id == account.pk
    with change(account, actor=actor, verb="access.account.set_password", reason=reason) as locked:
        if not is_own:
            refuse_for(why_not_concern(actor, locked))
        if is_own and locked.check_password(password):
            raise Refused("新密码不能与现在的密码相同")
        refuse_password(password, locked)
        locked.set_password(password)
        locked.password_expires_on = expiry_after(day) if is_own else day
    return account


def why_not_concern(actor: Actor, account: Account) -> list[str]:
    """Reasons for which an administrator cannot touch an account."""
    person = account.person
    return why_not_allowed(
        actor,
        OPEN,
        area=person.area_id if person else None,
        organisation=person.home_union_id if person else None,
    )


def close_account(account: Account, *, actor: Actor, reason: str) -> Account:
    """Stop an account: nobody signs in to it, and who is signed in is out."""
    with change(account, actor=actor, verb="access.account.close", reason=reason) as locked:
        refuse_for(why_not_concern(actor, locked))
        if not locked.is_active:
            raise Refused("这个账号已经停用")
        if locked.pk == actor.account_id:
            raise Refused("不能停用自己的账号")
        locked.is_active = False
    return account


def reopen_account(account: Account, *, actor: Actor, reason: str) -> Account:
    """Let a stopped account sign in again."""
    with change(account, actor=actor, verb="access.account.reopen", reason=reason) as locked:
        refuse_for(why_not_concern(actor, locked))
        if locked.is_active:
            raise Refused("这个账号没有停用")
        locked.is_active = True
    return account


def require_second_factor(account: Account, *, actor: Actor, reason: str = "") -> Account:
    """Demand a second factor of an account; its open sessions end."""
    with change(account, actor=actor, verb="access.account.require_second_factor", reason=reason) as locked:
        if locked.needs_second_factor:
            raise Refused("这个账号已经须用动态口令")
        locked.needs_second_factor = True
    return account


def phone_tries(phone: str) -> str:
    """Under which name wrong codes of a phone are counted; nothing leads from it to the number."""
    return f"phone {blind_index(phone, purpose='access.code').hex}"


def unlock(account: Account, *, actor: Actor, reason: str) -> Account:
    """Let an account that was locked by wrong passwords try again at once."""
    with change(account, actor=actor, verb="access.account.unlock", reason=reason) as locked:
        refuse_for(why_not_concern(actor, locked))
        phone = locked.person.phone if locked.person else None
        tries = [locked.username, *([phone_tries(phone)] if phone else [])]
        if not sum(reset(username=one) for one in tries):
            raise Refused("这个账号没有锁定")
    return account
