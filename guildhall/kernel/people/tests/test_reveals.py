from dataclasses import dataclass, field

import pytest
from django.db import IntegrityError, transaction

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.crypto import EncryptedTextField
from guildhall.kernel.offers import offered
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.parameters.actions import set_value
from guildhall.kernel.people.actions import reveal
from guildhall.kernel.people.models import Person, Reveal
from guildhall.kernel.people.offers import Personal
from guildhall.kernel.people.queries.privacy import masked
from guildhall.kernel.people.rules.privacy import CLASSES, Use, mask_address, use_of
from guildhall.kernel.people.tests.factories import DAY, TESTER, number, person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import EVERYTHING, Reach

PHONE = "13812345678"


@dataclass
class Clerk:
    """Somebody signed in with some permissions."""

    permissions: set[str] = field(default_factory=lambda: {"people.contact.reveal"})
    reaches: Reach = EVERYTHING
    account_id: int | None = 5
    person_id: int | None = 6
    label: str = "刘小燕"

    def may(self, permission):
        return permission in self.permissions

    def reach(self, permission):
        return self.reaches


@pytest.fixture
def someone(db):
    county = founded(city(), Kind.COUNTY, "吉州区总工会")
    return person(founded(county, Kind.SINGLE, "某厂工会"), phone=PHONE, document_number=number(3))


def refusals(someone, actor, field="phone", reason="联系本人"):
    with pytest.raises(Refused) as refusal:
        reveal(someone, field, reason=reason, actor=actor)
    return refusal.value.reasons


def test_a_fact_is_shown_and_the_showing_is_kept_without_it(someone):
    shown = reveal(someone, "phone", reason="联系本人", actor=Clerk())

    kept = Reveal.objects.get()
    entry = Entry.objects.get(verb="people.person.reveal")
    assert shown == PHONE
    assert (kept.account_id, kept.subject_id, kept.field_label, kept.reason) == (5, someone.pk, "手机号码", "联系本人")
    assert (entry.subject_id, entry.reason, entry.after["privacy"]) == (someone.pk, "联系本人", "contact")
    assert PHONE not in str(vars(kept)) + str(vars(entry))


@pytest.mark.parametrize(
    ("actor", "field", "reason", "said"),
    [
        (Clerk(), "document_number", "核对", "您的岗位不能查看这类信息"),
        (Clerk(reaches=Reach(areas=frozenset({0}))), "phone", "核对", "您的岗位不能查看这类信息"),
        (Clerk(), "phone", " ", "请写明查看的理由"),
        (Clerk(), "job_title", "核对", "这项信息不能查看"),
        (TESTER, "phone", "核对", "只有登录的工作人员本人可以查看"),
    ],
)
def test_a_refusal_shows_and_keeps_nothing(someone, actor, field, reason, said):
    assert refusals(someone, actor, field, reason) == (said,)
    assert Reveal.objects.count() == 0


def test_beyond_the_days_limit_it_warns_and_beyond_the_most_it_refuses(someone):
    for code, value in (("people.reveals_a_day", 2), ("people.reveals_at_most", 3)):
        set_value(code, value, since=DAY, source="测试", actor=TESTER, is_confirmed=True)

    for _ in range(3):
        reveal(someone, "phone", reason="联系本人", actor=Clerk())

    assert list(Reveal.objects.order_by("pk").values_list("day_count", "is_over")) == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert refusals(someone, Clerk()) == ("今天查看次数已满 3 次，不能再查看；确有需要请联系安全管理员",)
    assert reveal(someone, "phone", reason="联系本人", actor=Clerk(account_id=9)) == PHONE


def test_what_was_shown_stays_on_record(someone):
    reveal(someone, "phone", reason="联系本人", actor=Clerk())

    with pytest.raises(IntegrityError), transaction.atomic():
        Reveal.objects.all().update(reason="")
    Reveal.objects.all().update(area=someone.home_union)
    assert Reveal.objects.get().area_id == someone.home_union_id


def test_masks_go_by_class(someone):
    assert masked(someone, "phone") == "138****5678"
    assert masked(someone, "document_number")[6:14] == "********"
    assert [CLASSES[code].mask("6222020200112230") for code in ("account", "health")] == [
        "************2230",
        "（不显示）",
    ]
    assert mask_address("江西省吉安市吉州区文山路1号") == "江西省吉安市吉州区****"


def test_the_days_use():
    assert [use_of(count, limit=30, most=90) for count in (30, 31, 90, 91)] == [
        Use.USUAL,
        Use.MANY,
        Use.MANY,
        Use.TOO_MANY,
    ]


def test_every_sealed_column_of_a_person_says_its_privacy_class():
    declared = {each.field for each in offered(Personal) if each.model is Person}
    sealed = {column.name for column in Person._meta.fields if isinstance(column, EncryptedTextField)}

    assert sealed <= declared
