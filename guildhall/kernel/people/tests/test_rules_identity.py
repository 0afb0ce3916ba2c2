from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.people.rules.identity import (
    FAULTS,
    Fault,
    check_document,
    check_resident_numbers,
    resident_number,
    with_check_digit,
)
from guildhall.kernel.people.rules.text import EXCEL_REMEDY

TODAY = date(2025, 6, 1)
GOOD = "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (GOOD, GOOD),
        ("11010519491231002x", GOOD),
        ("１１０１０５１９４９１２３１００２Ｘ", GOOD),
        ("'11010519491231002X", GOOD),
        ("’11010519491231002X ", GOOD),
        ("110105 19491231 002X", GOOD),
        ("110105-19491231-002X", GOOD),
        ("\ufeff11010519491231002X\n", GOOD),
        ("1101051949\u200b1231002X", GOOD),
        ("　11010519491231002X　", GOOD),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed, kept):
    check = check_document("01", typed, today=TODAY)

    assert (check.number, check.born_on, check.sex, check.reasons) == (kept, date(1949, 12, 31), "2", [])


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        ("  ", Fault.EMPTY),
        ("3.6E+17", Fault.SCIENTIFIC),
        ("3.60802199001011E+17", Fault.SCIENTIFIC),
        ("3.608021990010112e+17", Fault.SCIENTIFIC),
        ("３.６E+１７", Fault.SCIENTIFIC),
        ("360802199001012000", Fault.TRUNCATED),
        ("36080219900101", Fault.LENGTH),
        ("3608021990010110001", Fault.LENGTH),
        ("3608021990O1011234", Fault.CHARACTERS),
        ("1101051949123100X2", Fault.CHARACTERS),
        ("110105491231002", Fault.FIFTEEN),
        (with_check_digit("81000019940823002"), Fault.PREFIX),
        (with_check_digit("91115619940823002"), Fault.PREFIX),
        (with_check_digit("01010519940823002"), Fault.PREFIX),
        (with_check_digit("36080219900230001"), Fault.DATE),
        (with_check_digit("36080219901301001"), Fault.DATE),
        (with_check_digit("36080219900100001"), Fault.DATE),
        (with_check_digit("36080219000229001"), Fault.DATE),
        (with_check_digit("36080200000101001"), Fault.DATE),
        ("440524188001010014", Fault.TOO_OLD),
        (with_check_digit("36080220250602001"), Fault.FUTURE),
        (with_check_digit("36080299991231001"), Fault.FUTURE),
        ("110105194912310021", Fault.CHECK_DIGIT),
        ("110105194912310039", Fault.CHECK_DIGIT),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(typed, fault):
    check = check_document("01", typed, today=TODAY)

    assert (check.reasons, check.born_on, check.sex) == ([FAULTS[fault]], None, None)


@pytest.mark.parametrize("address", ["222301", "362401", "220381", "230833", "990101", "710000", "429006"])
def test_old_and_invented_address_codes_are_accepted(address):
    number = resident_number(address, date(1960, 2, 29), 17)

    assert check_document("01", number, today=TODAY).reasons == []


def test_born_today_is_possible_and_without_today_nothing_is_in_the_future():
    newborn, unborn = (resident_number("360802", TODAY + timedelta(days=days), 1) for days in (0, 1))

    assert check_document("01", newborn, today=TODAY).reasons == []
    assert check_document("01", unborn, today=None).reasons == []


def test_fifteen_digits_pass_in_historical_import_and_stay_as_they_are():
    check = check_document("01", "110105491231001", today=TODAY, historical=True)

    assert (check.number, check.born_on, check.sex, check.reasons) == ("110105491231001", date(1949, 12, 31), "1", [])
    assert check_document("01", "110105490231001", today=TODAY, historical=True).reasons == [FAULTS[Fault.DATE]]


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("02", "810000199408230021"),
        ("02", with_check_digit("82000019940823002")),
        ("03", "830000199201300022"),
        ("04", "H12345678"),
        ("04", "h1234567801"),
        ("05", "12345678"),
        ("05", "0123456789(B)"),
        ("06", with_check_digit("91115619940823002")),
        ("06", "USA110094082312"),
        ("07", "E12345678"),
        ("07", "EA1234567"),
        ("08", "军字第1234567号"),
        ("99", "社保20120001"),
    ],
)
def test_other_documents_in_their_form_are_accepted(kind, number):
    assert check_document(kind, number, today=TODAY).reasons == []


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("02", "830000199201300022"),
        ("02", "810000199408230022"),
        ("03", GOOD),
        ("04", "A12345678"),
        ("04", "H1234567"),
        ("05", "1234567"),
        ("06", GOOD),
        ("06", "USA110094133112"),
        ("07", "E1"),
        ("07", "护照号"),
        ("08", "1"),
        ("99", ""),
        ("77", GOOD),
    ],
)
def test_other_documents_out_of_form_are_refused(kind, number):
    assert len(check_document(kind, number, today=TODAY).reasons) == 1


def test_a_float_is_named_in_every_kind():
    assert check_document("05", "1.2E+9", today=TODAY).reasons == [EXCEL_REMEDY]


def test_many_numbers_are_checked_in_their_order():
    numbers = [GOOD, None, "11010519491231002x", "3.6E+17", "中文", resident_number("360802", date(2000, 2, 29), 11)]

    checks = check_resident_numbers(numbers, TODAY)

    assert checks.faults.tolist() == [0, Fault.EMPTY, 0, Fault.SCIENTIFIC, Fault.LENGTH, 0]
    assert checks.ok.tolist() == [True, False, True, False, False, True]
    assert checks.sex.tolist() == [2, 0, 2, 0, 0, 1]
    assert [born_on.item() for born_on in checks.born_on] == [
        date(1949, 12, 31),
        None,
        date(1949, 12, 31),
        None,
        None,
        date(2000, 2, 29),
    ]
    assert [checks.reason(place) for place in (0, 1)] == ["", "证件号码为空"]


def test_no_numbers_are_no_checks():
    assert check_resident_numbers([], TODAY).numbers == []


@given(
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(1, 999),
)
def test_every_number_that_is_made_passes_and_says_what_it_was_made_of(address, born_on, sequence):
    check = check_document("01", resident_number(str(address), born_on, sequence), today=TODAY)

    assert (check.born_on, check.sex, check.reasons) == (born_on, "1" if sequence % 2 else "2", [])


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(born_on, sequence, place, shift):
    number = resident_number("360802", born_on, sequence)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert not check_resident_numbers([wrong], TODAY).ok.any()


@given(st.lists(st.text(max_size=25) | st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True), max_size=20))
def test_whatever_is_typed_gets_an_answer(numbers):
    checks = check_resident_numbers(numbers, TODAY)

    assert len(checks.numbers) == len(checks.faults) == len(numbers)
    assert np.isnat(checks.born_on).tolist() == (~checks.ok).tolist()
