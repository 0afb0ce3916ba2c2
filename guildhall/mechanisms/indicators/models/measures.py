"""The dictionary of measures: units, and the named quantities that are counted in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guildhall.kernel.scope.models import Record
from guildhall.mechanisms.indicators.rules.arithmetic import grouped


class Unit(Record):
    """A unit of count, money, weight…; what one of it is in the base unit of its kind makes them convertible."""

    class Kind(models.TextChoices):
        COUNT = "count", "个数"
        MONEY = "money", "金额"
        WEIGHT = "weight", "重量"
        AREA = "area", "面积"
        LENGTH = "length", "长度"
        TIME = "time", "时间"
        SHARE = "share", "比率"
        RANK = "rank", "名次"

    CONVERTIBLE: ClassVar = (Kind.MONEY, Kind.WEIGHT, Kind.AREA, Kind.LENGTH, Kind.TIME)

    name = models.CharField("单位", max_length=20, unique=True, error_messages={"unique": "已有这个单位"})
    kind = models.CharField("类别", max_length=6, choices=Kind, default=Kind.COUNT)
    factor = models.DecimalField("折合基本单位", max_digits=18, decimal_places=6, default=1)
    places = models.PositiveSmallIntegerField("小数位", default=0)
    rank = models.PositiveSmallIntegerField("排序", default=100)
    is_retired = models.BooleanField("停用", default=False)

    class Meta(Record.Meta):
        verbose_name = "计量单位"
        constraints = [
            models.CheckConstraint(
                name="indicators_unit_factor_is_positive",
                condition=models.Q(factor__gt=0),
                violation_error_message="折合数应大于 0",
            ),
            models.CheckConstraint(
                name="indicators_unit_counts_are_not_converted",
                condition=models.Q(kind__in=["money", "weight", "area", "length", "time"]) | models.Q(factor=1),
                violation_error_message="只有金额、重量、面积、长度和时间可以折合",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def factor_text(self) -> str:
        return grouped(self.factor)


class Measure(Record):
    """A named quantity that no figure counts, with its unit: a rank awarded above, a total that comes from outside."""

    code = models.CharField("代码", max_length=80, unique=True)
    name = models.CharField("名称", max_length=100, unique=True, error_messages={"unique": "已有这个计量项目"})
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measures", verbose_name="单位")
    definition = models.CharField("口径", max_length=300)
    adds_up = models.BooleanField("可以相加", default=True)
    is_retired = models.BooleanField("停用", default=False)

    class Meta(Record.Meta):
        verbose_name = "计量项目"

    def __str__(self) -> str:
        return self.name
