import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.kernel.crypto import UnreadableError, decrypt, decrypt_many, encrypt, encrypt_many, keys
from guildhall.kernel.crypto.seal import key_id_of

LABEL = "people.person.document_number"
NUMBER = "11010519491231002X"

pytestmark = pytest.mark.usefixtures("keys_file")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.none() | st.text(st.characters(exclude_categories=("Cs",)))))
def test_what_is_sealed_opens_again_in_its_order(values):
    assert decrypt_many(encrypt_many(values, label=LABEL), label=LABEL) == values


def test_the_same_value_is_sealed_differently_each_time():
    sealed = encrypt_many([NUMBER] * 100, label=LABEL)

    assert len(set(sealed)) == 100
    assert not any(NUMBER.encode() in blob for blob in sealed)


@pytest.mark.parametrize("position", [0, 1, 2, 3, 14, 15, 32, -1])
def test_an_altered_byte_is_noticed(position):
    blob = bytearray(encrypt(NUMBER, label=LABEL))
    blob[position] ^= 1

    with pytest.raises(UnreadableError):
        decrypt(bytes(blob), label=LABEL)


@pytest.mark.parametrize("length", [0, 1, 3, 14, 15, 20, 30])
def test_a_shortened_value_is_noticed(length):
    blob = encrypt(NUMBER, label=LABEL)

    with pytest.raises(UnreadableError):
        decrypt(blob[:length], label=LABEL)


def test_a_value_moved_to_another_column_does_not_open():
    blob = encrypt(NUMBER, label=LABEL)

    with pytest.raises(UnreadableError) as refused:
        decrypt(blob, label="people.person.phone")
    assert NUMBER not in str(refused.value)


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key(keys_file):
    old = encrypt(NUMBER, label=LABEL)

    keys.add_key(keys_file)
    new = encrypt(NUMBER, label=LABEL)

    assert (key_id_of(old), key_id_of(new)) == (1, 2)
    assert decrypt_many([old, new], label=LABEL) == [NUMBER, NUMBER]


def test_a_key_added_by_another_process_is_found(keys_file):
    before = keys.keyring()
    keys.add_key(keys_file)
    new = encrypt(NUMBER, label=LABEL)
    keys._read.cache_clear()
    text = keys_file.read_text()
    keys_file.write_text(text.replace('"active": 2', '"active": 1'))
    assert keys.keyring().active == before.active

    assert decrypt(new, label=LABEL) == NUMBER
