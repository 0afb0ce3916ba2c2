import hmac
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.kernel.crypto import blind_index, blind_index_hex_many, blind_index_many, keys

pytestmark = pytest.mark.usefixtures("keys_file")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_the_index_is_hmac_sha256_under_the_key_of_its_purpose(value):
    key = hmac.digest(keys.keyring().index_secret, b"phone", "sha256")

    assert blind_index(value, purpose="phone") == UUID(bytes=hmac.digest(key, value.encode(), "sha256")[:16])


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
