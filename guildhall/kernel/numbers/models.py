from typing import ClassVar

from django.db import models

from guildhall.kernel.scope.models import Record


class Series(Record):
    """A run of numbers without gaps and the last number taken from it, by year or without years."""

    name = models.CharField("编号系列", max_length=120)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    last = models.PositiveBigIntegerField("最后编号")

    class Meta(Record.Meta):
        verbose_name = "编号系列"
        constraints: ClassVar = [
            models.UniqueConstraint(name="numbers_series_once_a_year", fields=["name", "year"], nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year or ''}：{self.last}"
