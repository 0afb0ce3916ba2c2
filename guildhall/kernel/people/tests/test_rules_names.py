import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.people.rules import masks, names, pinyin


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张伟", "张伟"),
        (" 张　伟 ", "张伟"),
        ("张\u200b伟\ufeff", "张伟"),
        ("'张伟", "张伟"),
        ("阿不都•买买提", "阿不都·买买提"),
        ("阿不都・买买提", "阿不都·买买提"),
        ("阿不都 . 买买提", "阿不都·买买提"),
        ("阿不都．买买提", "阿不都·买买提"),
        ("阿不都‧买买提·", "阿不都·买买提"),
        ("阿不都··买买提", "阿不都·买买提"),
        ("𠮷田", "𠮷田"),
        ("\ud842\udfb7田", "𠮷田"),
        ("王㛃", "王㛃"),
        ("李\ue863", "李\ue863"),
        ("⼀鸣", "一鸣"),
        ("Ｊｏｈｎ  Smith", "John Smith"),
        ("J. R. Smith", "J. R. Smith"),
        ("Mary•Ann", "Mary·Ann"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_name_is_kept_as_it_was_meant(typed, kept):
    assert names.clean_name(typed) == kept
    assert names.clean_names([typed]) == [kept]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿不都·买买提", "阿不都买买提"),
        ("阿不都•买买提", "阿不都 买买提"),
        ("John Smith", "JOHN  SMITH"),
        ("凞\ufa10", "凞塚"),
        ("O'Neil", "O’NEIL"),
    ],
)
def test_ways_of_writing_one_name_share_a_key(one, other):
    assert names.name_key(one) == names.name_key(other)


def test_different_names_have_different_keys():
    assert len(set(names.name_keys(["张伟", "张炜", "章伟", "𠮷田", "吉田"]))) == 5


@pytest.mark.parametrize("name", ["张伟", "阿不都·买买提", "𠮷田", "李\ue863", "John Smith", "J. R. O'Neil", "测试伟"])
def test_a_name_is_accepted(name):
    assert names.name_reasons(name) == []


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("", ["姓名为空"]),
        ("无", ["「无」不是姓名"]),
        ("测试", ["「测试」不是姓名"]),
        ("NULL", ["「NULL」不是姓名"]),
        ("合计", ["「合计」不是姓名"]),
        ("张", ["姓名只有一个字"]),
        ("张伟1", ["姓名中有数字"]),
        ("张*", ["姓名被隐去了一部分，请填写全名"]),
        ("张伟（大）", ["姓名中有不应有的符号"]),
        ("张\ufffd", ["姓名中有不应有的符号"]),
        ("王" * 51, ["姓名超过 50 个字"]),
    ],
)
def test_what_is_no_name_is_refused(name, reasons):
    assert names.name_reasons(name) == reasons
    assert names.name_reasons_many([name]) == [reasons]


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("张伟", "zhang wei", "zw"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("解缙", "xie jin", "xj"),
        ("仇英", "qiu ying", "qy"),
        ("区大相", "ou da xiang", "odx"),
        ("查良镛", "zha liang yong", "zly"),
        ("朴正", "piao zheng", "pz"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("尉健行", "wei jian xing", "wjx"),
        ("万俟卨", "mo qi xie", "mqx"),
        ("令狐冲", "ling hu chong", "lhc"),
        ("任正", "ren zheng", "rz"),
        ("盖叫天", "ge jiao tian", "gjt"),
        ("翟志刚", "zhai zhi gang", "zzg"),
        ("吕布", "lv bu", "lb"),
        ("李单", "li dan", "ld"),
        ("李长晟", "li chang sheng", "lcs"),
        ("阿不都·买买提", "a bu du mai mai ti", "abdmmt"),
        ("John Smith", "john smith", "js"),
        ("𠮷田", "ji tian", "jt"),
        ("", "", ""),
    ],
)
def test_names_are_read_with_their_surnames_right(name, key, initials):
    assert (pinyin.pinyin_key(name), pinyin.initials(name)) == (key, initials)


def test_many_names_are_read_in_their_order():
    keys = pinyin.pinyin_keys(["李娜", "林安", "李四"])

    assert keys == ["li na", "lin an", "li si"]
    assert sorted(keys) == ["li na", "li si", "lin an"]
    assert pinyin.initials_many(keys) == ["ln", "la", "ls"]


@given(st.text())
def test_any_text_is_cleaned_once_and_for_all_and_can_be_ordered(text):
    cleaned = names.clean_name(text)

    assert names.clean_name(cleaned) == cleaned
    assert names.name_key(names.name_key(cleaned)) == names.name_key(cleaned)
    cleaned.encode()
    names.name_reasons(cleaned)
    pinyin.initials(cleaned)


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (masks.mask_name, "张伟", "张*"),
        (masks.mask_name, "张", "张*"),
        (masks.mask_name, "欧阳修", "欧阳*"),
        (masks.mask_name, "阿不都·买买提", "阿*"),
        (masks.mask_name, "", ""),
        (masks.mask_document, "11010519491231002X", "110105********002X"),
        (masks.mask_document, "H12345678", "H1*****78"),
        (masks.mask_document, "1234567", "1******"),
        (masks.mask_phone, "13812340000", "138****0000"),
        (masks.mask_phone, "0796-8223344", "0796-****344"),
        (masks.mask_phone, "12351", "***51"),
        (masks.mask_card, "6222020000000001234", "***************1234"),
        (masks.mask_card, "123", "***"),
    ],
)
def test_little_is_shown_by_default(mask, text, shown):
    assert mask(text) == shown
