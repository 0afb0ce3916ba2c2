import json

import pytest
from django.db import connection

from guildhall.kernel.organisations.models import Employer, Kind, Organisation
from guildhall.kernel.organisations.names import Bigrams, bigrams_of, containing
from guildhall.kernel.organisations.tests.factories import city, founded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["吉安机电厂工会", "ABC电子有限公司", "工会", "会"])
def test_the_database_pairs_characters_as_we_do(name):
    root = city()
    founded(root, Kind.SINGLE, name)

    pairs = Organisation.objects.filter(name=name).values_list(Bigrams("name"), flat=True).get()

    assert sorted(pairs or []) == bigrams_of(name)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("机电", ["吉安机电厂工会"]),
        ("电厂工", ["吉安机电厂工会"]),
        ("厂机电", []),
        ("abc", ["ABC电子工会"]),
        ("厂", []),
    ],
)
def test_a_name_is_found_by_any_two_characters_that_stand_together(typed, found):
    root = city()
    founded(root, Kind.SINGLE, "吉安机电厂工会")
    founded(root, Kind.SINGLE, "ABC电子工会")

    names = containing(Organisation.objects, "name", typed).values_list("name", flat=True)

    assert list(names) == found


@pytest.mark.parametrize("model", [Organisation, Employer])
def test_a_part_of_a_name_is_looked_up_by_its_index(model):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = json.loads(containing(model.objects.order_by(), "name", "机电").explain(format="json"))

    assert "_bigrams" in json.dumps(plan)


def test_what_stands_in_every_name_is_found_without_the_index(db):
    plan = json.loads(containing(Organisation.objects.order_by(), "name", "总工会").explain(format="json"))

    assert "bigrams" not in json.dumps(plan)
