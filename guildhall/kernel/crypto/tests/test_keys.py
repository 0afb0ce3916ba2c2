import json
import stat

import pytest
from django.core.management import CommandError, call_command

from guildhall.kernel.crypto import KeysUnusable, UnreadableError, blind_index, decrypt, encrypt, keys
from guildhall.kernel.crypto.suites import SM4GCM, SM3State

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


def test_rotation_adds_a_key_and_an_index_key_that_waits_for_the_reindexing(keys_file):
    index = blind_index("13812340000", purpose="phone")

    call_command("make_keys", "--rotate", verbosity=0)

    written = json.loads(keys_file.read_text())
    assert (written["active"], sorted(written["keys"])) == (2, ["1", "2"])
    assert (written["index"]["active"], sorted(written["index"]["keys"])) == (1, ["1", "2"])
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
        {"index": {"active": 1, "keys": {"1": {"suite": "md5", "secret": "AAAA"}}}},
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


def test_the_setting_names_the_suite_of_new_keys(keys_file, settings):
    settings.GUILDHALL_CRYPTO_SUITE = "sm"
    old = encrypt("13812340000", label=LABEL)

    keys.add_key(keys_file)
    new = encrypt("13812340000", label=LABEL)

    assert keys.keyring().suites[2] == "sm4-gcm"
    assert [decrypt(blob, label=LABEL) for blob in (old, new)] == ["13812340000"] * 2


def test_an_unknown_suite_is_refused(keys_file, settings):
    settings.GUILDHALL_CRYPTO_SUITE = "rot13"

    with pytest.raises(KeysUnusable) as refused:
        keys.add_key(keys_file)
    assert str(refused.value) == "GUILDHALL_CRYPTO_SUITE 应为 aes、sm 之一"


def test_the_national_ciphers_give_the_published_values():
    """GB/T 32907 annex A and RFC 8998 A.1 for SM4; GB/T 32905 annex A for SM3."""
    sm4 = SM4GCM(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    plain = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
    more = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")

    sealed = sm4.encrypt(bytes.fromhex("00001234567800000000ABCD"), plain, more)

    assert sealed[:16].hex().upper() == "17F399F08C67D5EE19D0DC9969C4BB7D"
    assert sealed[-16:].hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"
    assert SM3State(b"abc").digest().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
