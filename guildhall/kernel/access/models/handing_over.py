"""What passes from hand to hand: things held by a post that ended, and what a clerk prepared for a chair."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.access.models.posts import Post
from guildhall.kernel.crypto.fields import EncryptedTextField
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class Handover(Record):
    """The list of what was handed over when a post ended: by whom, to whom or to which union, and how many of each kind."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    post = models.OneToOneField(Post, models.PROTECT, related_name="handover", verbose_name="岗位")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="任职组织")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    successor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接交人"
    )
    received_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="接交组织")
    handed_on = models.DateField("交接日期")
    lines = models.JSONField("交接的事项", default=list, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "交接"
        indexes = [
            models.Index(fields=["area", "-id"], name="access_handover_area"),
            models.Index(fields=["organisation", "-id"], name="access_handover_union"),
        ]

    def __str__(self) -> str:
        return f"交接 {self.post_id}"

    def get_absolute_url(self) -> str:
        return f"/desk/administration/handovers/{self.pk}/"


class ProposalQuerySet(ScopedQuerySet):
    def waiting(self) -> ProposalQuerySet:
        return self.filter(state=Proposal.State.WAITING)


class Proposal(Record):
    """What a clerk prepared about a record and a chair has to confirm before it holds."""

    class State(models.TextChoices):
        WAITING = "waiting", "待确认"
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    kind = models.CharField("事项", max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="工会", db_index=False
    )
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区", db_index=False)
    subject_type = models.CharField("对象类别", max_length=100)
    subject_id = models.BigIntegerField("对象")
    subject_name = models.CharField("对象名称", max_length=200)
    subject_version = models.DateTimeField("对象版本")
    values = EncryptedTextField("内容")
    note = models.CharField("经办说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=9, choices=State, default=State.WAITING)
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    reason = models.CharField("办理意见", max_length=300, blank=True)

    objects = models.Manager.from_queryset(ProposalQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "待确认事项"
        indexes = [
            models.Index(fields=["area", "-id"], name="access_proposal_area"),
            models.Index(fields=["organisation", "-id"], name="access_proposal_union"),
            models.Index(fields=["subject_type", "subject_id"], name="access_proposal_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(state="waiting"),
                name="access_proposal_one_waiting",
                violation_error_message="这件事已经报送，正在等待确认",
            ),
            models.CheckConstraint(
                name="access_proposal_decided_has_moment",
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                violation_error_message="已办理的事项要有办理时间",
            ),
            models.CheckConstraint(
                name="access_proposal_confirmed_by_another",
                condition=~Q(state="confirmed") | Q(decided_by__isnull=False) & ~Q(decided_by=F("prepared_by")),
                violation_error_message="经办人不能确认自己报送的事项",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_name

    def get_absolute_url(self) -> str:
        return f"/desk/administration/proposals/{self.pk}/"
