from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people import actions, queries
from guildhall.kernel.people.models import Duplicate, Merge, Person
from guildhall.kernel.people.tests.factories import TESTER, member, number

DAY = date(2012, 9, 1)


@pytest.fixture
def county(db):
    return founded(city(), Kind.COUNTY, "吉州区总工会")


@pytest.fixture
def clerk(client, county):
    account = account_of(officer(county, "county.clerk"))
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return account


def named(county, phone="13800000001"):
    union = founded(county, Kind.SINGLE, "某厂工会")
    people = [member(union, "王小明", phone=phone, education=code).person for code in ("21", "31")]
    return actions.name_pair(*people, actor=TESTER)


def posted(client, url, **values):
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() or "" for name in ("once", "version_shown") if name in form.fields}
    return client.post(url, {**hidden, **values})


def test_two_records_are_compared_merged_and_the_merge_undone(client, clerk, county):
    pair = named(county)
    kept, lost = pair.first, pair.second
    page = client.get(pair.get_absolute_url()).content.decode()

    posted(
        client,
        pair.get_absolute_url(),
        keep=kept.pk,
        keep_open=queries.open_spell_of(kept).pk,
        other="void",
        fact_document_number=kept.pk,
        fact_education=lost.pk,
        fact_sex=kept.pk,
        reason="电话核实本人",
    )

    merge = Merge.objects.get()
    kept.refresh_from_db()
    assert str(kept.document_number) not in page
    assert (merge.taken, kept.education) == (["education"], "31")
    assert client.get(lost.get_absolute_url()).url == kept.get_absolute_url()
    assert "电话核实本人" in client.get(merge.get_absolute_url()).content.decode()
    posted(client, reverse("people:undo", args=[merge.pk]), reason="认错人")
    assert Person.objects.standing().filter(pk__in=(kept.pk, lost.pk)).count() == 2
    assert Duplicate.objects.get().state == "open"


def test_a_refused_merge_says_why_and_changes_nothing(client, clerk, county):
    pair = named(county)

    facts = {"fact_document_number": pair.first_id, "fact_education": pair.first_id, "fact_sex": pair.first_id}
    given = {"keep": pair.first_id, "keep_open": queries.open_spell_of(pair.first).pk, "other": "close", **facts}
    answer = posted(client, pair.get_absolute_url(), reason="电话核实本人", **given)

    assert answer.context["form"].non_field_errors() == ["按转会终止的会籍应早于保留的会籍，请改选作废或调换"]
    assert Merge.objects.count() == 0


def test_a_pair_is_named_by_numbers_or_dismissed(client, clerk, county):
    union = founded(county, Kind.SINGLE, "某厂工会")
    one, other = (member(union, "王小明", document_number=number(n)).person for n in (5, 6))

    posted(client, reverse("people:name_pair"), one=number(5), other=str(other.pk))
    pair = Duplicate.objects.get()
    posted(client, reverse("people:dismiss", args=[pair.pk]), reason="父子同名")

    pair.refresh_from_db()
    assert (pair.first, pair.state, pair.note) == (one, "dismissed", "父子同名")


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_many(client, clerk, county, count, django_assert_num_queries):
    for n in range(count):
        pair = named(county, f"1380000000{n}")
        again = named(county, f"1380000001{n}")
        actions.merge(pair.first, pair.second, keep_open=queries.open_spell_of(pair.first).pk, reason="重复",
                      day=DAY, actor=TESTER)  # fmt: skip
        assert again.pk
    client.get(reverse("people:duplicates"))

    with django_assert_num_queries(12):
        waiting = client.get(reverse("people:duplicates"))
    with django_assert_num_queries(12):
        merged = client.get(reverse("people:merges"))

    assert (len(waiting.context["rows"]), len(merged.context["rows"])) == (count, count)
