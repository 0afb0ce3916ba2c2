from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations import actions
from guildhall.kernel.organisations.employers import correct_employer, register_employer
from guildhall.kernel.organisations.letters import LONGEST, letters_of, typed_letters
from guildhall.kernel.organisations.models import Employer, Kind, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded

DAY = date(2012, 7, 1)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("吉州区总工会", "jizhouquzonggonghui jzqzgh"),
        ("农业银行工会", "nongyeyinhanggonghui nyyhgh"),
        ("音乐学院", "yinyuexueyuan yyxy"),
        ("长塘镇", "changtangzhen ctz"),
        ("新圩镇", "xinxuzhen xxz"),
        ("校长", "xiaozhang xz"),
        ("绿地", "lvdi ld"),
        ("ＡＢＣ电子 3号（吉安）", "abcdianzi3haojian abcdz3hja"),
        ("ABC", "abc"),
        ("（—）", ""),
        ("", ""),
    ],
)
def test_a_name_is_written_in_pinyin_and_initials(name, letters):
    assert letters_of(name) == letters


def test_a_short_name_has_its_own_letters():
    assert letters_of("井冈山开发区", "井开区", "") == "jinggangshankaifaqu jgskfq jingkaiqu jkq"


def test_the_longest_name_fits_with_its_initials():
    letters = letters_of("双" * 200)

    assert len(letters) <= LONGEST
    assert letters.endswith(" " + "s" * 200)


@pytest.mark.parametrize(
    ("typed", "letters"), [("JZ qzgh", "jzqzgh"), ("j", ""), ("吉州", ""), ("u36-7", ""), ("", "")]
)
def test_only_latin_letters_are_looked_for_as_letters(typed, letters):
    assert typed_letters(typed) == letters


@pytest.mark.django_db
def test_every_verb_that_names_an_organisation_writes_its_letters_and_not_into_the_trail():
    county = founded(city(), Kind.COUNTY, "北宁市总工会")
    before = county.letters

    actions.rename(county, name="北镇市总工会", short_name="北镇总工会", day=DAY, actor=TESTER)

    county.refresh_from_db()
    assert before == "beiningshizonggonghui bnszgh"
    assert county.letters == "beizhenshizonggonghui bzszgh beizhenzonggonghui bzzgh"
    assert not any("letters" in {**entry.before, **entry.after} for entry in Entry.objects.all())


@pytest.mark.django_db
def test_every_verb_that_names_an_employer_writes_its_letters_and_not_into_the_trail():
    employer = register_employer(federation=city(), actor=TESTER, name="—")
    before = employer.letters

    correct_employer(employer, actor=TESTER, name="庐陵光电")

    employer.refresh_from_db()
    assert (before, employer.letters) == ("", "lulingguangdian llgd")
    assert not any("letters" in {**entry.before, **entry.after} for entry in Entry.objects.all())


@pytest.mark.django_db
def test_names_that_stood_before_get_their_letters():
    root = city()
    founded(root, Kind.COUNTY, "吉州区总工会", short_name="吉州工会")
    register_employer(federation=root, actor=TESTER, name="庐陵光电")
    expected = [
        list(model.objects.order_by("pk").values_list("letters", flat=True)) for model in (Organisation, Employer)
    ]
    for model in (Organisation, Employer):
        model.objects.update(letters="")

    import_module("guildhall.kernel.organisations.migrations.0003_names_by_letters").fill(apps, None)

    filled = [
        list(model.objects.order_by("pk").values_list("letters", flat=True)) for model in (Organisation, Employer)
    ]
    assert filled == expected
    assert all(all(letters) for letters in filled)
