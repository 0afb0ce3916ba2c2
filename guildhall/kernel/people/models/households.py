"""Households: who lives together, and what each is to the head."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.crypto.fields import EncryptedTextField
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models.person import Person, choices
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet

HEAD = "02"


class Household(Record):
    """People who live together; listed where its head's union is."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    head = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="户主")
    address = EncryptedTextField("家庭住址", null=True, blank=True)
    founded_on = models.DateField("登记日期")
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所属工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "家庭"
        constraints = [
            models.UniqueConstraint(
                fields=["head"],
                condition=Q(ended_on=None),
                name="people_household_one_per_head",
                violation_error_message="这个人已是另一个家庭的户主",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.head}户"

    def get_absolute_url(self) -> str:
        return f"/desk/households/{self.pk}/"


class HouseholdMember(Record):
    """A person in a household for a time, with the relation to its head; `until` is the first day after it."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="members", verbose_name="家庭")
    person = models.ForeignKey(Person, models.PROTECT, related_name="households", verbose_name="成员")
    relation = models.CharField("与户主关系", max_length=2, choices=choices("relation"))
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "家庭成员"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(until=None),
                name="people_household_member_in_one",
                violation_error_message="一个人只能在一个家庭里，请先从原来的家庭退出",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(until=None, relation=HEAD),
                name="people_household_member_one_head",
                violation_error_message="一个家庭只有一个户主",
            ),
            models.CheckConstraint(
                name="people_household_member_days",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="终止日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_relation_display()}"
