"""What is kept of figures: frozen readings, targets, rates that an officer defined, rates as they were printed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from pyroaring import BitMap64

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.indicators.rules.periods import Period

BY_UNION = ScopedBy(area="area", organisation="organisation")


class FrozenReading(Record):
    """A figure fixed 定稿 with its definition's version, scope, period, value and the keys of its records."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="统计范围")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    is_of_line = models.BooleanField("按产业工会", default=False)
    code = models.CharField("指标代码", max_length=80)
    version = models.PositiveSmallIntegerField("口径版本")
    name = models.CharField("指标", max_length=100)
    unit = models.CharField("单位", max_length=20)
    definition = models.TextField("口径")
    starts_on = models.DateField("统计期起")
    ends_on = models.DateField("统计期止")
    value = models.DecimalField("数值", max_digits=24, decimal_places=6, null=True)
    numerator = models.DecimalField("分子", max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField("分母", max_digits=24, decimal_places=6, null=True)
    breakdown = models.JSONField("分县区", default=dict, blank=True)
    keys = models.BinaryField("记录", null=True)
    key_count = models.PositiveIntegerField("记录数", default=0)
    frozen_at = models.DateTimeField("定稿时间")
    frozen_by = models.CharField("定稿人", max_length=100)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "定稿"
        indexes = [
            models.Index(fields=["code", "-ends_on", "-id"], name="indicators_frozen_code"),
            models.Index(fields=["area", "-id"], name="indicators_frozen_area"),
            models.Index(fields=["organisation", "-id"], name="indicators_frozen_union"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period.label}"

    def get_absolute_url(self) -> str:
        return f"/desk/statistics/frozen/{self.pk}/"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def bitmap(self) -> BitMap64:
        """The keys of its records."""
        return BitMap64.deserialize(bytes(self.keys)) if self.keys else BitMap64()


class Target(Record):
    """What a figure should reach in a period for a part of the city."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="承担单位")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    code = models.CharField("指标代码", max_length=80)
    starts_on = models.DateField("统计期起")
    ends_on = models.DateField("统计期止")
    value = models.DecimalField("目标值", max_digits=24, decimal_places=2)
    source = models.CharField("依据文件", max_length=200, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "目标"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organisation", "starts_on", "ends_on"],
                name="indicators_target_once",
                violation_error_message="这个单位在该统计期已有目标，请修改原目标",
            ),
            models.CheckConstraint(
                name="indicators_target_is_positive",
                condition=models.Q(value__gt=0),
                violation_error_message="目标值应大于 0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)


class Rate(Record):
    """A rate, share or growth that a statistician defined, with its base in words; growth has no denominator."""

    class Kind(models.TextChoices):
        RATIO = "ratio", "比率"
        SHARE = "share", "占比"
        YEAR_GROWTH = "year_growth", "比上年同期增幅"
        PERIOD_GROWTH = "period_growth", "比上期增幅"

    GROWTHS: ClassVar = (Kind.YEAR_GROWTH, Kind.PERIOD_GROWTH)

    code = models.CharField("指标代码", max_length=80, unique=True)
    kind = models.CharField("类型", max_length=13, choices=Kind, default=Kind.RATIO)
    name = models.CharField("名称", max_length=100)
    numerator = models.CharField("分子", max_length=80)
    denominator = models.CharField("分母", max_length=80, blank=True)
    basis = models.CharField("以什么为基数", max_length=200, blank=True)
    scale = models.PositiveIntegerField("乘数", default=100)
    unit = models.CharField("单位", max_length=20, default="%")
    places = models.PositiveSmallIntegerField("小数位", default=1)
    version = models.PositiveSmallIntegerField("口径版本", default=1)
    is_retired = models.BooleanField("停用", default=False)

    class Meta(Record.Meta):
        verbose_name = "自定比率和增幅"
        constraints = [
            models.CheckConstraint(
                name="indicators_rate_of_two_figures",
                condition=~models.Q(numerator=models.F("denominator")),
                violation_error_message="分子和分母不能是同一个指标",
            ),
            models.CheckConstraint(
                name="indicators_rate_growth_has_one_side",
                condition=models.Q(kind__in=["year_growth", "period_growth"], denominator="")
                | models.Q(kind__in=["ratio", "share"]) & ~models.Q(denominator=""),
                violation_error_message="增幅只有一个指标，比率和占比有分子和分母",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/desk/statistics/{self.code}/"


class PrintedRate(Record):
    """A rate as a document printed it, kept beside the two figures it should follow from."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="统计范围")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    code = models.CharField("指标代码", max_length=80)
    starts_on = models.DateField("统计期起")
    ends_on = models.DateField("统计期止")
    value = models.DecimalField("公布的比率", max_digits=12, decimal_places=4)
    places = models.PositiveSmallIntegerField("公布的小数位", default=0)
    source = models.CharField("出处", max_length=200)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "公布的比率"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organisation", "starts_on", "ends_on", "source"],
                name="indicators_printed_rate_once",
                violation_error_message="这份文件公布的比率已经登记",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)
