"""Verbs of posts and accounts; every one of them leaves a trail."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from guildhall.kernel.access import rules, second_factor
from guildhall.kernel.access.models import Account, DemoMark, NamedUnion, Post, SecondFactor
from guildhall.kernel.access.offers import RoleOffer
from guildhall.kernel.access.queries import owes_second_factor
from guildhall.kernel.audit.verbs import change, create, note
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import OFFICE_KINDS, Kind, Organisation
from guildhall.kernel.parameters.queries import count
from guildhall.kernel.people.models import Person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor

APPOINT = "access.post.appoint"
OPEN = "access.account.open"


def refuse_for(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)


def why_not_allowed(actor: Actor, permission: str, *, area: int | None, organisation: int | None) -> list[str]:
    """Reasons of permission and reach; a job or an import may call a verb as well as a page."""
    if not actor.may(permission):
        return ["您的岗位没有这项权限"]
    within = actor.reach(permission).covers(area=area, organisation=organisation)
    return [] if within else ["不在您的管理范围内"]


def appoint(
    person: Person,
    *,
    organisation: Organisation,
    role: str,
    day: date,
    actor: Actor,
    until: date | None = None,
    reaches: str = Post.Reaches.BRANCH,
    title: str = "",
    is_full_time: bool = False,
    reason: str = "",
) -> Post:
    """Give a person a role in a body from a day on; whoever then owes a second factor owes it from now."""
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        refuse_for(
            why_not_allowed(actor, APPOINT, area=organisation.area_id, organisation=organisation.pk)
            + rules.why_not_concern_oneself(person_id=person.pk, actor_person_id=actor.person_id)
            + rules.why_not_role(role=role, known=_known_roles(), held=_roles_within(person, day, until))
            + rules.why_not_term(day=day, until=until)
            + rules.why_not_seat(
                stands=organisation.is_standing, reaches=reaches, is_industrial=_leads_line(organisation)
            )
        )
        post = Post(
            person=person,
            organisation=organisation,
            area_id=organisation.area_id,
            role=role,
            title=title,
            reaches=reaches,
            is_full_time=is_full_time,
            since=day,
            until=until,
        )
        create(post, actor=actor, verb="access.post.appoint", reason=reason)
        account = Account.objects.filter(person=person, needs_second_factor=False).first()
        if account is not None and owes_second_factor(person.pk, day):
            require_second_factor(account, actor=actor)
    return post


def _known_roles() -> set[str]:
    return {role.code for role in offered(RoleOffer)}


def _roles_within(person: Person, day: date, until: date | None) -> set[str]:
    overlapping = Post.objects.filter(Q(until=None) | Q(until__gt=day), person=person)
    if until is not None:
        overlapping = overlapping.filter(since__lt=until)
    return set(overlapping.values_list("role", flat=True))


def _leads_line(organisation: Organisation) -> bool:
    if organisation.kind in OFFICE_KINDS and organisation.parent is not None:
        return bool(organisation.parent.kind == Kind.INDUSTRIAL)
    return bool(organisation.kind == Kind.INDUSTRIAL)


def end_post(post: Post, *, day: date, actor: Actor, reason: str = "", version: datetime | None = None) -> Post:
    """End a post; `day` is the first day without it."""
    with change(post, actor=actor, verb="access.post.end", reason=reason, version=version) as ending:
        refuse_for(
            why_not_allowed(actor, APPOINT, area=ending.area_id, organisation=ending.organisation_id)
            + rules.why_not_concern_oneself(person_id=ending.person_id, actor_person_id=actor.person_id)
            + rules.why_not_end_post(since=ending.since, until=ending.until, day=day)
        )
        ending.until = day
    return post


def name_union(
    post: Post,
    *,
    organisation: Organisation,
    day: date,
    actor: Actor,
    through: str = NamedUnion.Through.ASSIGNMENT,
    reference: str = "",
) -> NamedUnion:
    """Put a union within the reach of a post that reaches by name."""
    with transaction.atomic():
        locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        named = NamedUnion.objects.filter(post=post, organisation=organisation, until=None)
        refuse_for(
            why_not_allowed(actor, APPOINT, area=organisation.area_id, organisation=organisation.pk)
            + rules.why_not_name_union(
                reaches=locked.reaches,
                is_open=locked.until is None or locked.until > day,
                stands=organisation.is_standing,
                is_named=named.exists(),
            )
        )
        new = NamedUnion(post=post, organisation=organisation, through=through, reference=reference, since=day)
        return create(new, actor=actor, verb="access.named_union.name")


def release_union(named: NamedUnion, *, day: date, actor: Actor) -> NamedUnion:
    """Take a named union out of a post's reach from a day on."""
    with change(named, actor=actor, verb="access.named_union.release") as ending:
        area = ending.organisation.area_id
        refuse_for(why_not_allowed(actor, APPOINT, area=area, organisation=ending.organisation_id))
        if ending.until is not None or day < ending.since:
            raise Refused("这项指定已经结束，或还没有开始")
        ending.until = day
    return named


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


def unlock(account: Account, *, actor: Actor, reason: str) -> Account:
    """Let an account that was locked by wrong passwords try again at once."""
    with change(account, actor=actor, verb="access.account.unlock", reason=reason) as locked:
        refuse_for(why_not_concern(actor, locked))
        if not reset(username=locked.username):
            raise Refused("这个账号没有锁定")
    return account


def mark_as_demo(*, place: str, actor: Actor) -> DemoMark:
    """Mark an empty database as a demo city; one that already holds anybody is never marked."""
    with transaction.atomic():
        known = DemoMark.objects.select_for_update().filter(pk=1).first()
        if known is not None:
            return known
        if Organisation.objects.exists() or Account.objects.exists() or Person.objects.exists():
            raise Refused("这个数据库已有工会、人员或账号，不能标记为演示库")
        mark = DemoMark.objects.create(pk=1, place=place)
        note(actor=actor, verb="access.demo_mark.mark", subject=mark)
    return mark
