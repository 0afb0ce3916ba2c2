"""A county with somebody who has a phone."""

import pytest

from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.tests.factories import person


@pytest.fixture
def county(db):
    return founded(city(), Kind.COUNTY, "吉州区总工会")


@pytest.fixture
def wang(county):
    return person(county, "王小明", phone="13800000001")
