"""Officers with posts, and their accounts."""

from datetime import date
from itertools import count

from guildhall.kernel.access import actions
from guildhall.kernel.access.actors import PostActor, actor_for
from guildhall.kernel.access.models import Account, Post
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import person
from guildhall.kernel.scope import system

TESTER = system("测试")
SINCE = date(2010, 1, 1)
PASSWORD = "Jinggang-1927"
_numbers = count(1)


def officer(organisation: Organisation, role: str, name: str = "李建国", **values) -> Post:
    """A person of the organisation who holds a role in it and has an account without a password."""
    holder = person(organisation, name)
    actions.open_account(holder, username=f"officer{next(_numbers)}", day=SINCE, actor=TESTER)
    return post(holder, organisation, role, **values)


def post(holder: Person, organisation: Organisation, role: str, **values) -> Post:
    values.setdefault("day", SINCE)
    return actions.appoint(holder, organisation=organisation, role=role, actor=TESTER, **values)


def account_of(held: Post) -> Account:
    return Account.objects.get(person=held.person_id)


def actor(held: Post, day: date) -> PostActor:
    return actor_for(account_of(held), day)
