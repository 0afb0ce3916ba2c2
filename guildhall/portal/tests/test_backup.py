import io
import json
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

from guildhall.kernel.audit import heads, sealing
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.audit.verifying import verify
from guildhall.kernel.crypto.keys import add_key
from guildhall.kernel.files.actions import store
from guildhall.kernel.files.models import File
from guildhall.kernel.files.queries import open_file
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests import factories
from guildhall.kernel.refusal import Refused
from guildhall.portal.operations import health_words, manifest
from guildhall.portal.operations.backup import make_backup, newest_in
from guildhall.portal.operations.restore import restore_backup

NUMBER = factories.number(77)
PAPER = "二〇一二年工作总结\n".encode() * 100


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.GUILDHALL_FILES_DIR = tmp_path / "files"
    settings.GUILDHALL_TRAIL_HEAD = tmp_path / "head.log"
    return tmp_path


@pytest.fixture
def union(cloned_database):
    union = founded(founded(city(), Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "甲厂工会")
    factories.member(union, "欧阳小明", document_number=NUMBER)
    store(
        io.BytesIO(PAPER),
        name="总结.txt",
        actor=TESTER,
        organisation=union,
        area=union.area,
        sensitive=True,
    )
    sealing.seal_all()
    return union


def restored(folder: Path, *, replaces: bool = True):
    return restore_backup(folder, actor=TESTER, replaces=replaces, tell=lambda line: None)


def reasons_against(folder: Path, *, replaces: bool = True) -> str:
    with pytest.raises(Refused) as refusal:
        restored(folder, replaces=replaces)
    return "；".join(refusal.value.reasons)


def rewritten(folder: Path, **changes) -> None:
    written = json.loads((folder / manifest.NAME).read_text())
    (folder / manifest.NAME).write_text(json.dumps(written | changes))


def test_what_was_backed_up_comes_back_and_agrees(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    File.objects.get().delete()
    founded(union.area, Kind.SINGLE, "乙厂工会")
    for path in (places / "files").rglob("*"):
        if path.is_file():
            path.unlink()

    done = restored(folder)

    assert done.differences == []
    assert list(Organisation.objects.filter(kind=Kind.SINGLE).values_list("name", flat=True)) == ["甲厂工会"]
    assert Person.objects.get(name="欧阳小明").document_number == NUMBER
    with open_file(File.objects.get()) as file:
        assert file.read() == PAPER


def test_the_former_data_are_put_aside_not_thrown_away(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    founded(union.area, Kind.SINGLE, "乙厂工会")

    done = restored(folder)

    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {done.put_aside}")
        cursor.execute("SELECT count(*) FROM organisations_organisation WHERE name = '乙厂工会'")
        assert cursor.fetchone()[0] == 1


def test_the_trail_holds_after_a_restore_and_goes_on(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    founded(union.area, Kind.SINGLE, "乙厂工会")
    sealing.seal_all()

    restored(folder)
    sealing.seal_all()

    assert verify() == []
    assert [head.is_restore for head in heads.read()].count(True) == 1
    assert Entry.objects.order_by("-pk").values_list("verb", flat=True)[0] == "portal.backup.restore"


def test_a_backup_holds_no_key_and_no_number_in_the_clear(union, places):
    folder = make_backup(places / "backups", actor=TESTER)

    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    secrets = json.loads(Path(configured.GUILDHALL_KEYS_FILE).read_text())

    assert NUMBER.encode() not in written
    assert PAPER[:60] not in written
    assert secrets["keys"]["1"]["secret"].encode() not in written


def test_without_its_keys_nothing_is_begun(union, places, settings):
    folder = make_backup(places / "backups", actor=TESTER)
    settings.GUILDHALL_KEYS_FILE = places / "none.json"
    missing = reasons_against(folder)
    call_command("make_keys", verbosity=0)

    others = reasons_against(folder)

    assert "备份不含密钥" in missing
    assert others == "密钥文件缺少或不是这份备份的密钥（index/1、keys/1），请放回备份时的密钥文件"
    assert Organisation.objects.filter(name="甲厂工会").exists()


def test_keys_that_came_later_do_no_harm(union, places, settings):
    settings.GUILDHALL_KEYS_FILE = copied_keys(places)
    folder = make_backup(places / "backups", actor=TESTER)
    add_key(settings.GUILDHALL_KEYS_FILE)

    assert restored(folder).differences == []


def copied_keys(places: Path) -> Path:
    kept = places / "keys.json"
    kept.write_bytes(Path(configured.GUILDHALL_KEYS_FILE).read_bytes())
    return kept


def test_data_that_stand_are_not_replaced_unasked(union, places):
    folder = make_backup(places / "backups", actor=TESTER)

    assert "数据库里已有数据" in reasons_against(folder, replaces=False)


def test_a_damaged_dump_is_refused(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    with (folder / manifest.DATABASE).open("r+b") as dump:
        dump.seek(200)
        dump.write(b"damaged")

    assert reasons_against(folder) == "database.dump 与备份时不同，可能已损坏或被改动"


def test_a_restore_that_breaks_off_puts_the_data_back(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    dump = folder / manifest.DATABASE
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    rewritten(folder, database_sha256=manifest.sha256_of(dump))

    with pytest.raises(CommandError, match="恢复失败，原数据已放回"):
        call_command("restore", str(folder), "--replace", verbosity=0, stdout=io.StringIO())

    assert Organisation.objects.filter(name="甲厂工会").exists()


def test_a_backup_of_a_newer_release_is_refused(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    rewritten(folder, migrations=[*manifest.read(folder).migrations, "people.9999_from_next_year"])

    assert (
        reasons_against(folder)
        == "这份备份来自更新的程序（people.9999_from_next_year 等 1 步本程序没有），请先升级程序"
    )


def test_a_backup_of_a_newer_server_is_refused(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    rewritten(folder, server=990001)

    assert "这份备份来自 PostgreSQL 99" in reasons_against(folder)


def test_an_older_backup_is_brought_up_to_this_release(union, places):
    undone = undo_one_migration()
    folder = make_backup(places / "backups", actor=TESTER)
    call_command("migrate", interactive=False, verbosity=0)

    done = restored(folder)

    assert undone not in manifest.read(folder).migrations
    assert undone in manifest.migrations()
    assert done.differences == []


def undo_one_migration() -> str:
    """Take back the newest migration of a part on which nothing else rests, as if this were an earlier release."""
    *_, before, undone = [name for name in manifest.migrations() if name.startswith("documents.")]
    call_command("migrate", *before.split("."), interactive=False, verbosity=0)
    return undone


def test_it_waits_until_nobody_uses_the_database(union, places):
    folder = make_backup(places / "backups", actor=TESTER)
    kept = configured.DATABASES["default"]
    with psycopg.connect(
        dbname=kept["NAME"], user=kept["USER"] or None, host=kept["HOST"] or None, port=kept["PORT"] or None
    ):
        assert reasons_against(folder) == "还有 1 个连接在使用数据库，请先停止网站和后台程序"


def test_a_file_that_is_lost_is_named_and_the_rest_is_kept(union, places):
    store(io.BytesIO(PAPER), name="名单.txt", actor=TESTER, organisation=union, area=union.area)
    lost = next(path for path in (places / "files").rglob("*") if path.is_file())
    lost.unlink()

    folder = make_backup(places / "backups", actor=TESTER)

    kept = manifest.read(folder)
    assert (kept.missing_files, kept.file_count) == ([lost.name], 1)


def test_files_that_an_earlier_backup_holds_are_linked(union, places):
    first = make_backup(places / "backups", actor=TESTER)
    (first / manifest.NAME).write_text((first / manifest.NAME).read_text())
    renamed = first.rename(first.with_name("city-earlier"))

    second = make_backup(places / "backups", actor=TESTER)

    name = File.objects.get().storage_key
    places_of = [next(folder.rglob(name)) for folder in (renamed, second)]
    assert places_of[0].stat().st_ino == places_of[1].stat().st_ino
    assert newest_in(places / "backups") == second


def test_the_commands_tell_what_they_did(union, places, settings):
    settings.GUILDHALL_BACKUPS_DIR = places / "backups"
    said = io.StringIO()
    call_command("back_up", stdout=said)
    folder = newest_in(places / "backups")

    call_command("restore", str(folder), "--replace", stdout=said)

    assert "密钥不在备份中" in said.getvalue()
    assert "行数、指标、文件和操作留痕与备份一致" in said.getvalue()


def test_a_head_outside_that_differs_is_seen_on_the_status_page(union, settings):
    good = health_words.trail().level
    settings.GUILDHALL_TRAIL_HEAD.write_text("")

    assert (good, health_words.trail().level) == (health_words.GOOD, health_words.WRONG)
