"""A few households, two people who were registered twice, and who looked at whose numbers."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from guildhall.demo.dice import dice
from guildhall.demo.sizes import YEAR_ENDS
from guildhall.kernel.access.models import Account, Post
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people import actions
from guildhall.kernel.people.models import Person, Reveal
from guildhall.kernel.people.queries.merging import find_duplicates
from guildhall.kernel.people.rules.privacy import CLASSES, REASONS
from guildhall.kernel.scope import Actor

COUNTY = "吉州区总工会"
FOUNDED = date(2012, 6, 18)
ADDRESSES = ("江西省吉安市吉州区文山路{}号", "江西省吉安市吉州区阳明西路{}号", "江西省吉安市吉州区井冈山大道{}号")
HOUSEHOLDS, REVEALS, LIMIT = 6, 34, 30


def load(actor: Actor) -> None:
    """Write them through the verbs, the same each time."""
    county = Organisation.objects.get(name=COUNTY)
    members = Person.objects.standing().filter(area=county, spells__until=None, spells__isnull=False)
    people = list(members.filter(phone_index__isnull=False, document_type="01").order_by("pk").distinct()[:60])
    _families(people, actor)
    _twice(people[-2:], actor)
    find_duplicates(county.pk)
    _looked_at(people[:REVEALS], county)


def _families(people: list[Person], actor: Actor) -> None:
    """Couples of about one age."""
    men = sorted((one for one in people if one.sex == "1" and one.born_on), key=lambda one: (one.born_on, one.pk))
    women = sorted((one for one in people if one.sex == "2" and one.born_on), key=lambda one: (one.born_on, one.pk))
    for number, (head, wife) in enumerate(list(zip(men, women, strict=False))[:HOUSEHOLDS]):
        address = ADDRESSES[number % len(ADDRESSES)].format(18 + 7 * number)
        household = actions.found_household(head, day=FOUNDED, actor=actor, address=address)
        actions.join_household(household, wife, relation="12", day=FOUNDED, actor=actor)


def _twice(people: list[Person], actor: Actor) -> None:
    """Registered once more with a passport, as happens in a second job; not a member there."""
    for number, known in enumerate(people):
        actions.register(
            name=known.name,
            document_type="07",
            document_number=f"99E00000{number}",
            phone=str(known.phone),
            born_on=known.born_on,
            sex=known.sex,
            home_union=known.home_union,
            day=YEAR_ENDS,
            actor=actor,
        )


def _looked_at(people: list[Person], county: Organisation) -> None:
    """The numbers that a clerk looked at; on one day more than usual."""
    post = Post.objects.filter(organisation=county, role="county.clerk").order_by("pk").first()
    account = Account.objects.filter(person=post.person_id).first() if post else None
    if post is None or account is None:
        return
    rng, zone = dice("reveals"), timezone.get_default_timezone()
    rows = []
    for number, person in enumerate(people, start=1):
        is_phone = bool(rng.random_sample() < 0.6)
        privacy = CLASSES["contact" if is_phone else "identity"]
        at = datetime.combine(YEAR_ENDS - timedelta(days=11), time(9), zone) + timedelta(minutes=11 * number)
        rows.append(
            Reveal(
                at=at,
                day=at.date(),
                account_id=account.pk,
                person_id=post.person_id,
                actor_label=f"{account.display_name}",
                subject_type=Person._meta.label_lower,
                subject_id=person.pk,
                subject_name=person.name,
                field="phone" if is_phone else "document_number",
                field_label="手机号码" if is_phone else "证件号码",
                privacy=privacy.code,
                reason=REASONS[int(rng.randint(0, 4))],
                day_count=number,
                is_over=number > LIMIT,
                organisation_id=person.home_union_id,
                area_id=person.area_id,
            )
        )
    Reveal.objects.bulk_create(rows)
