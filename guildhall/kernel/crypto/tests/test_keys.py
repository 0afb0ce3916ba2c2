import json
import stat

import pytest
from django.core.management import CommandError, call_command

from guildhall.kernel.crypto import KeysUnusable, UnreadableError, blind_index, decrypt, encrypt, keys

LABEL = "people.person.phone"


def test_the_command_makes_a_file_that_only_its_owner_reads(tmp_path, settings):
    path = tmp_path / "var" / "keys.json"
    settings.GUILDHALL_KEYS_FILE = path

    call_command("make_keys", "--if-missing", verbosity=0)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["active"] == 1


def test_existing_keys_are_never_replaced(keys_file):
    before = keys_file.read_bytes()

    call_command("make_keys", "--if-missing", verbosity=0)
    with pytest.raises(CommandError):
        call_command("make_keys", verbosity=0)

    assert keys_file.read_bytes() == before


def test_rotation_adds_a_key_and_keeps_the_index_key(keys_file):
    index = blind_index("13812340000", purpose="phone")

    call_command("make_keys", "--rotate", verbosity=0)

    written = json.loads(keys_file.read_text())
    assert (written["active"], sorted(written["keys"])) == (2, ["1", "2"])
    assert stat.S_IMODE(keys_file.stat().st_mode) == 0o600
    assert blind_index("13812340000", purpose="phone") == index


def test_missing_keys_are_named_with_what_to_do(tmp_path, settings):
    settings.GUILDHALL_KEYS_FILE = tmp_path / "none.json"

    with pytest.raises(KeysUnusable) as refused:
        encrypt("13812340000", label=LABEL)
    assert str(refused.value) == (
        f"密钥文件 {tmp_path / 'none.json'} 不存在，请先运行 python manage.py make_keys --if-missing"
    )


def damaged(written, **changes):
    return json.dumps({**written, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"active": 9},
        {"keys": {}},
        {"keys": {"1": {"suite": "rot13", "secret": "AAAA"}}},
        {"keys": {"1": {"suite": "aes-gcm", "secret": "c2hvcnQ="}}},
        {"index": {"active": 1, "keys": {}}},
        {"index": None},
    ],
)
def test_a_damaged_file_is_refused_without_showing_it(keys_file, changes):
    written = json.loads(keys_file.read_text())
    keys_file.write_text(damaged(written, **changes))
    keys._read.cache_clear()

    with pytest.raises(KeysUnusable) as refused:
        encrypt("13812340000", label=LABEL)
    assert str(refused.value) == f"密钥文件 {keys_file} 内容有误，请从备份恢复"
    assert refused.value.__cause__ is None


def test_a_value_whose_key_is_gone_says_which_key(keys_file):
    blob = encrypt("13812340000", label=LABEL)
    written = json.loads(keys_file.read_text())
    written["keys"] = {"7": written["keys"]["1"]}
    keys_file.write_text(damaged(written, active=7))
    keys._read.cache_clear()

    with pytest.raises(UnreadableError, match="编号为 1 的密钥"):
        decrypt(blob, label=LABEL)
