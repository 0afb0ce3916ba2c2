"""What came back: their numbers, their export, and where it differs from ours."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guildhall.kernel.crypto.fields import EncryptedTextField
from guildhall.kernel.files.models import File
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.workbooks.models.exchange import BY_UNION, Profile, UpperSystem
from guildhall.mechanisms.workbooks.models.offline import Split


class OutsideNumber(Record):
    """The number by which an upper system knows one of our records."""

    system = models.ForeignKey(UpperSystem, models.PROTECT, related_name="+", verbose_name="上级系统")
    subject_type = models.CharField("对象类别", max_length=100)
    subject_id = models.BigIntegerField("对象")
    number = models.CharField("上级系统编号", max_length=60)
    as_of = models.DateField("截至日期")

    class Meta(Record.Meta):
        verbose_name = "上级系统编号"
        constraints = [
            models.UniqueConstraint(
                fields=["system", "subject_type", "subject_id"], name="workbooks_outside_one_number"
            ),
            models.UniqueConstraint(
                fields=["system", "subject_type", "number"],
                name="workbooks_outside_one_record",
                violation_error_message="该编号已属于另一条记录",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="workbooks_outside_subject"),
            models.Index(fields=["number", "subject_type"], name="workbooks_outside_number"),
        ]

    def __str__(self) -> str:
        return self.number


class ReadBack(Record):
    """A file read to compare: an upper system's export, or the workbooks that unions filled in offline."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    class State(models.TextChoices):
        READING = "reading", "核对中"
        READ = "read", "已核对"
        FAILED = "failed", "未完成"

    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+", verbose_name="交换方案")
    split = models.ForeignKey(Split, models.PROTECT, null=True, related_name="returns", verbose_name="分发填报")
    subject = models.CharField("内容", max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="范围")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    state = models.CharField("状态", max_length=8, choices=State, default=State.READING)
    source = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="文件")
    file_name = models.CharField("文件名", max_length=255)
    as_of = models.DateField("截至日期")
    is_whole = models.BooleanField("是全部名单", default=True)
    counts = models.JSONField("行数", default=dict, blank=True)
    notices = models.JSONField("提示", default=list, blank=True)
    read_by = models.CharField("核对人", max_length=100)
    account_id = models.BigIntegerField("账号", null=True, blank=True, editable=False)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    fault = models.CharField("未完成的原因", max_length=500, blank=True)
    fed_to = models.CharField("转入的导入", max_length=200, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "回读核对"
        indexes = [
            models.Index(fields=["area", "-id"], name="workbooks_readback_area"),
            models.Index(fields=["organisation", "-id"], name="workbooks_readback_union"),
        ]
        constraints = [
            models.CheckConstraint(
                name="workbooks_readback_of_profile_or_split",
                condition=Q(profile__isnull=False, split=None) | Q(profile=None, split__isnull=False),
                violation_error_message="回读的文件要么属于交换方案，要么属于分发填报",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return f"/desk/exchange/reads/{self.pk}/"


class DifferenceQuerySet(ScopedQuerySet):
    def open(self) -> DifferenceQuerySet:
        return self.filter(state=Difference.State.OPEN)


class Difference(Record):
    """One thing in which a file read back and the register disagree, and what was decided about it."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    class Kind(models.TextChoices):
        VALUE = "value", "内容不一致"
        CONFLICT = "conflict", "登记期间有改动"
        ONLY_OURS = "only_ours", "只有本级有"
        ONLY_THEIRS = "only_theirs", "只有上级有"
        ASKS = "asks", "需要核实"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        KEPT = "kept", "保留本级"
        TAKEN = "taken", "采用上级"
        REGISTERED = "registered", "已登记"
        IGNORED = "ignored", "忽略"

    source = models.ForeignKey(ReadBack, models.PROTECT, related_name="differences", verbose_name="回读核对")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    kind = models.CharField("差异", max_length=12, choices=Kind)
    state = models.CharField("处理", max_length=10, choices=State, default=State.OPEN)
    record_id = models.BigIntegerField("本级记录", null=True)
    row_no = models.PositiveIntegerField("行号", default=0)
    name = models.CharField("姓名或名称", max_length=200)
    field = models.CharField("栏目", max_length=40, blank=True)
    ours = EncryptedTextField("本级", null=True)
    theirs = EncryptedTextField("上级", null=True)
    row = EncryptedTextField("上级的整行", null=True)
    number = models.CharField("上级系统编号", max_length=60, blank=True)
    told = models.CharField("说明", max_length=300, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.CharField("处理人", max_length=100, blank=True)
    reason = models.CharField("处理意见", max_length=300, blank=True)

    objects = models.Manager.from_queryset(DifferenceQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "差异"
        indexes = [
            models.Index(fields=["source", "state", "kind", "field", "id"], name="workbooks_difference_source"),
            models.Index(fields=["area", "-id"], name="workbooks_difference_area"),
            models.Index(fields=["organisation", "-id"], name="workbooks_difference_union"),
        ]
        constraints = [
            models.CheckConstraint(
                name="workbooks_difference_settled_has_name",
                condition=Q(state="open", settled_at=None, settled_by="")
                | ~Q(state="open") & Q(settled_at__isnull=False) & ~Q(settled_by=""),
                violation_error_message="已处理的差异要有处理人和处理时间",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return f"/desk/exchange/differences/{self.pk}/"
