"""Work without the net: a list split into workbooks, one for each union, filled in and merged back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guildhall.kernel.files.models import File
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.workbooks.models.exchange import BY_UNION


class Split(Record):
    """A list given out 分发填报: pre-filled workbooks of one kind of record, one for each union below an organisation."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    class State(models.TextChoices):
        MAKING = "making", "生成中"
        MADE = "made", "已生成"
        FAILED = "failed", "未完成"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="范围")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    subject = models.CharField("内容", max_length=60)
    title = models.CharField("名称", max_length=120)
    fields = models.JSONField("栏目", default=list)
    note = models.CharField("填报要求", max_length=500, blank=True)
    due_on = models.DateField("交回日期", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.MAKING)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="压缩包")
    book_count = models.PositiveIntegerField("工作簿", default=0)
    row_count = models.PositiveIntegerField("行数", default=0)
    made_by = models.CharField("制表人", max_length=100)
    account_id = models.BigIntegerField("账号", null=True, blank=True, editable=False)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    expires_on = models.DateField("下载期限", null=True)
    fault = models.CharField("未完成的原因", max_length=300, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "分发填报"
        indexes = [
            models.Index(fields=["area", "-id"], name="workbooks_split_area"),
            models.Index(fields=["organisation", "-id"], name="workbooks_split_union"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/desk/exchange/splits/{self.pk}/"


class SplitBook(Record):
    """The workbook of one union in a split: what was handed out, and when it came back."""

    split = models.ForeignKey(Split, models.PROTECT, related_name="books", verbose_name="分发填报")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="工会")
    file_name = models.CharField("文件名", max_length=200)
    row_count = models.PositiveIntegerField("行数", default=0)
    returned_at = models.DateTimeField("交回时间", null=True)

    class Meta(Record.Meta):
        verbose_name = "分发的工作簿"
        constraints = [
            models.UniqueConstraint(fields=["split", "organisation"], name="workbooks_splitbook_one_per_union")
        ]

    def __str__(self) -> str:
        return self.file_name
