"""Numbers that no record here holds: declared by somebody, from a source, with evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.indicators.models.measures import Measure, Unit
from guildhall.mechanisms.indicators.rules.arithmetic import grouped
from guildhall.mechanisms.indicators.rules.periods import Period


class DeclaredQuerySet(ScopedQuerySet):
    def standing(self) -> DeclaredQuerySet:
        """Neither corrected nor withdrawn."""
        return self.filter(state=DeclaredReading.State.STANDING)

    def of_period(self, period: Period) -> DeclaredQuerySet:
        return self.filter(starts_on=period.start, ends_on=period.end)


class DeclaredReading(Record):
    """A declared number 申报数 of a figure or a measure: whose part, which period, from what source, who declared it."""

    class State(models.TextChoices):
        STANDING = "standing", "有效"
        CORRECTED = "corrected", "已更正"
        WITHDRAWN = "withdrawn", "已撤回"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所属单位")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    code = models.CharField("指标代码", max_length=80, blank=True)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="declared", verbose_name="计量项目")
    starts_on = models.DateField("统计期起")
    ends_on = models.DateField("统计期止")
    value = models.DecimalField("申报数", max_digits=24, decimal_places=6)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    source = models.CharField("来源", max_length=200)
    note = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=9, choices=State, default=State.STANDING)
    declared_at = models.DateTimeField("申报时间")
    declared_by = models.CharField("申报人", max_length=100)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="更正的申报"
    )
    ended_at = models.DateTimeField("撤回或更正时间", null=True)
    ended_by = models.CharField("撤回或更正人", max_length=100, blank=True)
    ended_reason = models.CharField("撤回或更正理由", max_length=300, blank=True)

    objects = models.Manager.from_queryset(DeclaredQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "申报数"
        indexes = [
            models.Index(fields=["code", "ends_on", "id"], name="indicators_declared_code"),
            models.Index(fields=["area", "-id"], name="indicators_declared_area"),
            models.Index(fields=["organisation", "-id"], name="indicators_declared_union"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "measure", "organisation", "starts_on", "ends_on", "source"],
                condition=Q(state="standing"),
                nulls_distinct=False,
                name="indicators_declared_once",
                violation_error_message="这个单位在该统计期已有同一来源的申报数，请更正原申报",
            ),
            models.CheckConstraint(
                name="indicators_declared_of_one_thing",
                condition=Q(code="", measure__isnull=False) | ~Q(code="") & Q(measure=None),
                violation_error_message="申报数应属于一个指标或一个计量项目",
            ),
            models.CheckConstraint(
                name="indicators_declared_period_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="统计期的结束不能早于开始",
            ),
            models.CheckConstraint(
                name="indicators_declared_is_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="申报数不能小于 0",
            ),
            models.CheckConstraint(
                name="indicators_declared_ended_has_reason",
                condition=Q(state="standing", ended_at=None, ended_reason="")
                | ~Q(state="standing") & Q(ended_at__isnull=False) & ~Q(ended_reason=""),
                violation_error_message="撤回或更正的申报数要写明理由",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period.label}"

    def get_absolute_url(self) -> str:
        return f"/desk/statistics/declared/{self.pk}/"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def name(self) -> str:
        """What the number is of, as far as the row itself knows."""
        return self.measure.name if self.measure is not None else self.code

    @property
    def text(self) -> str:
        """The number itself, with grouped digits."""
        return grouped(self.value)

    @property
    def is_standing(self) -> bool:
        return self.state == self.State.STANDING
