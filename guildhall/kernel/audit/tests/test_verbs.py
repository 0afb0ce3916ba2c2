import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.kernel.audit.models import Entry, Seal
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.audit.queries import UNNAMED, entries_of, label_of
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.numbers.models import Series
from guildhall.kernel.offers import offer
from guildhall.kernel.scope import system

TESTER = system("测试")


def a_series(name: str) -> Series:
    series = Series.objects.create(name=name, last=0)
    note(verb="numbers.series.open", actor=TESTER, subject=series)
    return series


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = '改'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_seal SET entry_count = 0",
        "DELETE FROM audit_seal",
        "TRUNCATE audit_seal",
    ],
)
def test_the_database_refuses_to_change_the_trail(statement):
    note(verb="test.trail.write", actor=TESTER)
    entry = Entry.objects.get()
    Seal.objects.create(at=entry.at, era=entry.era, entry_count=1, up_to_transaction=1, digest=b"x" * 32)

    with pytest.raises(IntegrityError, match="留痕只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (Entry.objects.get().reason, Seal.objects.get().entry_count) == ("", 1)


@pytest.mark.django_db
def test_one_verb_costs_one_insert(django_assert_num_queries):
    with django_assert_num_queries(1):
        note(verb="test.trail.write", actor=TESTER, subject_type="numbers.series", subject_id=1)


@pytest.mark.django_db
def test_an_entry_carries_the_transaction_and_the_cluster_it_was_written_in():
    entry = note(verb="test.trail.write", actor=TESTER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint, (pg_control_system()).system_identifier")
        assert cursor.fetchone() == (entry.transaction, entry.era)


@pytest.mark.django_db
def test_the_entries_of_a_record_come_latest_first():
    series, other = a_series("受理"), a_series("锦工发")
    note(verb="numbers.series.close", actor=TESTER, subject=series)
    note(verb="numbers.series.close", actor=TESTER, subject=other)

    assert [entry.verb for entry in entries_of(series, limit=5)] == ["numbers.series.close", "numbers.series.open"]
    assert [entry.verb for entry in entries_of(series, limit=1)] == ["numbers.series.close"]


def test_a_verb_is_shown_by_its_label_and_never_by_its_code():
    offer(Verbs({"test.trail.write": "写入"}))

    assert label_of("test.trail.write") == "写入"
    assert label_of("test.trail.unknown") == UNNAMED


@pytest.mark.django_db
def test_a_noted_entry_is_the_stored_entry():
    entry = note(
        verb="test.trail.write", actor=TESTER, reason="说明", before={"金额": None}, after={"金额": [1.5, "元"]}
    )

    stored = Entry.objects.get()

    assert entry == stored
    assert (entry.at, entry.transaction, entry.era) == (stored.at, stored.transaction, stored.era)
    assert (stored.reason, stored.before, stored.after) == ("说明", {"金额": None}, {"金额": [1.5, "元"]})
