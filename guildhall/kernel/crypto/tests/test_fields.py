import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from guildhall.kernel.crypto import BlindIndexField, EncryptedTextField, blind_index, decrypt_many, sealed

NUMBER = "11010519491231002X"

pytestmark = [pytest.mark.usefixtures("keys_file"), pytest.mark.django_db]


@pytest.fixture
def card():
    """A model with sealed columns and its table, for this test."""
    with isolate_apps("guildhall.kernel.crypto"):

        class Card(models.Model):
            number = EncryptedTextField("证件号码", null=True)
            number_index = BlindIndexField(null=True, purpose="card", of="number")

            class Meta:
                app_label = "crypto"

            def __str__(self):
                return f"card {self.pk}"

        with connection.schema_editor() as editor:
            editor.create_model(Card)
        yield Card


def stored(card):
    return list(card.objects.order_by("pk").values_list(sealed("number"), "number_index"))


def test_a_saved_value_is_sealed_in_the_table_and_clear_in_the_record(card):
    card.objects.create(number=NUMBER)

    [(blob, index)] = stored(card)
    assert NUMBER.encode() not in bytes(blob)
    assert index == blind_index(NUMBER, purpose="card")
    assert card.objects.get().number == NUMBER
    assert list(card.objects.order_by("pk").values_list("number", flat=True)) == [NUMBER]


def test_the_index_follows_its_field(card):
    record = card.objects.create(number=NUMBER)

    record.number = None
    record.save()

    assert stored(card) == [(None, None)]
    assert card.objects.filter(number__isnull=True).count() == 1


def test_a_record_without_its_sealed_column_keeps_its_index(card):
    card.objects.create(number=NUMBER)

    card.objects.defer("number").get().save()

    assert card.objects.filter(number_index=blind_index(NUMBER, purpose="card")).count() == 1
    assert card.objects.get().number == NUMBER


def test_set_updates_and_bulk_writes_are_sealed_too(card):
    card.objects.bulk_create([card(number="1"), card(number="2")])
    card.objects.filter(number_index__isnull=False).update(number="3")
    records = list(card.objects.order_by("pk"))
    records[0].number = "4"
    card.objects.bulk_update(records, ["number"])

    assert [record.number for record in card.objects.order_by("pk")] == ["4", "3"]


def test_set_work_reads_the_bytes_and_opens_them_together(card):
    card.objects.bulk_create([card(number="1"), card(number=None), card(number="3")])

    blobs = card.objects.order_by("pk").values_list(sealed("number"), flat=True)

    assert decrypt_many(blobs, label="crypto.card.number") == ["1", None, "3"]


@pytest.mark.parametrize("lookup", ["number", "number__exact", "number__in", "number__contains", "number__upper"])
def test_a_sealed_column_cannot_be_searched(card, lookup):
    with pytest.raises(FieldError):
        card.objects.filter(**{lookup: NUMBER})


@pytest.mark.parametrize("lookup", ["number_index__contains", "number_index__gt", "number_index__icontains"])
def test_a_blind_index_is_searched_exactly_only(card, lookup):
    with pytest.raises(FieldError):
        card.objects.filter(**{lookup: "1"})


def test_a_sealed_value_shows_in_no_repr_and_no_fixture(card):
    record = card.objects.create(number=NUMBER)

    shown = [repr(vars(record)), repr(vars(card.objects.get())), repr(list(card.objects.order_by("pk").values()))]

    assert not any(NUMBER in text for text in shown)
    assert f"{record.number}" == NUMBER
    with pytest.raises(TypeError):
        serializers.serialize("json", [record])


def test_only_text_is_accepted(card):
    with pytest.raises(TypeError):
        card.objects.create(number=110105194912310)


@pytest.mark.parametrize("option", ["primary_key", "unique", "db_index"])
def test_a_sealed_column_is_no_key(option):
    with pytest.raises(FieldError):
        EncryptedTextField(**{option: True})


def test_the_fields_are_written_whole_into_migrations():
    number = EncryptedTextField("证件号码", null=True, label="people.person.number")
    index = BlindIndexField(null=True, purpose="card", of="number")

    assert number.clone().label == "people.person.number"
    assert (index.clone().purpose, index.clone().of) == ("card", "number")
    assert number.is_encrypted
    assert index.is_encrypted
