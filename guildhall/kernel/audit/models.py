"""The trail 操作留痕: who did what, when, why, before and after; append-only."""

import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Func

APPEND_ONLY = "留痕只能追加，不能修改或删除"


class CurrentTransaction(Func):
    """PostgreSQL's own number of the running transaction."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class CurrentEra(Func):
    """The cluster's own identifier: in a database restored elsewhere transaction numbers begin anew."""

    template = "((pg_control_system()).system_identifier)"
    output_field = models.BigIntegerField()


def append_only() -> list[pgtrigger.Trigger]:
    """The database refuses update, delete and truncate."""
    refuse = f"RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';"
    return [
        pgtrigger.Trigger(
            name="refuses_change", operation=pgtrigger.Update | pgtrigger.Delete, when=pgtrigger.Before, func=refuse
        ),
        pgtrigger.Trigger(
            name="refuses_truncate",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func=refuse,
        ),
    ]


class Entry(models.Model):
    """One thing somebody did to one record, or to a named set of records."""

    at = models.DateTimeField("时间", db_default=TransactionNow())
    transaction = models.BigIntegerField("事务", db_default=CurrentTransaction())
    era = models.BigIntegerField("纪元", db_default=CurrentEra())
    account_id = models.BigIntegerField("账号", null=True)
    person_id = models.BigIntegerField("人员", null=True)
    actor_label = models.CharField("操作人", max_length=100)
    verb = models.CharField("操作", max_length=100)
    subject_type = models.CharField("对象类别", max_length=100)
    subject_id = models.BigIntegerField("对象", null=True)
    organisation_id = models.BigIntegerField("所属工会", null=True)
    reason = models.TextField("理由", blank=True)
    before = models.JSONField("更改前", default=dict)
    after = models.JSONField("更改后", default=dict)

    class Meta:
        verbose_name = "操作留痕"
        triggers = append_only()
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_entry_subject"),
            models.Index(fields=["account_id", "id"], name="audit_entry_account"),
            models.Index(fields=["organisation_id", "id"], name="audit_entry_organisation"),
            models.Index(fields=["era", "transaction", "id"], name="audit_entry_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb}"


class Seal(models.Model):
    """A batch of entries chained behind the one before: nobody changes an old entry unseen."""

    at = models.DateTimeField("时间")
    era = models.BigIntegerField("纪元")
    entry_count = models.PositiveIntegerField("条数")
    up_to_transaction = models.BigIntegerField("截至事务")
    digest = models.BinaryField("摘要", max_length=32)

    class Meta:
        verbose_name = "留痕封链"
        triggers = append_only()
        indexes = [models.Index(fields=["era", "-id"], name="audit_seal_era")]

    def __str__(self) -> str:
        return f"封链 {self.pk}"
