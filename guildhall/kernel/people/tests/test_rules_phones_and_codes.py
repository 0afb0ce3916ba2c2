import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.people.rules import codelists, codes, phones
from guildhall.kernel.people.rules.text import EXCEL_REMEDY


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812340000", "13812340000"),
        ("138 1234 0000", "13812340000"),
        ("138-1234-0000", "13812340000"),
        ("１３８１２３４００００", "13812340000"),
        ("'13812340000", "13812340000"),
        ("+86 13812340000", "13812340000"),
        ("0086-13812340000", "13812340000"),
        ("13812340000.0", "13812340000"),
        ("0796-8223344", "0796-8223344"),
        ("(0796)8223344", "0796-8223344"),
        ("07968223344", "0796-8223344"),
        ("86-0431-88776655", "0431-88776655"),
        ("010-65551234", "010-65551234"),
        ("0796-8223344-801", "0796-8223344-801"),
        ("0796-8223344转801", "0796-8223344-801"),
    ],
)
def test_a_phone_is_kept_in_one_form(typed, kept):
    assert phones.clean_phones([typed]) == [kept]
    assert phones.clean_phone(kept) == kept
    assert phones.phone_faults([kept]) == [""]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "电话为空"),
        (None, "电话为空"),
        ("1.38E+10", EXCEL_REMEDY),
        ("13812340000/13912340000", "一格只填一个电话号码"),
        ("8223344", "固定电话请加区号"),
        ("1381234000", "手机号码应为 11 位，以 13 至 19 开头"),
        ("12812340000", "手机号码应为 11 位，以 13 至 19 开头"),
        ("138123400001", "手机号码应为 11 位，以 13 至 19 开头"),
        ("无", "电话号码不对"),
        ("23812340000", "电话号码不对"),
    ],
)
def test_what_is_no_phone_is_refused(typed, reason):
    assert phones.phone_reason(phones.clean_phone(typed)) == reason


@given(st.text())
def test_any_text_is_cleaned_once_and_for_all(text):
    cleaned = phones.clean_phone(text)

    assert phones.clean_phone(cleaned) == cleaned or phones.phone_reason(cleaned)


@pytest.mark.parametrize(
    "typed",
    [
        "91350100M000100Y43",
        "91350100m000100y43",
        "９１３５０１００M000100Y43",
        " 91350100-M000100Y-43 ",
        "91110000600037341L",
    ],
)
def test_published_credit_codes_pass(typed):
    assert codes.check_credit_code(typed)[1] == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "统一社会信用代码为空"),
        ("9.135E+17", EXCEL_REMEDY),
        ("91350100M000100Y4", "统一社会信用代码应为 18 位，现为 17 位"),
        ("91350100M0001O0Y43", "统一社会信用代码中有不应有的字符"),
        ("71350100M000100Y43", "统一社会信用代码前两位不对"),
        ("84350100M000100Y43", "统一社会信用代码前两位不对"),
        ("91350100M000100Y44", "统一社会信用代码的校验码不对，请核对每一位"),
        ("91350100M000101Y43", "统一社会信用代码的校验码不对，请核对每一位"),
    ],
)
def test_a_wrong_credit_code_is_refused(typed, reason):
    assert codes.check_credit_code(typed)[1] == [reason]


@given(
    st.sampled_from(["81360802", "91360802", "52360800", "N2360802"]), st.text(codes.ALPHABET, min_size=8, max_size=8)
)
def test_a_completed_code_passes(front, body):
    code = codes.complete_credit_code(front, body)

    assert codes.credit_code_reasons(code) == []
    assert (codes.union_code_reasons(code) == []) == front.startswith("81")


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("4111111111111111", True),
        ("6222021234567890127", False),
        ("4111111111111112", False),
        ("123", False),
        ("", False),
    ],
)
def test_a_bank_card_has_its_check_digit(number, right):
    assert (codes.card_reasons(number) == []) is right


def test_accounts_and_branches_are_digits_of_their_length():
    assert codes.account_reasons("1502201009300012345") == []
    assert codes.account_reasons("1.5E+18") == [EXCEL_REMEDY]
    assert codes.branch_reasons("102428000018") == []
    assert codes.branch_reasons("10242800001") == ["联行号应为 12 位数字"]


@pytest.mark.parametrize("name", sorted(codelists.CODE_LISTS))
def test_every_code_and_label_reads_as_itself(name):
    listed = codelists.CODE_LISTS[name]

    assert codelists.read_codes(name, listed.keys()) == list(listed)
    assert codelists.read_codes(name, listed.values()) == list(listed)
    assert codelists.read_codes(name, (f"{code} {label}" for code, label in listed.items())) == list(listed)


@pytest.mark.parametrize("name", sorted(codelists.CODE_LISTS))
def test_no_variant_is_claimed_by_two_codes(name):
    variants = [text for texts in codelists.VARIANTS[name].values() for text in texts.split()]

    assert set(codelists.VARIANTS[name]) <= set(codelists.CODE_LISTS[name])
    assert len(variants) == len(set(variants))


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("sex", " 男 ", "1"),
        ("sex", "女性", "2"),
        ("sex", "1.0", "1"),
        ("nationality", "汉", "01"),
        ("nationality", "汉族", "01"),
        ("nationality", "1", "01"),
        ("nationality", "1.0", "01"),
        ("nationality", "汉族(01)", "01"),
        ("nationality", "01-汉族", "01"),
        ("nationality", "02汉族", None),
        ("nationality", "火星族", None),
        ("education", "本科", "20"),
        ("education", "大学", "20"),
        ("education", "大学本科", "20"),
        ("education", "大专", "30"),
        ("education", "博士", "11"),
        ("education", "20.0", "20"),
        ("political_status", "党员", "01"),
        ("political_status", "中共党员", "01"),
        ("political_status", "中共预备党员", "02"),
        ("political_status", "团员", "03"),
        ("skill_level", "五级/初级工", "20"),
        ("skill_level", "高级技师", "60"),
        ("household_type", "城镇", "20"),
        ("work_form", "外卖骑手", "04"),
        ("document", "身份证", "01"),
        ("marital", "离异", "40"),
        ("sex", "", None),
        ("sex", None, None),
    ],
)
def test_lists_are_read_as_people_write_them(name, text, code):
    assert codelists.read_code(name, text) == code
