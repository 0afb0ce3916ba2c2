import json
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from guildhall.kernel.access.tests.factories import TESTER, account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations import actions as tree
from guildhall.kernel.organisations.employers import register_employer
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import number, person
from guildhall.mechanisms.workbooks.models import OutsideNumber, UpperSystem
from guildhall.portal.search.finding import ranges_of

pytestmark = pytest.mark.django_db
PHONE = "13900001234"
CODE = "91360802MA0000002X"


@pytest.fixture
def counties():
    root = city()
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


@pytest.fixture
def known():
    return number()


@pytest.fixture
def clerk(client, counties):
    client.force_login(account_of(officer(counties[0], "county.clerk", "李干事")))
    return client


def fill(county, document_number):
    """A union, its employer and a member whom everything but the phone book names alike."""
    union = founded(county, Kind.SINGLE, "庐陵光电工会", code="U36-7", short_name="庐光工会")
    register_employer(federation=county, actor=TESTER, name="庐陵光电有限公司", credit_code=CODE)
    return person(union, "曾春花", document_number=document_number, phone=PHONE)


def found(response):
    return {group.code: [hit.lead + hit.match + hit.tail for hit in group.hits] for group in response.context["groups"]}


PEOPLE = ["曾", "曾春花", "zengchunhua", "zeng ch", "zch"]
UNIONS = ["光电工会", "庐光", "u36-7", "guangdiangonghui", "Lu Ling guang", "llgdgh", "luguanggong"]
EMPLOYERS = ["陵光电有", CODE, CODE.lower(), "guangdianyou", "gd yxgs"]


@pytest.mark.parametrize("typed", PEOPLE)
def test_people_are_found_by_name_pinyin_and_initials(clerk, counties, known, typed):
    fill(counties[0], known)

    response = clerk.get(reverse("portal:search"), {"q": typed})

    assert found(response)["people"] == ["曾春花"]


@pytest.mark.parametrize("typed", UNIONS)
def test_unions_are_found_by_any_part_of_a_name_by_letters_and_by_code(clerk, counties, known, typed):
    fill(counties[0], known)

    response = clerk.get(reverse("portal:search"), {"q": typed})

    assert found(response)["unions"] == ["庐陵光电工会"]


@pytest.mark.parametrize("typed", EMPLOYERS)
def test_employers_are_found_by_any_part_of_a_name_by_letters_and_by_credit_code(clerk, counties, known, typed):
    fill(counties[0], known)

    response = clerk.get(reverse("portal:search"), {"q": typed})

    assert found(response)["employers"] == ["庐陵光电有限公司"]


def test_a_union_is_found_by_what_it_was_called(clerk, counties):
    union = founded(counties[0], Kind.SINGLE, "红星机械厂工会")
    tree.rename(union, name="恒盛机械工会", short_name="", actor=TESTER, day=date(2012, 5, 1))

    response = clerk.get(reverse("portal:search"), {"q": "红星"})

    assert [hit.note for hit in response.context["groups"][0].hits] == ["曾用名：红星机械厂工会"]


@pytest.mark.parametrize("typed", [*PEOPLE, *UNIONS, *EMPLOYERS, "光电", PHONE, "known"])
def test_nobody_and_nothing_of_another_county_is_found(clerk, counties, known, typed):
    someone = fill(counties[1], known)
    text = known if typed == "known" else typed

    pages = [
        clerk.get(reverse("portal:search"), {"q": text}),
        clerk.post(reverse("portal:search"), {"q": text}, follow=True),
        clerk.post(reverse("portal:search"), {"q": text}, headers={"HX-Target": "seek-found"}),
    ]

    assert [found(page) for page in pages] == [{}, {}, {}]
    assert not any(someone.get_absolute_url() in page.content.decode() for page in pages)


@pytest.mark.parametrize("typed", ["known", PHONE, " 139 0000 1234 "])
def test_a_number_leads_to_its_person_and_never_stands_in_an_address(clerk, counties, known, typed):
    someone = fill(counties[0], known)
    text = known if typed == "known" else typed

    response = clerk.post(reverse("portal:search"), {"q": text})

    assert response.url == someone.get_absolute_url()


def test_an_upper_systems_number_leads_to_its_union_and_person(clerk, counties, known):
    member = fill(counties[0], known)
    master = UpperSystem.objects.create(name="省总工会实名制系统")
    for record, given in ((member.home_union, "JX36080200017"), (member, "HY3608029")):
        OutsideNumber.objects.create(
            system=master,
            subject_type=record._meta.label_lower,
            subject_id=record.pk,
            number=given,
            as_of=date(2012, 12, 31),
        )

    union = clerk.get(reverse("portal:search"), {"q": "JX36080200017"})
    person = clerk.get(reverse("portal:search"), {"q": "HY3608029"})
    pages = [clerk.get(record.get_absolute_url()).content.decode() for record in (member.home_union, member)]

    assert found(union) == {"unions": ["庐陵光电工会"]}
    assert found(person) == {"people": ["曾春花"]}
    assert person.context["groups"][0].hits[0].note == "省总工会实名制系统编号"
    assert ["JX36080200017" in pages[0], "HY3608029" in pages[1]] == [True, True]


