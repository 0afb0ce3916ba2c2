"""What leaves the page leaks no more than the page: printed lists, exported rows, views shared by others, messages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access.actors import actor_for, permissions_of
from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.web.models import SavedView
from guildhall.web.pages import ListPage
from tests.architecture.examples import EXAMPLES
from tests.architecture.test_urls import ALL, COUNTY_ROLES, Address

LISTS = [
    address
    for address in ALL
    if not address.keys
    and isinstance(view_class := getattr(address.view, "view_class", None), type)
    and issubclass(view_class, ListPage)
]


def lists_of(role: str) -> list[Address]:
    return [
        address for address in LISTS if address.permission in permissions_of(role) or address.permission == "signed in"
    ]


@pytest.fixture
def two_counties(db):
    root = city()
    here, elsewhere = (founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会"))
    for make in EXAMPLES.values():
        make(elsewhere)
    return here, elsewhere


def test_there_are_lists():
    assert len(LISTS) > 15


@pytest.mark.parametrize("role", COUNTY_ROLES)
def test_no_printed_list_shows_another_county(client, role, two_counties):
    here, elsewhere = two_counties
    client.force_login(account_of(officer(here, role, "本区人")))

    answers = {address.name: client.get(reverse(address.name), {"print": "1"}) for address in lists_of(role)}

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 200} == {}
    assert [name for name, answer in answers.items() if elsewhere.name in answer.content.decode()] == []


@pytest.mark.parametrize("role", COUNTY_ROLES)
def test_no_exported_list_holds_another_county(role, two_counties):
    here, elsewhere = two_counties

    assert holding(role, here, elsewhere.name) == []


def test_the_exported_lists_hold_the_county_itself(two_counties):
    """Without this, lists that are always empty would pass."""
    _, elsewhere = two_counties

    assert len(holding("county.clerk", elsewhere, elsewhere.name)) > 5


def holding(role: str, county: Organisation, words: str) -> list[str]:
    """The lists whose exported rows hold these words, for somebody of a county."""
    actor = actor_for(account_of(officer(county, role, "本区人")), timezone.localdate())
    lists = {address.name: address.view.view_class.opened_by(actor, "") for address in lists_of(role)}
    return [name for name, found in lists.items() if words in repr(list(found.exported_rows()))]


@pytest.mark.parametrize("role", COUNTY_ROLES)
def test_a_view_of_another_county_opens_nothing(client, role, two_counties):
    """Made there and shared there: its key in an address gives neither its name nor what it narrows to."""
    here, elsewhere = two_counties
    maker = officer(elsewhere, "county.clerk", "外区人")
    client.force_login(account_of(officer(here, role, "本区人")))
    leaks = []

    for number, address in enumerate(lists_of(role)):
        view = shared_view(address, elsewhere, maker.person_id, f"外区常用视图{number}")
        said = client.get(reverse(address.name), {"view": view.pk}).content.decode()
        if view.name in said or elsewhere.name in said:
            leaks.append(address.name)

    assert leaks == []


def shared_view(address: Address, body: Organisation, person_id: int, name: str) -> SavedView:
    return SavedView.objects.create(
        list_code=address.name,
        list_title=address.view.view_class.title,
        name=name,
        person_id=person_id,
        made_by="外区人",
        organisation=body,
        area_id=body.area_id,
        is_shared=True,
    )
