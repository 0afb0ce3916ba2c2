"""A city of two counties and somebody signed in for one of them."""

import pytest
from django.conf import settings

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded


@pytest.fixture
def counties(db):
    root = city()
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


@pytest.fixture
def chair(client, counties):
    """The chair of the first county is signed in."""
    account = account_of(officer(counties[0], "union.chair", "李建国"))
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return account
