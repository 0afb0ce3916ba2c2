from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.scope.models import Record


class Value(Record):
    """What a parameter is from a date on, in the whole city or in one place, and where that stands."""

    code = models.CharField("参数", max_length=80)
    value = models.TextField("值")
    since = models.DateField("生效日期")
    until = models.DateField("终止日期", null=True, blank=True)
    organisation_id = models.BigIntegerField("适用地区", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    note = models.CharField("说明", max_length=200, blank=True)
    is_confirmed = models.BooleanField("已确认", default=True)

    class Meta(Record.Meta):
        verbose_name = "参数值"
        ordering: ClassVar = ["code", "since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="parameters_value_once_a_day_and_place",
                fields=["code", "organisation_id", "since"],
                nulls_distinct=False,
                violation_error_message="同一地区同一生效日期只能有一个值",
            ),
            models.CheckConstraint(
                name="parameters_value_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="终止日期不能早于生效日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.since}：{self.value}"
