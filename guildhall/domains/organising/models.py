"""What an industrial union itself plans and does."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class LineWorkQuerySet(ScopedQuerySet):
    def standing(self) -> LineWorkQuerySet:
        return self.filter(withdrawn_at=None)


class LineWork(Record):
    """A plan, an activity or a programme of an industrial union, filed by its officer."""

    class Kind(models.TextChoices):
        PLAN = "plan", "工作计划"
        ACTIVITY = "activity", "活动"
        PROGRAMME = "programme", "牵头项目"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="line")

    line = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="产业工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    kind = models.CharField("类别", max_length=9, choices=Kind)
    title = models.CharField("名称", max_length=200)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期")
    place = models.CharField("地点", max_length=200, blank=True)
    text = models.TextField("内容", blank=True)
    people_count = models.PositiveIntegerField("参加人次", default=0)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)

    objects = models.Manager.from_queryset(LineWorkQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "产业工会工作"
        indexes = [
            models.Index(fields=["line", "since", "id"], name="organising_work_line"),
            models.Index(fields=["since", "id"], name="organising_work_since"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organising_work_ends_after_it_begins",
                condition=Q(until__gte=F("since")),
                violation_error_message="结束日期不能早于开始日期",
            ),
            models.CheckConstraint(
                name="organising_work_people_come_to_activities",
                condition=Q(kind="activity") | Q(people_count=0),
                violation_error_message="只有活动填写参加人次",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/desk/lines/works/{self.pk}/"
