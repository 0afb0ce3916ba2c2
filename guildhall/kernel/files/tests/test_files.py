import hashlib
import io
import os
import random
import resource
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.crypto import UnreadableError
from guildhall.kernel.files import rules, vault
from guildhall.kernel.files.actions import store
from guildhall.kernel.files.models import File
from guildhall.kernel.files.offers import FileSubject
from guildhall.kernel.files.queries import files_of, may_add, open_file, path_decrypted, visible_file
from guildhall.kernel.files.tests import samples
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import EVERYTHING, NOTHING, Reach

MB = 1024 * 1024
UNION_FILES = next(subject for subject in offered(FileSubject) if subject.model is Organisation)


@dataclass(frozen=True)
class Clerk:
    """Somebody with permissions and a reach."""

    permissions: frozenset = frozenset()
    where: Reach = NOTHING
    account_id: int | None = 7
    person_id: int | None = 8
    label: str = "张干事"

    def may(self, permission):
        return permission in self.permissions

    def reach(self, permission):
        return self.where if self.may(permission) else NOTHING


BOTH = frozenset({UNION_FILES.permission_to_see, UNION_FILES.permission_to_add})


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.GUILDHALL_FILES_DIR = tmp_path / "files"
    return settings.GUILDHALL_FILES_DIR


@pytest.fixture
def root(db):
    return city()


