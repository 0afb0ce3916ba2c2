"""The published vectors of RFC 6238, appendix B, cut to six digits."""

import base64
from datetime import UTC, datetime

import pytest

from guildhall.kernel.access.second_factor import address_of, code_at, matching_step, step_of

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)

    assert code_at(SECRET, step_of(moment)) == code
    assert matching_step(SECRET, f" {code[:3]} {code[3:]}", moment) == seconds // 30


def test_a_code_is_good_for_its_neighbours_only():
    moment = datetime.fromtimestamp(1111111109, UTC)

    assert matching_step(SECRET, code_at(SECRET, step_of(moment) - 1), moment) == step_of(moment) - 1
    assert matching_step(SECRET, code_at(SECRET, step_of(moment) - 2), moment) is None
    assert matching_step(SECRET, "数字", moment) is None


def test_the_address_names_the_house_and_the_account():
    assert address_of(SECRET, "zhang").startswith("otpauth://totp/%E8%81%8C%E5%B7%A5%E4%B9%8B%E5%AE%B6:zhang?")
