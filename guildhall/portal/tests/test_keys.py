import io
from threading import Event, Thread

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.crypto import blind_index, keys
from guildhall.kernel.files.actions import store
from guildhall.kernel.files.models import File
from guildhall.kernel.files.queries import open_file
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people import actions, queries
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import DAY, TESTER, number, person
from guildhall.kernel.refusal import Refused
from guildhall.portal.keys.rotating import retire, rotate, standing

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(params=[("aes", "sm"), ("sm", "aes")], ids=lambda pair: "-".join(pair))
def turned(request, tmp_path, settings):
    """Keys of one suite, and the act of adding those of the next."""
    settings.GUILDHALL_KEYS_FILE, settings.GUILDHALL_FILES_DIR = tmp_path / "keys.json", tmp_path / "files"
    settings.GUILDHALL_CRYPTO_SUITE = request.param[0]
    keys.write_first_keys(tmp_path / "keys.json")

    def turn():
        settings.GUILDHALL_CRYPTO_SUITE = request.param[1]
        call_command("make_keys", "--rotate", stdout=io.StringIO())

    return turn


@pytest.fixture
def union(turned, cloned_database):
    return founded(founded(city(), Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "某厂工会")


def people_of(union, count, first=1):
    return [person(union, "王小明", document_number=number(n), phone=f"139{n:08}") for n in range(first, first + count)]


def test_everything_comes_under_the_new_keys_and_the_old_ones_may_go(union, turned):
    people = people_of(union, 30)
    paper = store(io.BytesIO(PDF), name="证明.pdf", actor=TESTER, organisation=union, area=union.area, sensitive=True)
    changed = dict(Person.objects.values_list("pk", "changed_at"))
    turned()
    before = standing()

    done = rotate()

    now = standing()
    assert {each.table for each in before.remaining} >= {"people_person", "files_file"}
    assert (done["left"], now.is_settled, now.may_retire) == (0, True, True)
    assert queries.known_by_document("01", number(7)) == people[6]
    assert list(queries.found_by("13900000009").values_list("pk", flat=True)) == [people[8].pk]
    assert dict(Person.objects.values_list("pk", "changed_at")) == changed
    assert retire() == ([1], [1])
    assert [one.document_number for one in Person.objects.order_by("pk")] == [one.document_number for one in people]
    with open_file(File.objects.get(pk=paper.pk)) as content:
        assert content.read() == PDF
    assert rotate()["rows"] == 0


def test_the_database_refuses_a_second_person_and_a_late_index(union, turned):
    known = people_of(union, 3)[0]
    late = blind_index(number(50), purpose="people.document")
    turned()
    rotate()

    with pytest.raises(Refused):
        person(union, "李四", document_number=known.document_number)
    with pytest.raises(IntegrityError, match="one_per_document"), transaction.atomic():
        Person.objects.filter(pk=known.pk + 1).update(document_index=Person.objects.get(pk=known.pk).document_index)
    with pytest.raises(IntegrityError, match="key_number"), transaction.atomic():
        Person.objects.filter(pk=known.pk).update(document_index=late)
    with pytest.raises(IntegrityError, match="number_has_index"), transaction.atomic():
        Person.objects.filter(pk=known.pk).update(document_index=None)


def test_the_city_works_meanwhile(union, turned):
    """One clerk registers and corrects and looks up while the keys change; nobody is lost and nobody stands twice."""
    people_of(union, 120)
    turned()
    over, said, registered = Event(), [], []

    def clerk():
        n = 500
        try:
            while not over.is_set():
                n += 1
                registered.extend(people_of(union, 1, n))
                actions.correct(registered[-1], phone=f"138{n:08}", actor=TESTER, day=DAY)
                if queries.known_by_document("01", number(n - 400 - 80)) is None and n < 600:
                    said.append(f"{n} not found")
                with pytest.raises(Refused):
                    person(union, "又一人", document_number=number(n))
        except IntegrityError as late:
            said.append(str(late))
        finally:
            connections.close_all()

    working = Thread(target=clerk)
    working.start()
    rotate()
    over.set()
    working.join()
    rotate()

    assert [line for line in said if "key_number" not in line] == []
    assert len(registered) > 0
    assert standing().is_settled
    numbers = [str(one.document_number) for one in Person.objects.order_by("pk")]
    assert len(numbers) == len(set(numbers)) >= 120 + len(registered)
    assert queries.known_by_document("01", registered[0].document_number) is not None


def test_a_rotation_that_was_cut_off_goes_on(union, turned, monkeypatch):
    people_of(union, 20)
    turned()
    from guildhall.portal.keys import rotating  # noqa: PLC0415

    def cut(*_):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(rotating, "exchange", cut)
        with pytest.raises(ConnectionError):
            rotate()
    found = queries.known_by_document("01", number(7))
    with pytest.raises(Refused) as early:
        retire()

    rotate()

    assert found is not None
    assert early.value.reasons == ("检索密钥还没有换完，请先完成轮换",)
    assert standing().may_retire


@pytest.mark.django_db
def test_the_page_says_how_the_keys_stand(client):
    account = account_of(officer(founded(city(), Kind.COUNTY, "吉州区总工会"), "system.administrator"))
    client.force_login(account, backend=django_settings.AUTHENTICATION_BACKENDS[-1])

    assert "现用密钥" in client.get(reverse("keys:keys")).content.decode()
    answer = client.post(reverse("keys:retire"), {"is_backed_up": "on"})
    assert "没有旧密钥" in answer.content.decode() or "请先完成轮换" in answer.content.decode()
    with pytest.raises(CommandError):
        call_command("rotate_keys", "--retire", stdout=io.StringIO())
