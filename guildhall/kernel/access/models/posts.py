"""Posts: the only source of access."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from guildhall.kernel.access.rules import SEPARATED_ROLES
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import DateRange, Person, PersonRange
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class PostQuerySet(ScopedQuerySet):
    def held_on(self, day: object) -> PostQuerySet:
        return self.not_ended_on(day).filter(since__lte=day)

    def not_ended_on(self, day: object) -> PostQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day))


class Post(Record):
    """A person holds a role in a body for a term; `until` is the first day after it."""

    class Reaches(models.TextChoices):
        BRANCH = "branch", "本级及下级"
        LINE = "line", "本产业所属工会"
        NAMED = "named", "指定的工会"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name="任职组织")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    role = models.CharField("角色", max_length=60)
    title = models.CharField("职务", max_length=60, blank=True)
    reaches = models.CharField("管辖范围", max_length=6, choices=Reaches, default=Reaches.BRANCH)
    is_full_time = models.BooleanField("专职", default=False)
    rank = models.PositiveIntegerField("排序", default=1000, db_default=1000)
    since = models.DateField("任职日期")
    until = models.DateField("离任日期", null=True, blank=True)

    objects = models.Manager.from_queryset(PostQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "岗位"
        indexes = [
            models.Index(fields=["person", "until"], name="access_post_person"),
            models.Index(fields=["organisation", "role"], name="access_post_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(until=None),
                name="access_post_once_at_a_time",
                violation_error_message="此人已担任这个岗位",
            ),
            ExclusionConstraint(
                name="access_post_separates_administrators",
                expressions=[
                    (PersonRange(F("person")), RangeOperators.OVERLAPS),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=SEPARATED_ROLES),
                violation_error_message="系统管理员、安全管理员、审计管理员不能由一人兼任",
            ),
            models.CheckConstraint(
                name="access_post_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                violation_error_message="离任日期不能早于任职日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role}"

    def get_absolute_url(self) -> str:
        return f"/desk/administration/posts/{self.pk}/"


class NamedUnion(Record):
    """A union that a post reaches by name: through a programme, or by assignment such as a guidance group's firms."""

    class Through(models.TextChoices):
        PROGRAMME = "programme", "项目"
        ASSIGNMENT = "assignment", "指派"

    post = models.ForeignKey(Post, models.CASCADE, related_name="named_unions", verbose_name="岗位")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="工会")
    through = models.CharField("依据", max_length=10, choices=Through, default=Through.ASSIGNMENT)
    reference = models.CharField("依据名称", max_length=100, blank=True)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "指定管辖"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "organisation"], condition=Q(until=None), name="access_named_union_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.organisation_id}"
