"""Two counties with unions, and officers who may be signed in."""

import pytest
from django.conf import settings

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded


@pytest.fixture
def root(db):
    return city()


@pytest.fixture
def counties(root):
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


@pytest.fixture
def unions(counties):
    """Two unions of the first county, one of the second."""
    first, second = counties
    return [
        founded(first, Kind.SINGLE, "吉州机械厂工会"),
        founded(first, Kind.SINGLE, "吉州纺织厂工会"),
        founded(second, Kind.SINGLE, "青原水泥厂工会"),
    ]


@pytest.fixture
def sign_in(client):
    """Sign somebody in with a role in a body; gives their account."""

    def signed_in(organisation, role, name="李建国", **values):
        account = account_of(officer(organisation, role, name, **values))
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return account

    return signed_in
