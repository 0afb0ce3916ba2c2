"""Every address says who may open it, and opens nothing of another county to anybody."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guildhall.kernel.access.actors import known_permissions, permissions_of
from guildhall.kernel.access.queries import roles
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from tests.architecture.examples import EXAMPLES, ONLY_LATER, OWN_RECORDS

OPEN = {"open", "signed in"}
METHOD_NOT_ALLOWED = 405  # said before any record is looked for
FOREIGN = ("static",)
COUNTY_ROLES = [role.code for role in roles() if not role.code.startswith("city.")]


class Address(NamedTuple):
    """One line of a `urls.py` as the whole project sees it."""

    name: str
    view: Any
    keys: tuple[str, ...]

    @property
    def permission(self) -> str | None:
        return getattr(self.view, "permission", None)

    @property
    def model(self) -> Any:
        return getattr(self.view, "model", None)


def addresses(resolver: URLResolver | None = None, prefix: str = "", keys: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = (*keys, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from addresses(entry, inner, here)
        elif isinstance(entry, URLPattern) and not str(entry.pattern).startswith(FOREIGN):
            yield Address(f"{prefix}{entry.name}", entry.callback, here)


ALL = list(addresses())
GUARDED = [address for address in ALL if address.permission not in OPEN]
RECORDS = [address for address in GUARDED if address.model is not None]
PLAIN = [address for address in GUARDED if address.model is None and not address.keys]


def named(address: Address) -> str:
    return address.name


@pytest.fixture
def two_counties(db):
    root = city()
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


def test_there_are_addresses():
    assert len(ALL) > 10


@pytest.mark.parametrize("address", ALL, ids=named)
def test_every_address_declares_a_known_permission_or_that_it_is_open(address):
    assert address.permission in {*OPEN, *known_permissions()}


@pytest.mark.parametrize("address", ALL, ids=named)
def test_every_address_has_a_name_of_its_own(address):
    assert [other.name for other in ALL].count(address.name) == 1


@pytest.mark.parametrize("address", [one for one in ALL if one.keys and one.permission == "signed in"], ids=named)
def test_a_key_in_an_address_that_needs_no_permission_is_an_own_record(address):
    assert address.name in OWN_RECORDS


@pytest.mark.parametrize("address", RECORDS, ids=named)
def test_every_record_that_an_address_opens_has_an_example(address):
    assert address.model in EXAMPLES


def test_no_role_has_an_unknown_permission():
    known = set(known_permissions())

    unknown = {role.code: permissions_of(role.code) - known for role in roles() if permissions_of(role.code) - known}

    assert unknown == {}


@pytest.mark.parametrize("address", GUARDED, ids=named)
def test_nobody_opens_a_guarded_address_without_signing_in(client, address, two_counties):
    response = client.get(reverse(address.name, args=[1] * len(address.keys)))

    assert response.status_code == 302
    assert response.url.startswith("/sign-in/")


@pytest.mark.parametrize("role", COUNTY_ROLES)
def test_a_record_of_another_county_does_not_exist_for_any_role(client, role, two_counties):
    here, elsewhere = two_counties
    client.force_login(account_of(officer(here, role)))
    answers = {}

    for address in RECORDS:
        record = EXAMPLES[address.model](elsewhere)
        path = reverse(address.name, args=[record.pk])
        answered = {client.get(path).status_code, client.post(path, {}).status_code}
        answers[address.name] = answered - {METHOD_NOT_ALLOWED} or answered

    expected = {address.name: {404} if address.permission in permissions_of(role) else {403} for address in RECORDS}
    assert answers == expected


@pytest.mark.parametrize("role", COUNTY_ROLES)
def test_no_list_shows_another_county(client, role, two_counties):
    here, elsewhere = two_counties
    client.force_login(account_of(officer(here, role, "本区人")))
    for make in EXAMPLES.values():
        make(elsewhere)
    leaks = {}

    for address in PLAIN:
        response = client.get(reverse(address.name))
        allowed = address.permission in permissions_of(role)
        is_right = response.status_code == 403 if not allowed else response.status_code in {200, 302, 405}
        if not is_right or elsewhere.name.encode() in b"".join(response):
            leaks[address.name] = response.status_code

    assert leaks == {}


@pytest.mark.parametrize("address", RECORDS, ids=named)
def test_a_record_within_reach_opens(client, address, two_counties):
    """Without this, an address that is always 404 would pass the leak test."""
    here, _ = two_counties
    record = EXAMPLES[address.model](here)
    able = [role.code for role in roles() if address.permission in permissions_of(role.code)]
    client.force_login(account_of(officer(here, able[0])))

    response = client.get(reverse(address.name, args=[record.pk]))

    assert response.status_code in {200, 302, 405} or address.name in ONLY_LATER


@pytest.mark.parametrize("address", RECORDS, ids=named)
def test_a_record_stays_hidden_once_the_post_has_ended(client, address, two_counties):
    here, _ = two_counties
    record = EXAMPLES[address.model](here)
    able = next(role.code for role in roles() if address.permission in permissions_of(role.code))
    held = officer(here, able, until=date(2012, 1, 1))
    client.force_login(account_of(held))

    response = client.get(reverse(address.name, args=[record.pk]))

    assert response.status_code == 403
