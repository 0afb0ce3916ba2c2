import hmac
import json
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.kernel.crypto import blind_index, blind_index_hex_many, blind_index_many, blind_indexes, keys

pytestmark = pytest.mark.usefixtures("keys_file")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_the_index_is_the_suites_hmac_under_the_key_of_its_purpose_and_ends_in_the_keys_number(value):
    index = keys.keyring().index
    digest = index.hash_name.removeprefix("hmac-")
    key = hmac.digest(index.secret, b"phone", digest)

    expected = hmac.digest(key, value.encode(), digest)[:14] + b"\0\1"
    assert blind_index(value, purpose="phone") == UUID(bytes=expected)


def test_the_first_cities_indexes_stay_as_they_were(keys_file):
    written = json.loads(keys_file.read_text())
    written["index"]["keys"]["1"] = written["index"]["keys"]["1"]["secret"]
    keys_file.write_text(json.dumps(written))
    keys._read.cache_clear()

    key = hmac.digest(keys.keyring().index.secret, b"phone", "sha256")
    expected = UUID(bytes=hmac.digest(key, b"13812340000", "sha256")[:16])
    assert blind_index("13812340000", purpose="phone") == expected


def test_during_a_rotation_a_value_is_looked_up_under_both_keys(keys_file):
    before = blind_index("13812340000", purpose="phone")
    number = keys.add_index_key(keys_file)
    written = blind_index("13812340000", purpose="phone")

    keys.activate_index_key(keys_file, number)
    after = blind_index("13812340000", purpose="phone")

    assert written == before
    assert after.bytes[-2:] == b"\0\2"
    assert blind_indexes("13812340000", purpose="phone") == [before, after]


def test_many_give_what_one_gives():
    values = ["13812340000", None, "13900000000"]

    many = blind_index_many(values, purpose="phone")

    assert many == [None if value is None else blind_index(value, purpose="phone") for value in values]
    assert blind_index_hex_many(values, purpose="phone") == [None if index is None else index.hex for index in many]


def test_two_purposes_do_not_meet():
    assert blind_index("110105194912310", purpose="phone") != blind_index("110105194912310", purpose="card")


def test_another_city_has_other_indexes(tmp_path, settings):
    here = blind_index("13812340000", purpose="phone")
    settings.GUILDHALL_KEYS_FILE = tmp_path / "other.json"
    keys.write_first_keys(tmp_path / "other.json")

    assert blind_index("13812340000", purpose="phone") != here
