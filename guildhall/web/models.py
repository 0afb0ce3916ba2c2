"""What the page kit itself keeps."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models.functions import Now


class OneTimeKeyQuerySet(models.QuerySet):
    def spend(self, key: UUID, account_id: int | None) -> bool:
        """Whether the key was still good; of two who come at once, one is told no."""
        _, is_new = self.get_or_create(key=key, defaults={"account_id": account_id})
        return is_new

    def older_than(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class OneTimeKey(models.Model):
    """A form that has been submitted."""

    key = models.UUIDField("钥匙", primary_key=True)
    account_id = models.BigIntegerField("账号", null=True)
    at = models.DateTimeField("时间", db_default=Now(), db_index=True)

    objects = OneTimeKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "已提交的表单"

    def __str__(self) -> str:
        return str(self.key)
