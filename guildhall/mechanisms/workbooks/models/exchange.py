"""Systems above us, the layout of their files, and the files we made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from pyroaring import BitMap64

from guildhall.kernel.files.models import File
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet
from guildhall.mechanisms.workbooks.rules.exchange.profiles import ProfileColumn, columns_of

BY_UNION = ScopedBy(area="area", organisation="organisation")


class UpperSystem(Record):
    """A system of the province or the nation that unions report to; `masters` are the subjects of which it holds the truth."""

    name = models.CharField("名称", max_length=100)
    owner = models.CharField("主管单位", max_length=100, blank=True)
    masters = models.JSONField("以上级为准", default=list, blank=True)

    class Meta(Record.Meta):
        verbose_name = "上级系统"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="workbooks_system_one_per_name", violation_error_message="已有同名的上级系统"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Profile(Record):
    """The layout of an upper system's file for a year 交换方案."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_FORCE = "in_force", "启用"
        RETIRED = "retired", "停用"

    class FileKind(models.TextChoices):
        XLSX = "xlsx", ".xlsx"
        CSV = "csv", ".csv"

    system = models.ForeignKey(UpperSystem, models.PROTECT, related_name="profiles", verbose_name="上级系统")
    subject = models.CharField("内容", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    since = models.DateField("启用日期", null=True, blank=True)
    until = models.DateField("停用日期", null=True, blank=True)
    file_kind = models.CharField("文件格式", max_length=5, choices=FileKind, default=FileKind.XLSX)
    sheet = models.CharField("工作表", max_length=31, blank=True)
    heading_row = models.PositiveSmallIntegerField("表头行", default=1)
    title_lines = models.JSONField("表头以上各行", default=list, blank=True)
    columns = models.JSONField("列", default=list, blank=True)
    fingerprint = models.CharField("表头特征", max_length=64, db_index=True)
    example = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="样表")

    class Meta(Record.Meta):
        verbose_name = "交换方案"
        constraints = [
            models.UniqueConstraint(
                fields=["system", "subject"],
                condition=Q(state="in_force"),
                name="workbooks_profile_one_in_force",
                violation_error_message="该系统的这项内容已有启用的方案，请先停用",
            ),
            models.CheckConstraint(
                name="workbooks_profile_in_force_has_day",
                condition=Q(state="draft", since=None, until=None)
                | Q(state="in_force", since__isnull=False, until=None)
                | Q(state="retired", since__isnull=False, until__isnull=False),
                violation_error_message="启用的方案要有启用日期，停用的要有停用日期",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/desk/exchange/profiles/{self.pk}/"

    @property
    def layout(self) -> list[ProfileColumn]:
        return columns_of(self.columns)

    @property
    def headings(self) -> list[str]:
        return [column["heading"] for column in self.columns]


class Exchange(Record):
    """A file made for an upper system: of which part of the city, with which records, sent when and how."""

    scoped_by: ClassVar[ScopedBy] = BY_UNION

    class State(models.TextChoices):
        MAKING = "making", "生成中"
        MADE = "made", "待报送"
        SENT = "sent", "已报送"
        FAILED = "failed", "未完成"

    class Way(models.TextChoices):
        ONLINE = "online", "上级系统上传"
        DISC = "disc", "光盘或移动盘送达"
        MAIL = "mail", "政务邮件"
        OTHER = "other", "其他"

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="exchanges", verbose_name="交换方案")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="范围")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    state = models.CharField("状态", max_length=8, choices=State, default=State.MAKING)
    reason = models.CharField("用途", max_length=200)
    made_by = models.CharField("制表人", max_length=100)
    account_id = models.BigIntegerField("账号", null=True, blank=True, editable=False)
    made_at = models.DateTimeField("生成时间", null=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    keys = models.BinaryField("记录", null=True)
    sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="文件")
    lacking_count = models.PositiveIntegerField("缺项", default=0)
    lacking = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="缺项清单")
    expires_on = models.DateField("下载期限", null=True)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    fault = models.CharField("未完成的原因", max_length=300, blank=True)
    sent_on = models.DateField("报送日期", null=True)
    sent_by = models.CharField("报送人", max_length=100, blank=True)
    sent_way = models.CharField("报送方式", max_length=8, choices=Way, blank=True)
    receipt = models.CharField("回执", max_length=300, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "上报文件"
        indexes = [
            models.Index(fields=["area", "-id"], name="workbooks_exchange_area"),
            models.Index(fields=["organisation", "-id"], name="workbooks_exchange_union"),
        ]
        constraints = [
            models.CheckConstraint(
                name="workbooks_exchange_sent_has_day_and_name",
                condition=Q(state="sent", sent_on__isnull=False) & ~Q(sent_by="") & ~Q(sent_way="")
                | ~Q(state="sent") & Q(sent_on=None, sent_by="", sent_way=""),
                violation_error_message="已报送的文件要有报送日期、报送人和报送方式",
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile.title}（{self.organisation.printed_name}）"

    def get_absolute_url(self) -> str:
        return f"/desk/exchange/files/{self.pk}/"

    @property
    def bitmap(self) -> BitMap64:
        """The keys of the records in the file."""
        return BitMap64.deserialize(bytes(self.keys)) if self.keys else BitMap64()
