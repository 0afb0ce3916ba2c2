from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.calendar import rules
from guildhall.kernel.scope.models import Record


class Day(Record):
    """A day that the yearly notice sets: off, or a weekend day worked in exchange; other days follow the week."""

    date = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    name = models.CharField("节日", max_length=30, blank=True, help_text="留空表示恢复为平常的日子")
    notice = models.CharField("依据", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "放假和调休日"
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {'上班' if self.is_working else '放假'}（{self.name}）"


class PublishedYear(Record):
    """A year whose arrangement of days off is known and entered."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    notice = models.CharField("依据", max_length=200)

    class Meta(Record.Meta):
        verbose_name = "已公布放假安排的年份"
        ordering: ClassVar = ["year"]

    def __str__(self) -> str:
        return f"{self.year} 年"


class Term(Record):
    """A period that a law or a local rule sets, from its date on, in the whole city or in one place."""

    class Unit(models.TextChoices):
        DAY = "day", "日"
        WORKDAY = "workday", "工作日"
        MONTH = "month", "月"
        YEAR = "year", "年"

    code = models.CharField("代码", max_length=60)
    name = models.CharField("名称", max_length=100)
    trigger = models.CharField("起算", max_length=60, help_text="不计入期限的起算日；负数期限为其之前")
    length = models.SmallIntegerField("期限")
    unit = models.CharField("单位", max_length=10, choices=Unit)
    shifts = models.BooleanField("遇休息日顺延", default=True)
    is_minimum = models.BooleanField("为最低期限", default=False)
    since = models.DateField("生效日期")
    until = models.DateField("终止日期", null=True, blank=True)
    organisation_id = models.BigIntegerField("适用地区", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    is_unsure = models.BooleanField("待确认", default=False)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "法定期限"
        ordering: ClassVar = ["code", "since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="calendar_term_once_a_day_and_place",
                fields=["code", "organisation_id", "since"],
                nulls_distinct=False,
                violation_error_message="同一地区同一生效日期只能有一条期限",
            ),
            models.CheckConstraint(
                name="calendar_term_has_length",
                condition=~Q(length=0),
                violation_error_message="期限不能为零",
            ),
            models.CheckConstraint(
                name="calendar_term_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="终止日期不能早于生效日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"

    @property
    def period(self) -> rules.Period:
        return rules.Period(self.length, rules.Unit(self.unit), self.shifts)
