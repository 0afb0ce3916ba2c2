"""One record for each workbook taken in."""

from typing import ClassVar

from django.db import models

from guildhall.kernel.files.models import File
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.workbooks.rules.moves import RUNNING, SETTLED


class ImportQuerySet(ScopedQuerySet):
    def of(self, kind: str) -> "ImportQuerySet":
        return self.filter(kind=kind)


class Import(Record):
    """The take-in of one workbook: what was uploaded, how its columns match, how far it is, what came of it."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    class State(models.TextChoices):
        MATCHING = "matching", "核对表头"
        READING = "reading", "检查中"
        PREVIEWED = "previewed", "待确认"
        MERGING = "merging", "导入中"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "出错"
        TAKING_BACK = "taking_back", "撤回中"
        TAKEN_BACK = "taken_back", "已撤回"

    kind = models.CharField("类别", max_length=60)
    title = models.CharField("名称", max_length=200)
    area = models.ForeignKey(Organisation, models.PROTECT, verbose_name="所属县区工会", related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="工会", related_name="+")
    state = models.CharField("状态", max_length=12, choices=State, default=State.MATCHING)
    stopped_in = models.CharField("停止于", max_length=12, choices=State, blank=True)
    file_name = models.CharField("文件名", max_length=255)
    source = models.ForeignKey(File, models.PROTECT, verbose_name="原文件", related_name="+")
    result = models.ForeignKey(File, models.PROTECT, verbose_name="结果文件", related_name="+", null=True)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    notices = models.JSONField("提示", default=list, blank=True)
    heading_row = models.PositiveIntegerField("表头行", default=0)
    headings = models.JSONField("表头", default=list, blank=True)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    ambiguous = models.JSONField("重名的列", default=dict, blank=True)
    counts = models.JSONField("行数", default=dict, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    account_id = models.BigIntegerField("上传人账号", null=True, blank=True)
    uploaded_by = models.CharField("上传人", max_length=100)
    job = models.ForeignKey(Job, models.PROTECT, verbose_name="后台任务", related_name="+", null=True)
    merge_started_at = models.DateTimeField("开始导入时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "导入"
        indexes = [
            models.Index(fields=["kind", "area", "-id"], name="workbooks_import_area"),
            models.Index(fields=["kind", "organisation", "-id"], name="workbooks_import_union"),
        ]
        constraints = [
            models.CheckConstraint(
                name="workbooks_import_ended_has_moment",
                condition=models.Q(state__in=sorted(SETTLED), ended_at__isnull=False)
                | (~models.Q(state__in=sorted(SETTLED)) & models.Q(ended_at=None)),
                violation_error_message="只有结束的导入才有结束时间",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.file_name}）"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING
