"""Who was shown which personal fact of whom, and why."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models

from guildhall.kernel.audit.models import APPEND_ONLY, append_only
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.rules.privacy import CLASSES
from guildhall.kernel.scope.models import ScopedBy, ScopedQuerySet


def only_the_area_follows() -> list[pgtrigger.Trigger]:
    """Append-only; but when a union moves to another county, what was shown of its people is listed there."""
    fixed = f"""
        IF TG_OP = 'UPDATE' THEN
            OLD.area_id = NEW.area_id;
            IF OLD IS NOT DISTINCT FROM NEW THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';
    """
    operation = pgtrigger.Update | pgtrigger.Delete
    change = pgtrigger.Trigger(name="refuses_change", operation=operation, when=pgtrigger.Before, func=fixed)
    return [change, *(trigger for trigger in append_only() if trigger.name != change.name)]


class Reveal(models.Model):
    """One personal fact shown whole to one officer; append-only, and never the fact itself."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    at = models.DateTimeField("时间", db_default=TransactionNow())
    day = models.DateField("日期")
    account_id = models.BigIntegerField("账号")
    person_id = models.BigIntegerField("查看人", null=True)
    actor_label = models.CharField("查看人", max_length=100)
    subject_type = models.CharField("对象类别", max_length=100)
    subject_id = models.BigIntegerField("对象")
    subject_name = models.CharField("对象姓名", max_length=60)
    field = models.CharField("项目", max_length=60)
    field_label = models.CharField("项目名称", max_length=60)
    privacy = models.CharField("类别", max_length=20, choices=[(each.code, each.label) for each in CLASSES.values()])
    reason = models.CharField("理由", max_length=300)
    day_count = models.PositiveIntegerField("当天第几次")
    is_over = models.BooleanField("超出提醒次数", default=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所属工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        verbose_name = "查看记录"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="people_reveal_subject"),
            models.Index(fields=["account_id", "day", "-id"], name="people_reveal_account"),
            models.Index(fields=["day", "-id"], name="people_reveal_over", condition=models.Q(is_over=True)),
        ]
        triggers = only_the_area_follows()

    def __str__(self) -> str:
        return f"{self.actor_label} {self.field_label}"
