"""Posts change hands: chairs who left, one who was activated, what a clerk prepared, who signed in and who tried."""

from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from guildhall.demo.dice import dice
from guildhall.demo.sizes import YEAR_ENDS
from guildhall.domains.membership.actions import parting
from guildhall.domains.organising.actions import contact
from guildhall.kernel.access import actions
from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Account, Post, SignIn
from guildhall.kernel.people.models import Person, Spell

LEFT_ON, ONE_OF = date(2012, 11, 30), 23
SIGN_INS = 24
CLERK, COUNTY_CLERK = "黄小芳", "刘小燕"
BROWSERS = ("Windows上的Chrome", "Windows上的360 浏览器", "安卓手机上的微信", "苹果手机上的微信", "Windows上的Edge")
NEARLY_ALL, MOST = 0.93, 0.5


def load() -> None:
    """After people, posts and accounts stand."""
    leave_vacancies()
    sign_in()
    activate_one()
    prepare()


def leave_vacancies() -> None:
    """One chair of twenty-three has left and nobody followed."""
    chairs = Post.objects.filter(role="union.chair", person__account=None, since__lt=LEFT_ON).order_by()
    chairs.annotate(place=F("pk") % ONE_OF).filter(place=0).update(until=LEFT_ON)


def sign_in() -> None:
    """Somebody with an account comes every few days; now and then a password is wrong."""
    rng = dice("sign-ins")
    ends = datetime.combine(YEAR_ENDS, datetime.min.time(), timezone.get_default_timezone())
    made = []
    accounts = list(Account.objects.order_by("pk"))
    for account in accounts:
        for number in range(SIGN_INS):
            at = ends - timedelta(days=number * 3 + int(rng.randint(0, 3)), minutes=-int(rng.randint(8 * 60, 18 * 60)))
            result = SignIn.Result.IN if rng.random_sample() < NEARLY_ALL else SignIn.Result.WRONG
            way = SignIn.Way.PHONE if rng.random_sample() < MOST else SignIn.Way.PASSWORD
            made.append(
                SignIn(
                    account=account,
                    attempted=account.username,
                    at=at,
                    way=way,
                    result=result,
                    has_second_factor=result == SignIn.Result.IN,
                    address=f"10.36.8.{int(rng.randint(2, 250))}",
                    browser=BROWSERS[int(rng.randint(0, len(BROWSERS)))],
                    ended_at=at + timedelta(hours=1) if result == SignIn.Result.IN else None,
                )
            )
    SignIn.objects.bulk_create(sorted(made, key=lambda one: one.at))
    Account.objects.update(last_login=ends)


def activate_one() -> None:
    """The clerk of a county gave a union a new chair in the last month; the old one's things were handed over."""
    clerk = actor_for(Account.objects.get(person__name=COUNTY_CLERK), YEAR_ENDS)
    county = clerk.posts[0].organisation
    chairs = Post.objects.filter(role="union.chair", area=county, person__account=None, until=None)
    for old in chairs.select_related("organisation").order_by("pk")[:50]:
        heir = heir_in(old)
        if heir is not None:
            actions.activate(
                old.organisation,
                person=heir,
                role="union.chair",
                title="工会主席",
                day=YEAR_ENDS,
                replaced=[old],
                actor=clerk,
                reason="吉州工字〔2012〕31号",
            )
            return


def heir_in(old: Post) -> Person | None:
    """A member of the union who can be reached by a phone of their own."""
    members = Person.objects.standing().filter(home_union=old.organisation_id, phone_index__isnull=False)
    chosen = members.filter(spells__until=None, posts=None).exclude(pk=old.person_id).order_by("pk")
    for person in chosen[:20]:
        if not Person.objects.filter(phone_index=person.phone_index).exclude(pk=person.pk).exists():
            return person
    return None


def prepare() -> None:
    """Two things wait for the chair of the factory."""
    clerk = actor_for(Account.objects.get(person__name=CLERK), YEAR_ENDS)
    union = clerk.posts[0].organisation
    contact.prepare(
        union, values={"address": "吉州区工业园区光电路 8 号", "phone": "0796-8220000"}, note="厂区搬迁", actor=clerk
    )
    spell = Spell.objects.open().filter(organisation=union, person__posts=None).select_related("person").last()
    if spell is not None:
        parting.prepare(spell.person, kind="left", day=YEAR_ENDS, today=YEAR_ENDS, note="本人书面提出退会", actor=clerk)
