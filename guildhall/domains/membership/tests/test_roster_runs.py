"""Merges that are stopped, killed, overtaken or doubled come to the same end."""

import json
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DataError, connection
from django.db.models import Count

from guildhall.domains.membership.actions.roster import merge
from guildhall.domains.membership.models import Roster, TransferProposal
from guildhall.domains.membership.queries.roster import rows_of
from guildhall.domains.membership.tests import rosters
from guildhall.domains.membership.tests.rosters import number
from guildhall.kernel.jobs import work
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.tests import factories as people
from guildhall.mechanisms.workbooks.actions import imports as actions
from guildhall.mechanisms.workbooks.models import Import

NAMES = ("张三", "李四", "王五", "赵六", "钱七", "孙八", "周九")
ROWS = [(name, number(place), "", "2012-05-01") for place, name in enumerate(NAMES, 1)]


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(merge, "CHUNK", 3)


def merging(folder, union=None) -> Import:
    """An import whose merge is waiting for its worker."""
    import_ = rosters.uploaded(rosters.workbook(folder / "a.xlsx", ROWS), union or rosters.union())
    return actions.confirm_merge(import_, actor=rosters.CLERK)


@pytest.mark.django_db
def test_a_merge_cancelled_half_way_is_resumed_to_the_same_end(tmp_path, small_chunks):
    import_ = merging(tmp_path)
    merge.write_chunk(import_)
    import_ = actions.cancel(import_, actor=rosters.CLERK)
    assert (Person.objects.count(), import_.stopped_in) == (2, "merging")

    import_ = rosters.after_job(actions.resume(import_, actor=rosters.CLERK))

    assert (import_.state, rosters.counts(import_)) == ("done", {"new": 7})
    assert (Person.objects.count(), Spell.objects.open().count()) == (7, 7)


@pytest.mark.django_db
def test_a_merge_cancelled_half_way_can_be_taken_back(tmp_path, small_chunks):
    import_ = merging(tmp_path)
    merge.write_chunk(import_)
    import_ = actions.cancel(import_, actor=rosters.CLERK)

    import_ = rosters.taken_back(import_)

    assert import_.state == "taken_back"
    assert Person.objects.standing().count() == 0


@pytest.mark.django_db
def test_a_chunk_that_dies_leaves_nothing_and_is_done_again(tmp_path, small_chunks, monkeypatch):
    import_ = merging(tmp_path)
    merge.write_chunk(import_)
    with monkeypatch.context() as dying:
        dying.setattr(merge, "LOST", "SELECT 1 / 0")
        dying.setattr(merge, "EXPECTED", "SELECT 'elsewhere', 1")
        with pytest.raises(DataError):
            merge.write_chunk(import_)
    assert (Person.objects.count(), Roster.objects.get().merged_to) == (2, 3)

    import_ = rosters.after_job(import_)

    assert rosters.counts(import_) == {"new": 7}
    assert Person.objects.count() == 7


@pytest.mark.django_db
def test_a_merge_that_runs_twice_writes_once(tmp_path, small_chunks):
    import_ = rosters.after_job(merging(tmp_path))
    Roster.objects.update(merged_to=0)

    while merge.write_chunk(import_).merged_to < 8:
        pass

    assert (Person.objects.count(), Spell.objects.count()) == (7, 7)


@pytest.mark.django_db
def test_a_job_that_runs_again_after_its_end_does_nothing(tmp_path):
    import_ = rosters.after_job(merging(tmp_path))

    work.run(import_.job_id)

    assert Import.objects.get().state == "done"


@pytest.mark.django_db
def test_who_joined_elsewhere_since_the_preview_becomes_a_proposal(tmp_path):
    union = rosters.union()
    other = rosters.union("别的公司工会", union.parent)
    import_ = merging(tmp_path, union)
    people.member(other, "张三", document_number=number(1))
    people.person(other, "别名", document_number=number(2))

    import_ = rosters.after_job(import_)

    assert rosters.counts(import_) == {"new": 5, "elsewhere": 1, "refused": 1}
    assert TransferProposal.objects.get().person.name == "张三"
    assert "登记在另一个姓名之下" in rows_of(import_.pk, "refused")[0].said


def test_two_clerks_with_the_same_people_make_each_person_once(cloned_database, tmp_path):
    county = rosters.a_county()
    unions = [rosters.union(name, county) for name in ("甲厂工会", "乙厂工会")]
    imports = []
    for union in unions:
        (tmp_path / union.code).mkdir()
        imports.append(merging(tmp_path / union.code, union))

    def carry(import_: Import) -> None:
        try:
            work.run(import_.job_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=carry, args=[import_]) for import_ in imports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ended = Import.objects.order_by("pk")
    assert {import_.state for import_ in ended} == {"done"}
    assert sorted(str(rosters.counts(import_)) for import_ in ended) == ["{'elsewhere': 7}", "{'new': 7}"]
    assert Person.objects.count() == 7
    assert not Spell.objects.open().values("person").annotate(many=Count("pk")).filter(many__gt=1).exists()
    assert TransferProposal.objects.open().count() == 7


@pytest.mark.django_db
def test_the_command_imports_and_tells_its_counts(tmp_path):
    path, said = rosters.workbook(tmp_path / "a.xlsx", ROWS), StringIO()

    call_command("import_roster", str(path), "--union", rosters.union().code, "--json", "--yes", stdout=said)

    answer = json.loads(said.getvalue())
    assert (answer["state"], answer["counts"]["new"]) == ("done", 7)
    assert sorted(answer["seconds"]) == ["check", "upload", "write"]


@pytest.mark.django_db
def test_the_command_without_consent_writes_nothing(tmp_path):
    path, said = rosters.workbook(tmp_path / "a.xlsx", ROWS), StringIO()

    call_command("import_roster", str(path), "--union", rosters.union().code, "--json", stdout=said)

    assert json.loads(said.getvalue())["state"] == "previewed"
    assert Person.objects.count() == 0
