from datetime import date

import pytest

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations import actions, aliases
from guildhall.kernel.organisations.employers import register_employer
from guildhall.kernel.organisations.models import Alias, Kind
from guildhall.kernel.organisations.naming import name_key, suggested_short_name
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused


@pytest.mark.parametrize(
    ("name", "above", "short"),
    [
        ("吉安市吉州区总工会", ("吉安市",), "吉州区总工会"),
        ("吉安市总工会", ("吉安市",), "吉安市总工会"),
        ("井冈山市总工会", ("吉安市", "井冈山市"), "井冈山市总工会"),
        ("吉州区古南镇街道总工会", ("吉安市", "吉州区"), "古南镇街道总工会"),
        ("吉安市教育工会", ("吉安市",), "教育工会"),
        ("江西省吉安市机电（集团）有限责任公司工会委员会", ("吉安市",), "机电公司工会"),
        ("吉州区总工会机关工会委员会", ("吉安市", "吉州区"), "吉州区总工会机关工会"),
        ("吉安市机关工会", ("吉安市",), "吉安市机关工会"),
        ("吉水县建筑业工会联合会委员会", ("吉安市", "吉水县"), "建筑业工会联合会"),
    ],
)
def test_a_short_name_is_suggested(name, above, short):
    assert suggested_short_name(name, above=above) == short


@pytest.mark.parametrize(
    ("one", "other"),
    [("吉安纺织厂工会委员会", "吉安纺织厂工会"), ("吉安（集团）工会", "吉安(集团) 工会"), ("ＡＢＣ工会", "abc工会")],
)
def test_ways_of_writing_one_name_meet(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.django_db
def test_a_union_is_known_by_its_alias_until_that_ends():
    union = founded(city(), Kind.SINGLE, "吉安纺织厂工会委员会")
    alias = aliases.give_alias(union, text="吉纺（集团）工会", source="roster", actor=TESTER)

    known = aliases.unions_known_as(["吉纺集团工会", "别的工会"])
    aliases.end_alias(alias, actor=TESTER)

    assert known == {"吉纺集团工会": {union.pk: "别名"}, "别的工会": {}}
    assert aliases.unions_known_as(["吉纺集团工会"]) == {"吉纺集团工会": {}}
    assert Entry.objects.filter(subject_id=alias.pk, verb__startswith="organisations.alias").count() == 2


@pytest.mark.django_db
def test_a_former_name_is_known_too():
    union = founded(city(), Kind.SINGLE, "旧厂工会")
    actions.rename(union, name="新厂工会", short_name="", day=date(2012, 5, 1), actor=TESTER)

    assert aliases.unions_known_as(["旧厂工会"]) == {"旧厂工会": {union.pk: "曾用名"}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "请填写别名"), ("厂", "别名至少两个字"), ("甲厂 工会", "别名与登记的名称相同，不用再登记")],
)
def test_an_alias_that_says_nothing_is_refused(text, reason):
    union = founded(city(), Kind.SINGLE, "甲厂工会")

    with pytest.raises(Refused) as refused:
        aliases.give_alias(union, text=text, source="roster", actor=TESTER)

    assert refused.value.reasons == (reason,)
    assert not Alias.objects.exists()


@pytest.mark.django_db
def test_the_same_alias_twice_is_refused_but_another_union_may_have_it():
    root = city()
    one, other = founded(root, Kind.SINGLE, "甲厂工会"), founded(root, Kind.SINGLE, "乙厂工会")
    first = aliases.give_alias(one, text="机械厂工会", source="roster", actor=TESTER)
    second = aliases.give_alias(other, text="机械厂工会委员会", source="printed", actor=TESTER)

    with pytest.raises(Refused, match="这个工会已有这个别名"):
        aliases.give_alias(one, text="机械厂 工会", source="history", actor=TESTER)

    assert list(aliases.sharing(first)) == [second]
    assert set(aliases.unions_known_as(["机械厂工会"])["机械厂工会"]) == {one.pk, other.pk}


@pytest.mark.django_db
def test_a_unit_is_known_by_its_alias():
    employer = register_employer(federation=city(), name="吉安市机电有限公司", actor=TESTER)
    aliases.give_alias(employer, text="吉安机电", source="printed", actor=TESTER)

    assert aliases.employers_known_as(["吉安机电"]) == {"吉安机电": [employer.pk]}
    assert aliases.unions_known_as(["吉安机电"]) == {"吉安机电": {}}
