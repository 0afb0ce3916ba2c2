import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Sum

from guildhall.kernel.audit import heads
from guildhall.kernel.audit.models import Entry, Seal
from guildhall.kernel.audit.sealing import seal, seal_all
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.audit.verifying import verify
from guildhall.kernel.scope import system

TESTER = system("测试")


@pytest.fixture(autouse=True)
def head(settings, tmp_path, cloned_database):
    settings.GUILDHALL_TRAIL_HEAD = tmp_path / "heads" / "trail-head.log"
    return settings.GUILDHALL_TRAIL_HEAD


def write(count: int) -> None:
    for number in range(count):
        note(verb="test.trail.write", actor=TESTER, after={"金额": 1.5, "序号": number})


def tamper(statement: str, table: str = "audit_entry") -> None:
    """What a superuser can do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_there_is_nothing_to_seal_in_an_empty_trail(head):
    assert seal() is None
    assert verify() == []
    assert not head.exists()


def test_entries_are_sealed_once_and_the_head_is_noted_outside(head):
    write(5)

    first = seal()
    write(2)
    second = seal()

    assert (first.entry_count, second.entry_count, seal()) == (5, 2, None)
    noted = [(noted.seal, noted.entry_count, noted.digest) for noted in heads.read()]
    assert noted == [(first.pk, 5, first.digest.hex()), (second.pk, 2, second.digest.hex())]
    assert oct(head.stat().st_mode & 0o777) == "0o600"
    assert verify() == []


def test_a_seal_takes_about_its_limit_and_never_divides_a_transaction():
    write(2)
    with transaction.atomic():
        write(4)
    write(1)

    counts = [sealed.entry_count for sealed in iter(lambda: seal(limit=3), None)]

    assert counts == [6, 1]
    assert verify() == []


def test_an_entry_waits_while_an_older_transaction_is_still_open():
    opened, finish = threading.Event(), threading.Event()

    def slow_writer():
        try:
            with transaction.atomic():
                write(1)
                opened.set()
                finish.wait(10)
        finally:
            connection.close()

    slow = threading.Thread(target=slow_writer)
    slow.start()
    opened.wait(10)
    write(3)

    assert seal() is None
    finish.set()
    slow.join()
    assert seal().entry_count == 4


def test_only_one_sealer_works_at_a_time():
    write(1)

    def other_sealer():
        try:
            return seal()
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor, ThreadPoolExecutor(1) as others:
        cursor.execute("SELECT pg_advisory_xact_lock(7031824)")
        assert others.submit(other_sealer).result() is None

    assert seal().entry_count == 1


def test_eight_writers_and_two_sealers_seal_every_entry_exactly_once():
    stop = threading.Event()

    def writer(n):
        try:
            for number in range(25):
                with transaction.atomic():
                    write(1 + number % 3)
                    time.sleep(0.001 * (n % 3))
                    transaction.set_rollback(number % 5 == 4)
        finally:
            connection.close()

    def sealer():
        try:
            while not stop.is_set():
                seal(limit=7)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as hands:
        sealers = [hands.submit(sealer) for _ in range(2)]
        writers = [hands.submit(writer, n) for n in range(8)]
        for each in writers:
            each.result()
        stop.set()
        for each in sealers:
            each.result()
    seal_all()

    assert Entry.objects.count() == Seal.objects.aggregate(total=Sum("entry_count"))["total"]
    assert Seal.objects.count() > 5
    assert verify() == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entry SET reason = '补记' WHERE id = 4", "内容与封存时不同"),
        ("UPDATE audit_entry SET at = at - interval '1 day' WHERE id = 4", "内容与封存时不同"),
        ("DELETE FROM audit_entry WHERE id = 4", "封存 3 条，现有 2 条"),
        (
            "INSERT INTO audit_entry (transaction, era, actor_label, verb, subject_type, reason, before, after)"
            " SELECT transaction, era, '某人', verb, '', '', '{}', '{}' FROM audit_entry WHERE id = 4",
            "封存 3 条，现有 4 条",
        ),
    ],
)
def test_tampering_with_an_entry_is_found_in_its_seal_only(statement, said):
    for _ in range(3):
        write(3)
        seal()

    tamper(statement)

    breaches = verify()
    assert len(breaches) == 1
    assert breaches[0].startswith("封链 2（")
    assert said in breaches[0]


def test_a_chain_rewritten_as_a_whole_is_found_by_the_heads_outside(head):
    write(3)
    seal()
    write(3)
    seal()
    true_heads = head.read_text()
    tamper("UPDATE audit_entry SET actor_label = '别人' WHERE id = 1")
    tamper("TRUNCATE audit_seal RESTART IDENTITY", table="audit_seal")
    head.unlink()
    seal(limit=3)
    seal(limit=3)

    head.write_text(true_heads)

    assert verify() == [
        "封链 1：与库外链头文件中的记录不同，封链被改写",
        "封链 2：与库外链头文件中的记录不同，封链被改写",
    ]


def test_seals_cut_off_at_the_end_are_missed():
    for _ in range(2):
        write(1)
        seal()

    tamper("DELETE FROM audit_seal WHERE id = 2", table="audit_seal")
    tamper("DELETE FROM audit_entry WHERE id = 2")

    assert verify() == ["封链 2：库外链头文件中有记录，库中已不存在，封链被删除"]


def test_a_sealer_killed_before_it_noted_the_head_is_made_good(head):
    for _ in range(3):
        write(1)
        seal()
    lines = head.read_text().splitlines(keepends=True)
    head.write_text("".join(lines[:2]) + lines[2][:40])

    assert verify() == ["封链 3：库外链头文件中没有它的记录"]
    seal()
    assert verify() == []


def test_a_lost_file_of_heads_is_told():
    write(1)
    seal()

    heads.path().unlink()

    assert verify() == ["封链 1：库外链头文件中没有它的记录"]


def test_after_a_restore_in_another_cluster_old_and_new_entries_are_sealed():
    write(3)
    seal()
    write(2)
    tamper("UPDATE audit_entry SET era = 7, transaction = transaction + 10000000000 WHERE id > 3")

    write(1)

    assert seal_all() == 3
    assert list(Seal.objects.order_by("pk").values_list("entry_count", flat=True)) == [3, 2, 1]
    assert verify() == []


def test_heads_of_a_database_that_was_made_anew_do_not_disturb(head):
    head.parent.mkdir()
    head.write_text('{"database": "1/2", "seal": 1, "at": "2020-01-01", "entry_count": 9, "digest": "00"}\n')

    write(2)
    seal()

    assert verify() == []


def test_the_commands_seal_and_verify():
    write(2)
    output = StringIO()

    call_command("seal_trail", stdout=output)
    call_command("verify_trail", stdout=output)

    assert output.getvalue().splitlines() == ["已封存 2 条留痕", "留痕完好，共核对 1 个封链"]
    tamper("DELETE FROM audit_entry WHERE id = 1")
    with pytest.raises(CommandError, match="封链 1（") as breach:
        call_command("verify_trail")
    assert breach.value.returncode == 1


def test_a_long_transaction_in_another_database_holds_nothing_up():
    entry = connection.settings_dict
    elsewhere = psycopg.connect(
        dbname="postgres", user=entry["USER"] or None, password=entry["PASSWORD"] or None, host=entry["HOST"] or None,
        port=entry["PORT"] or None,
    )  # fmt: skip

    with elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        write(2)

        assert seal().entry_count == 2
    elsewhere.close()
