"""Phones are bound to accounts, their codes checked, lost ones forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guildhall.kernel.access import second_factor
from guildhall.kernel.access.actions.accounts import why_not_concern
from guildhall.kernel.access.actions.allowing import refuse_for
from guildhall.kernel.access.models import Account, SecondFactor
from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def set_up_second_factor(account: Account, *, secret: str, code: str, moment: datetime, actor: Actor) -> SecondFactor:
    """Bind a phone to an account, proven by a first code; one that is bound is first reset by an administrator."""
    step = second_factor.matching_step(secret, code, moment)
    if step is None:
        raise Refused("动态口令不对，请核对手机时间后输入最新的六位数字")
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if SecondFactor.objects.filter(account=account).exists():
            raise Refused("已经绑定了手机；更换手机请联系系统管理员")
        new = SecondFactor(account=account, secret=secret, last_step=step)
        return create(new, actor=actor, verb="access.second_factor.set_up")


def check_second_factor(account: Account, *, code: str, moment: datetime) -> bool:
    """Whether a code is right and was never used before; a right one is used up."""
    with transaction.atomic():
        kept = SecondFactor.objects.select_for_update(of=("self",)).filter(account=account).first()
        if kept is None:
            return False
        step = second_factor.matching_step(kept.secret, code, moment)
        if step is None or step <= kept.last_step:
            return False
        SecondFactor.objects.filter(pk=kept.pk).update(last_step=step)
    return True


def reset_second_factor(account: Account, *, actor: Actor, reason: str) -> Account:
    """Forget the phone of an account, so that its owner binds another at the next sign-in."""
    with change(account, actor=actor, verb="access.account.reset_second_factor", reason=reason) as locked:
        refuse_for(why_not_concern(actor, locked))
        if not reason.strip():
            raise Refused("请写明重置的理由")
        if locked.pk == actor.account_id:
            raise Refused("不能重置自己的动态口令")
        SecondFactor.objects.filter(account=locked).delete()
    return account
