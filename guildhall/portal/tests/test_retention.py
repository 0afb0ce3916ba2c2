from datetime import date, timedelta

import pytest
from django.utils import timezone

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.parameters import queries, retention
from guildhall.kernel.parameters.actions import set_value
from guildhall.kernel.parameters.offers import Retention
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


@pytest.fixture
def union():
    return founded(founded(city(), Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "甲厂工会")


def kept(code="people.voided", day=TODAY):
    return next(one for one in retention.rules_on(day) if one.rule.code == code)


def voided(union, days_ago, **values):
    person = factories.person(union, phone="13800138000", **values)
    moment = timezone.make_aware(timezone.datetime(2026, 3, 1)) - timedelta(days=days_ago)
    Person.objects.filter(pk=person.pk).update(voided_at=moment)
    return person


def test_what_is_over_is_blanked_and_the_record_stays(union):
    old, young, standing = voided(union, 400), voided(union, 300), factories.person(union, phone="13800138001")

    count = retention.blank(kept(), actor=TESTER)

    assert count == 1
    old.refresh_from_db()
    assert (old.name, old.document_number, old.document_index, old.phone) == ("王小明", None, None, None)
    assert Person.objects.get(pk=young.pk).phone == "13800138000"
    assert Person.objects.get(pk=standing.pk).phone == "13800138001"


def test_it_is_told_in_the_trail_without_what_was_blanked(union):
    old = voided(union, 400)

    retention.blank(kept(), actor=TESTER)

    entry = Entry.objects.get(verb="parameters.retention.blank")
    assert entry.after == {"规则": "people.voided", "条数": 1, "起": old.pk, "止": old.pk}
    assert entry.before == {}


def test_a_second_time_there_is_nothing_to_do(union):
    voided(union, 400)
    retention.blank(kept(), actor=TESTER)

    assert retention.blank(kept(), actor=TESTER) == 0
    assert Entry.objects.filter(verb="parameters.retention.blank").count() == 1


def test_the_days_are_policy(union):
    voided(union, 300)
    set_value("people.voided_days", 200, since=date(2026, 1, 1), source="测试文件", actor=TESTER)

    assert retention.due(kept()).count() == 1


def test_many_are_blanked_in_batches(union, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        voided(union, 400)

    assert retention.blank(kept(), actor=TESTER) == 5
    assert Entry.objects.filter(verb="parameters.retention.blank").count() == 3


@pytest.mark.parametrize("rule", offered(Retention), ids=lambda rule: rule.code)
def test_every_rule_names_columns_and_days_that_exist(rule):
    names = {field.name for field in rule.model._meta.get_fields()}

    assert {rule.since, *rule.columns} <= names
    assert rule.columns or rule.erase
    assert queries.count(rule.days, TODAY) >= (7 if rule.code == "workbooks.exports" else 180)
    assert retention.due(kept(rule.code)).count() == 0
