"""Documents whose numbers are figures: the templates and the reports made from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.indicators.rules.periods import Period


class ReportTemplate(Record):
    """A text whose numbers are figures, used year after year."""

    code = models.CharField("代码", max_length=60, unique=True)
    title = models.CharField("标题", max_length=200, help_text="可写 {年} 作为统计期")
    body = models.TextField("正文")
    is_retired = models.BooleanField("停用", default=False)

    class Meta(Record.Meta):
        verbose_name = "报告模板"

    def __str__(self) -> str:
        return self.title.replace("{年}年", "")


class Report(Record):
    """A report of one union for one period; once final, its numbers stand as frozen readings."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        FINAL = "final", "定稿"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    starts_on = models.DateField("统计期起")
    ends_on = models.DateField("统计期止")
    state = models.CharField("状态", max_length=5, choices=State, default=State.DRAFT)
    readings = models.JSONField("定稿的数", default=dict, editable=False)
    final_on = models.DateField("定稿日期", null=True, editable=False)
    traced_count = models.PositiveIntegerField("可追溯的数", default=0, editable=False)
    number_count = models.PositiveIntegerField("全部数", default=0, editable=False)
    written_by = models.CharField("填表人", max_length=100, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "报告"
        indexes = [
            models.Index(fields=["area", "-id"], name="documents_report_area"),
            models.Index(fields=["organisation", "-id"], name="documents_report_union"),
            models.Index(fields=["final_on"], name="documents_report_final", condition=models.Q(state="final")),
        ]
        constraints = [
            models.CheckConstraint(
                name="documents_report_final_has_date",
                condition=models.Q(state="final", final_on__isnull=False) | models.Q(state="draft", final_on=None),
                violation_error_message="定稿的报告要有定稿日期",
            ),
            models.CheckConstraint(
                name="documents_report_traced_within_all",
                condition=models.Q(traced_count__lte=models.F("number_count")),
                violation_error_message="可追溯的数不会多于全部数",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/desk/reports/{self.pk}/"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)
