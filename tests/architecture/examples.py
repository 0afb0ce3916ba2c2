"""One record of every kind in a county, for the leak test: a part adds a maker beside its first page with a key in its address.

Each maker takes a county of the tree and gives the record that an address with this model's key opens.
"""

from collections.abc import Callable

from django.db import models

from guildhall.kernel.access.models import Account, Post
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import founded
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import person

Maker = Callable[[Organisation], models.Model]


def union(county: Organisation) -> Organisation:
    return founded(county, Kind.SINGLE, f"{county.name}机械厂工会")


def post(county: Organisation) -> Post:
    return officer(union(county), "union.chair")


EXAMPLES: dict[type[models.Model], Maker] = {
    Organisation: union,
    Person: lambda county: person(union(county)),
    Post: post,
    Account: lambda county: account_of(post(county)),
}

# Addresses guarded by whose the record is, or by the record it hangs on, instead of by one permission; tests beside them
# show that others get 404 (guildhall/web/tests).
OWN_RECORDS = {"web:job", "web:cancel_job", "web:resume_job", "web:file"}
