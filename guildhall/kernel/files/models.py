"""Files as records; their bytes lie in a folder, named by random keys."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class File(Record):
    """One stored file: what it is by its content, who brought it, and the record it belongs to."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所属工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    subject_type = models.CharField("对象类别", max_length=100, blank=True)
    subject_id = models.BigIntegerField("对象", null=True, blank=True)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("种类", max_length=10)
    content_type = models.CharField("内容类型", max_length=100)
    is_misnamed = models.BooleanField("扩展名与内容不符", default=False)
    size = models.BigIntegerField("大小")
    sha256 = models.CharField("摘要", max_length=64)
    storage_key = models.CharField("存储编号", max_length=32, unique=True)
    is_sensitive = models.BooleanField("敏感", default=False)
    key_number = models.PositiveIntegerField("密钥编号", null=True, blank=True)
    account_id = models.BigIntegerField("上传账号", null=True, blank=True)
    uploaded_by = models.CharField("上传人", max_length=100)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "文件"
        indexes = [models.Index(fields=["subject_type", "subject_id", "-id"], name="files_file_subject")]
        constraints = [
            models.CheckConstraint(
                name="files_file_sensitive_is_encrypted",
                condition=Q(is_sensitive=True, key_number__isnull=False) | Q(is_sensitive=False, key_number=None),
                violation_error_message="敏感文件必须加密存放",
            ),
            models.CheckConstraint(
                name="files_file_is_not_empty", condition=Q(size__gt=0), violation_error_message="文件是空的"
            ),
        ]

    def __str__(self) -> str:
        return self.name
