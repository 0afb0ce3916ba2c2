import pytest

from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.strokes import keys, stroke_key, strokes_of
from guildhall.kernel.organisations.tests.factories import city, founded


@pytest.mark.parametrize(
    ("character", "count"),
    [("一", 1), ("丁", 2), ("王", 4), ("田", 5), ("刘", 6), ("吉", 6), ("骨", 9), ("欧", 8), ("龑", 20), ("𠮷", 6), ("A", None)],
)  # fmt: skip
def test_strokes_are_counted_as_the_mainland_standard_does(character, count):
    assert strokes_of(character) == count


def test_the_table_knows_every_character_of_the_basic_block_but_the_newest():
    known = keys()

    assert [chr(code) for code in range(0x4E00, 0x9FA6) if chr(code) not in known] == []


def test_same_counts_go_by_first_strokes():
    assert sorted("刘齐朱安吉毕曲许阮孙任", key=stroke_key) == list("吉毕曲朱任刘齐安许阮孙")


def test_an_unknown_character_stands_last_and_a_letter_first():
    assert sorted(["\U000f0000厂", "龙厂", "A厂", "厂"], key=stroke_key) == ["A厂", "厂", "龙厂", "\U000f0000厂"]


@pytest.mark.django_db
def test_a_union_keeps_the_key_of_its_name():
    union = founded(city(), Kind.SINGLE, "万安厂工会")

    assert union.strokes == stroke_key("万安厂工会")