def lines(size: int) -> bytes:
    return random.Random(1).randbytes(size // 2 + 1).hex().encode()[:size]  # noqa: S311


def stored(root, content=samples.PDF, name="张三的申请.pdf", **values) -> File:
    values.setdefault("actor", TESTER)
    return store(io.BytesIO(content), name=name, organisation=root, area=root, **values)


def bytes_on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_whole_under_a_random_name(root, folder):
    file = stored(root, actor=Clerk())

    assert (file.kind, file.content_type, file.size) == ("pdf", "application/pdf", len(samples.PDF))
    assert file.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert (file.account_id, file.uploaded_by, file.key_number, file.is_misnamed) == (7, "张干事", None, False)
    (path,) = bytes_on_disk(folder)
    assert path.relative_to(folder).parts == (file.storage_key[:2], file.storage_key[2:4], file.storage_key)
    assert path.stat().st_mode & 0o777 == 0o600
    with open_file(file) as opened, path_decrypted(file) as place:
        assert opened.read() == place.read_bytes() == samples.PDF


def test_the_trail_keeps_what_was_stored_but_not_its_name(root):
    file = stored(root, subject=root)

    entry = Entry.objects.get(verb="files.file.upload")

    assert (entry.subject_type, entry.subject_id) == ("organisations.organisation", root.pk)
    assert entry.after == {"file": file.pk, "kind": "pdf", "size": file.size, "sha256": file.sha256}


def test_a_table_under_a_wrong_extension_is_taken_and_marked(root):
    file = stored(root, samples.XLSX, "名册.xls")

    assert (file.kind, file.is_misnamed, file.content_type) == ("xlsx", True, rules.KINDS["xlsx"].content_type)


def test_a_refused_upload_leaves_nothing(root, folder):
    with pytest.raises(Refused) as refusal:
        stored(root, samples.PROGRAM, "名册.xlsx", limits=rules.TABLES)

    assert refusal.value.reasons == ("无法识别这个文件的内容，可以上传：Excel 表格、文本或 CSV",)
    assert (File.objects.count(), folder.exists()) == (0, False)


@pytest.mark.parametrize("size", [1, MB - 1, MB, MB + 1, 2 * MB, 3 * MB + 17])
def test_a_sensitive_file_is_sealed_and_reads_back_from_any_place(root, folder, size):
    content = lines(size)

    file = stored(root, content, "困难证明.txt", sensitive=True)

    (path,) = bytes_on_disk(folder)
    assert content[:64] not in path.read_bytes() or size == 1
    assert (file.size, file.sha256) == (size, hashlib.sha256(content).hexdigest())
    with open_file(file) as opened:
        assert opened.read() == content
        opened.seek(-min(size, 100), io.SEEK_END)
        assert opened.read() == content[-100:]
        opened.seek(size // 2)
        assert opened.read(10) == content[size // 2 : size // 2 + 10]


def test_a_sealed_workbook_is_read_by_its_path_and_the_path_ends_with_the_block(root, folder):
    file = stored(root, samples.XLSX, "名册.xlsx", sensitive=True)

    with path_decrypted(file) as place:
        with zipfile.ZipFile(place) as workbook:
            names = workbook.namelist()
        visible = bytes_on_disk(folder)

    assert "xl/workbook.xml" in names
    assert visible == [vault.path_of(file.storage_key)]
    assert not place.exists()


def test_a_sealed_zip_is_read_without_being_written_out(root):
    file = stored(root, samples.XLSX, "名册.xlsx", sensitive=True)

    with open_file(file) as opened, zipfile.ZipFile(opened) as workbook:
        assert workbook.read("xl/workbook.xml").decode() == "内容"


def cut_off_chunk(path: Path, other: Path) -> None:
    os.truncate(path, path.stat().st_size - vault.SEALED_CHUNK)


def exchanged_chunks(path: Path, other: Path) -> None:
    content = path.read_bytes()
    head, first, second, rest = (
        content[: vault.HEADER_LENGTH],
        content[vault.HEADER_LENGTH :][: vault.SEALED_CHUNK],
        content[vault.HEADER_LENGTH + vault.SEALED_CHUNK :][: vault.SEALED_CHUNK],
        content[vault.HEADER_LENGTH + 2 * vault.SEALED_CHUNK :],
    )
    path.write_bytes(head + second + first + rest)


def another_files_bytes(path: Path, other: Path) -> None:
    path.write_bytes(other.read_bytes())


def one_bit(path: Path, other: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut_off_chunk, exchanged_chunks, another_files_bytes, one_bit])
@pytest.mark.parametrize("is_size_adjusted", [False, True])
def test_a_sealed_file_that_was_touched_does_not_open(root, damage, is_size_adjusted):
    file = stored(root, lines(4 * MB), "证明.txt", sensitive=True)
    other = stored(root, lines(4 * MB), "证明.txt", sensitive=True)

    damage(vault.path_of(file.storage_key), vault.path_of(other.storage_key))
    if is_size_adjusted and damage is cut_off_chunk:
        file.size -= MB

    with pytest.raises(UnreadableError, match="已损坏或被替换"), open_file(file) as opened:
        opened.read()


def test_the_database_knows_sensitive_files_only_encrypted(root):
    file = stored(root)

    with pytest.raises(IntegrityError, match="files_file_sensitive_is_encrypted"), transaction.atomic():
        File.objects.filter(pk=file.pk).update(is_sensitive=True)


def test_a_file_is_seen_through_its_record(root):
    near, far = (founded(root, Kind.COUNTY, f"{name}总工会") for name in ("吉州区", "青原区"))
    file = stored(near, subject=near)
    lost = stored(near, subject=near)
    File.objects.filter(pk=lost.pk).update(subject_type="gone.model")

    assert visible_file(Clerk(BOTH, Reach(areas=frozenset({near.pk}))), file.pk) == file
    for actor in (
        Clerk(BOTH, Reach(areas=frozenset({far.pk}))),
        Clerk(),
        Clerk(frozenset({UNION_FILES.permission_to_add}), EVERYTHING),
    ):
        with pytest.raises(File.DoesNotExist):
            visible_file(actor, file.pk)
    with pytest.raises(File.DoesNotExist):
        visible_file(TESTER, lost.pk)
    assert list(files_of(near)) == [file]


def test_a_file_of_no_record_is_seen_by_whoever_brought_it(root):
    file = stored(root, actor=Clerk())

    assert visible_file(Clerk(), file.pk) == file
    for actor in (Clerk(BOTH, EVERYTHING, account_id=9), TESTER):
        with pytest.raises(File.DoesNotExist):
            visible_file(actor, file.pk)


def test_adding_needs_the_permission_within_its_reach(root, folder):
    near, far = (founded(root, Kind.COUNTY, f"{name}总工会") for name in ("吉州区", "青原区"))
    clerk = Clerk(BOTH, Reach(areas=frozenset({near.pk})))

    with pytest.raises(Refused) as refusal:
        stored(far, subject=far, actor=clerk)

    assert refusal.value.reasons == ("您没有为这条记录上传文件的权限",)
    assert (may_add(clerk, near), may_add(Clerk(), near), folder.exists()) == (True, False, False)


def test_bytes_without_a_row_are_found_and_removed(root, folder):
    kept = stored(root)
    with transaction.atomic():
        undone = stored(root)
        transaction.set_rollback(True)
    output = StringIO()

    call_command("sweep_files", stdout=output)
    call_command("sweep_files", "--hours=-1", stdout=output)
    call_command("sweep_files", "--hours=-1", "--delete", stdout=output)

    assert output.getvalue().splitlines() == ["无主文件 0 个", "无主文件 1 个", "无主文件 1 个，已删除"]
    assert bytes_on_disk(folder) == [vault.path_of(kept.storage_key)]
    assert undone.storage_key != kept.storage_key


def test_rows_without_bytes_are_told(root):
    file = stored(root)
    vault.remove(file.storage_key)

    with pytest.raises(CommandError, match=f"缺少内容的文件 1 个，编号：{file.pk}"):
        call_command("sweep_files", stdout=StringIO())


def test_a_failed_write_leaves_nothing(root, folder):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= MB:
                raise OSError("the line broke")
            return super().read(size)

    with pytest.raises(OSError, match="the line broke"):
        store(Broken(lines(3 * MB)), name="a.txt", actor=TESTER, organisation=root, area=root)

    assert (File.objects.count(), bytes_on_disk(folder)) == (0, [])


KILLED_WHILE_WRITING = """
import os, signal, sys
import django
django.setup()
from guildhall.kernel.files import vault

class Source:
    left = 3
    def read(self, size):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"a" * size

vault.write(Source(), vault.new_key(), is_sensitive=True)
"""


def test_a_killed_write_leaves_only_what_the_sweep_finds(root, folder):
    environment = {**os.environ, "GUILDHALL_FILES_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.test"}

    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING], env=environment, check=False)  # noqa: S603
    output = StringIO()
    call_command("sweep_files", "--hours=-1", "--delete", stdout=output)

    assert killed.returncode == -signal.SIGKILL
    assert output.getvalue() == "无主文件 1 个，已删除\n"
    assert (File.objects.count(), bytes_on_disk(folder)) == (0, [])


class Endless(io.RawIOBase):
    """A large text that is never in memory at once."""

    def __init__(self, size):
        self.size, self.place = size, 0

    def seek(self, offset, whence=io.SEEK_SET):
        self.place = self.size + offset if whence == io.SEEK_END else offset
        return self.place

    def read(self, size=-1):
        count = min(size, self.size - self.place)
        self.place += count
        return b"a" * count


def test_a_hundred_megabytes_pass_through_in_small_memory(root):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    file = store(
        Endless(100 * MB),
        name="名册.csv",
        actor=TESTER,
        organisation=root,
        area=root,
        sensitive=True,
        limits=rules.TABLES,
    )
    with path_decrypted(file) as place:
        assert place.stat().st_size == 100 * MB

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024