def test_an_upper_systems_number_of_another_county_finds_nothing(clerk, counties, known):
    member = fill(counties[1], known)
    master = UpperSystem.objects.create(name="省总工会实名制系统")
    OutsideNumber.objects.create(
        system=master, subject_type="people.person", subject_id=member.pk, number="HY3608029", as_of=date(2012, 12, 31)
    )

    assert found(clerk.get(reverse("portal:search"), {"q": "HY3608029"})) == {}


@pytest.mark.parametrize("typed", [PHONE[:10], PHONE[1:], "1390000123X"])
def test_a_number_is_found_only_whole(clerk, counties, known, typed):
    fill(counties[0], known)

    assert found(clerk.post(reverse("portal:search"), {"q": typed})) == {}


def test_a_search_by_number_is_in_the_trail_without_the_number(clerk, counties, known):
    someone = fill(counties[0], known)

    clerk.post(reverse("portal:search"), {"q": PHONE})

    entry = Entry.objects.get(verb="people.person.search")
    assert (entry.subject_id, entry.organisation_id, entry.after) == (someone.pk, counties[0].pk, {"found": 1})
    assert PHONE not in json.dumps([entry.before, entry.after, entry.reason])


def test_other_searches_leave_no_trace_and_while_typing_no_number_is_looked_up(clerk, counties, known):
    fill(counties[0], known)
    before = Entry.objects.count()

    clerk.get(reverse("portal:search"), {"q": "曾春花"})
    typing = clerk.post(reverse("portal:search"), {"q": PHONE}, headers={"HX-Target": "seek-found"})

    assert found(typing) == {}
    assert Entry.objects.count() == before


def test_numbers_are_masked(clerk, counties, known):
    fill(counties[0], known)

    shown = clerk.get(reverse("portal:search"), {"q": "曾春花"}).content.decode()

    assert "139****1234" in shown
    assert known not in shown
    assert PHONE not in shown


def test_words_are_posted_and_come_back_in_an_address_of_their_own(clerk):
    response = clerk.post(reverse("portal:search"), {"q": "光电"})

    assert response.url == "/desk/search/?q=%E5%85%89%E7%94%B5"


def test_recent_searches_are_kept_for_the_session_without_numbers(clerk, counties, known):
    fill(counties[0], known)
    for typed in ("光电", PHONE, "曾春花", "没有这个人"):
        clerk.get(reverse("portal:search"), {"q": typed})

    response = clerk.post(reverse("portal:search"), {"q": ""}, headers={"HX-Target": "seek-found"})

    assert response.context["recent"] == ["曾春花", "光电"]


def test_letters_find_unions_and_units_while_one_types(clerk, counties, known):
    fill(counties[0], known)

    typing = clerk.post(reverse("portal:search"), {"q": "llgd"}, headers={"HX-Target": "seek-found"})

    assert found(typing) == {"unions": ["庐陵光电工会"], "employers": ["庐陵光电有限公司"]}


@pytest.mark.parametrize(("typed", "queries"), [("庐陵", 16), ("luling", 22)])
@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_one_and_for_three(
    clerk, counties, count, typed, queries, django_assert_num_queries
):
    union = founded(counties[0], Kind.SINGLE, "庐陵光电工会")
    for _ in range(count):
        person(union, "曾春花")
        register_employer(federation=counties[0], actor=TESTER, name="庐陵光电有限公司")
    clerk.get(reverse("portal:search"), {"q": typed})

    with django_assert_num_queries(queries):
        clerk.get(reverse("portal:search"), {"q": typed})


def test_whoever_may_see_none_of_them_finds_nothing(client, counties, known):
    fill(counties[0], known)
    client.force_login(account_of(officer(counties[0], "security.administrator")))

    response = client.get(reverse("portal:search"), {"q": "光电"})

    assert (response.status_code, found(response)) == (200, {})


@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        ("曾春", ["people_person_name"]),
        ("zeng", ["people_person_pinyin", "people_person_initials"]),
        (PHONE, ["people_person_phone", "people_person_one_per_document"]),
    ],
)
def test_every_way_of_finding_people_is_a_range_of_an_index(typed, indexes):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plans = [
        json.dumps(records.order_by().explain(format="json"))
        for records, _ in ranges_of(Person.objects.standing(), typed)
    ]

    assert [plan for plan in plans if "Seq Scan" in plan] == []
    assert any(name in plan for name in indexes for plan in plans)
    assert all("Seq Scan" not in plan for plan in plans)
