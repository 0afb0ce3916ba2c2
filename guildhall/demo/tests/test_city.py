"""The small city holds what it promises, the same each time, and nobody in it can be real."""

from datetime import date

import numpy as np
import pytest
from django.db import connection

from guildhall.demo import city
from guildhall.demo.sizes import FULL, SMALL
from guildhall.demo.tests.factories import small_city
from guildhall.kernel.access.models import Account
from guildhall.kernel.access.queries import is_demo
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.letters import letters_of
from guildhall.kernel.organisations.models import Employer, Organisation
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.rules.codes import credit_code_reasons, union_code_reasons
from guildhall.kernel.people.rules.identity import check_resident_numbers
from guildhall.kernel.refusal import Refused

GRASSROOTS = ["single", "joint", "office", "village", "regional", "industry"]


def one(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def test_the_full_city_is_as_large_as_was_published():
    assert (FULL.union_count, FULL.new_unions, FULL.members, FULL.new_members) == (7031, 823, 502_600, 136_700)


@pytest.mark.django_db
def test_unions_and_members_of_the_year_are_exact():
    small_city()

    standing = "kind = ANY(%s) AND founded_on <= '2012-12-31' AND (dissolved_on IS NULL OR dissolved_on > '2012-12-31')"
    unions = one(f"SELECT count(*) FROM organisations_organisation WHERE {standing}", GRASSROOTS)  # noqa: S608
    new = one(
        "SELECT count(*) FROM organisations_organisation WHERE kind = ANY(%s) "
        "AND founded_on BETWEEN '2012-01-01' AND '2012-12-31'",
        GRASSROOTS,
    )
    members = one(
        "SELECT count(*) FROM people_spell WHERE since <= '2012-12-31' AND (until IS NULL OR until > '2012-12-31')"
    )
    joined = one(
        "SELECT count(*) FROM people_spell WHERE since BETWEEN '2012-01-01' AND '2012-12-31' AND opened_by = 'joined'"
    )
    enterprises = one(
        "SELECT count(*) FROM organisations_employer "
        "WHERE union_since <= '2012-12-31' AND ownership IN ('public', 'non_public')"
    )
    assert (unions, new, members, joined, enterprises) == (70, 8, 5026, 1367, 61)


@pytest.mark.django_db
def test_more_stood_and_joined_after_the_year():
    small_city()

    assert Organisation.objects.filter(founded_on__gt=date(2012, 12, 31)).count() == SMALL.later_unions
    assert Spell.objects.filter(since__gt=date(2012, 12, 31)).count() == SMALL.later_members


@pytest.mark.django_db
def test_every_county_holds_unions_and_members():
    small_city()

    counties = Organisation.objects.filter(depth=2, kind__in=["county", "zone"])
    with_members = Spell.objects.filter(area__in=counties).order_by().values("area").distinct().count()
    assert (counties.count(), with_members) == (14, 14)


@pytest.mark.django_db
def test_most_of_the_staff_have_joined():
    small_city()

    heads = one("SELECT sum(head_count) FROM organisations_employer WHERE union_since <= '2012-12-31'")
    formed = one("SELECT round(100.0 * count(union_id) / count(*)) FROM organisations_employer WHERE closed_on IS NULL")
    assert 80 <= 5026 / heads * 100 <= 97
    assert 85 <= formed <= 95


@pytest.mark.django_db
def test_no_identity_number_is_of_a_real_region_and_every_check_digit_is_right():
    small_city()

    numbers = list(
        Person.objects.filter(document_type="01", document_number__isnull=False).values_list(
            "document_number", flat=True
        )
    )
    assert len(numbers) > 5000
    assert {str(number)[:2] for number in numbers} == {"99"}
    assert check_resident_numbers(numbers, date(2013, 3, 31)).ok.all()


@pytest.mark.django_db
def test_no_phone_is_of_an_operator():
    small_city()

    phones = Person.objects.filter(phone__isnull=False).values_list("phone", flat=True)
    assert {str(phone)[:3] for phone in phones} <= {"154", "160", "161", "163", "164", "168", "169"}


@pytest.mark.django_db
def test_codes_of_units_and_unions_are_well_formed():
    small_city()

    assert not [code for code in Employer.objects.values_list("credit_code", flat=True) if credit_code_reasons(code)]
    codes = Organisation.objects.exclude(credit_code="").values_list("credit_code", flat=True)
    assert codes
    assert not [code for code in codes if union_code_reasons(code)]


@pytest.mark.django_db
def test_unions_and_employers_can_be_found_by_letters():
    small_city()

    unions = Organisation.objects.values_list("letters", "name", "short_name")
    units = Employer.objects.values_list("letters", "name")

    assert [names for letters, *names in [*unions, *units] if letters != letters_of(*names)] == []


def test_a_city_is_the_same_each_time():
    first, second = city.imagine(SMALL), city.imagine(SMALL)

    assert [body.name for body in first.tree.bodies] == [body.name for body in second.tree.bodies]
    assert first.details.names == second.details.names
    assert first.details.numbers == second.details.numbers
    assert np.array_equal(first.people.present.since, second.people.present.since)
    assert [unit.head_count for unit in first.register.units] == [unit.head_count for unit in second.register.units]


@pytest.mark.django_db
def test_there_is_somebody_of_every_role():
    small_city()

    roles = {post.role for account in Account.objects.all() for post in account.person.posts.all()}
    assert roles == {
        "city.leader", "city.officer", "city.statistician", "county.clerk", "county.leader", "industrial.officer",
        "union.chair", "union.clerk", "system.administrator", "security.administrator", "trail.administrator",
    }  # fmt: skip
    assert Account.objects.get(username="huangxiaofang").check_password("Jian-2012-demo")


@pytest.mark.django_db
def test_the_factory_has_three_hundred_members():
    small_city()

    assert Spell.objects.filter(organisation__name__startswith="江西庐陵光电", until=None).count() in range(298, 304)


@pytest.mark.django_db
def test_the_trail_has_an_entry_for_each_set_and_the_database_is_marked():
    small_city()

    verbs = list(Entry.objects.filter(verb__startswith="demo.").order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "demo.city.found_unions",
        "demo.city.register_employers",
        "demo.city.register_people",
        "demo.city.admit_members",
        "demo.city.record_events",
        "demo.city.appoint_officers",
    ]
    assert is_demo()


@pytest.mark.django_db
def test_a_database_with_people_of_its_own_is_refused():
    Account.objects.create_account("somebody", display_name="某人")

    with pytest.raises(Refused, match="不能标记为演示库"):
        small_city()


@pytest.mark.django_db
def test_a_city_is_not_built_over_another():
    small_city()

    with pytest.raises(Refused, match="已有示范城市"):
        small_city()
