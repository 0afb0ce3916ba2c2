"""Codes sent to phones: who may sign in by them, how many are sent, when one is good."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from guildhall.kernel.access import rules
from guildhall.kernel.access.models import Account, PhoneCode, Post
from guildhall.kernel.access.queries import owes_second_factor
from guildhall.kernel.audit.verbs import create
from guildhall.kernel.crypto import blind_index, blind_indexes
from guildhall.kernel.notifications.actions import send
from guildhall.kernel.parameters.queries import count
from guildhall.kernel.people.models import Person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import system

TEMPLATE = "access.code"
GOOD_FOR = timedelta(minutes=5)
KEPT_FOR = timedelta(days=1)
HOUR = timedelta(hours=1)
MOST_WRONG = 5
SENDER = system("手机验证码登录")


def key_of(phone: str) -> UUID:
    """What stands for a phone here: of a purpose of its own, so that it meets no other column."""
    return blind_index(phone, purpose="access.code")


def send_code(phone: str, *, address: str, moment: datetime) -> None:
    """Send a code to a phone whose owner may sign in; for any other phone the same happens, but for the message."""
    key = key_of(phone)
    refuse_too_many(key, address, moment)
    code = f"{secrets.randbelow(10**6):06}"
    person = owner_of(phone, timezone.localdate(moment))
    with transaction.atomic():
        PhoneCode.objects.filter(sent_at__lt=moment - KEPT_FOR).delete()
        PhoneCode.objects.create(phone_index=key, code_hash=hash_of(key, code), sent_at=moment, address=address[:45])
        if person is not None:
            values = {"验证码": code, "分钟": str(GOOD_FOR.seconds // 60)}
            send(TEMPLATE, to=[person], actor=SENDER, values=values, address=phone, urgent=True, at=moment)


def refuse_too_many(key: UUID, address: str, moment: datetime) -> None:
    """The same limits for phones that are known and for those that are not."""
    day = timezone.localdate(moment)
    lately = PhoneCode.objects.filter(sent_at__gt=moment - HOUR)
    last = lately.filter(phone_index=key).order_by("-sent_at").first()
    reasons = rules.why_not_send(
        seconds_since_last=int((moment - last.sent_at).total_seconds()) if last else None,
        sent_to_phone=lately.filter(phone_index=key).count(),
        most_to_phone=count("access.codes_per_phone", day),
        sent_from_address=lately.filter(address=address[:45]).count(),
        most_from_address=count("access.codes_per_address", day),
    )
    if reasons:
        raise Refused(*reasons)


def hash_of(key: UUID, code: str) -> str:
    """Six digits are quickly tried: the hash needs the secret of the server, which is not in the database."""
    return salted_hmac(f"access.code {key}", code, algorithm="sha256").hexdigest()


def owner_of(phone: str, day: date) -> Person | None:
    """The one person of a phone who may sign in: they have an account, or hold a post; of several nobody."""
    indexes = blind_indexes(phone, purpose="people.phone")
    people = list(
        Person.objects.standing().filter(phone_index__in=indexes).select_related("account").order_by("pk")[:20]
    )
    with_account = [one for one in people if getattr(one, "account", None) is not None]
    holders = set(Post.objects.held_on(day).filter(person__in=people).order_by().values_list("person_id", flat=True))
    able = [one for one in with_account if one.account.is_active] or [one for one in people if one.pk in holders]
    able = [one for one in able if getattr(one, "account", None) is None or one.account.is_active]
    return able[0] if len(able) == 1 else None


def check_code(phone: str, code: str, *, moment: datetime) -> Account | None:
    """The account that a code opens, made if this is its owner's first sign-in; a right code is used up."""
    key = key_of(phone)
    with transaction.atomic():
        sent = PhoneCode.objects.select_for_update().filter(phone_index=key, used_at=None)
        newest = sent.filter(sent_at__gt=moment - GOOD_FOR, wrong_count__lt=MOST_WRONG).order_by("-sent_at").first()
        typed = hash_of(key, "".join(code.split()))
        if newest is None or not constant_time_compare(newest.code_hash, typed):
            if newest is not None:
                PhoneCode.objects.filter(pk=newest.pk).update(wrong_count=F("wrong_count") + 1)
            return None
        PhoneCode.objects.filter(phone_index=key, used_at=None).update(used_at=moment)
        person = owner_of(phone, timezone.localdate(moment))
        return account_of(person, timezone.localdate(moment)) if person is not None else None


def account_of(person: Person, day: date) -> Account:
    """The account of somebody who proved their phone; the first time it is made."""
    known = Account.objects.filter(person=person).first()
    if known is not None:
        return known
    made = Account(
        username=f"u{person.pk}",
        person=person,
        display_name=person.name,
        needs_second_factor=owes_second_factor(person.pk, day),
    )
    made.set_unusable_password()
    return create(made, actor=SENDER, verb="access.account.open", reason="首次用手机验证码登录")
