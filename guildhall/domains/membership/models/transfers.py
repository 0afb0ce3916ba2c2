"""Transfers that wait for the receiving union."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class TransferQuerySet(ScopedQuerySet):
    def open(self) -> "TransferQuerySet":
        return self.filter(state=TransferProposal.State.PROPOSED)


class TransferProposal(Record):
    """A member of one union whom another union is asked to receive."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待接收"
        ACCEPTED = "accepted", "已接收"
        REFUSED = "refused", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="to_union")

    person = models.ForeignKey(Person, models.PROTECT, related_name="transfer_proposals", verbose_name="会员")
    from_union = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="转出工会")
    to_union = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="转入工会", db_index=False
    )
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="转入县区", db_index=False)
    proposed_on = models.DateField("提出日期")
    proposed_by = models.CharField("提出人", max_length=100)
    account_id = models.BigIntegerField("提出账号", null=True, blank=True, editable=False)
    source_id = models.BigIntegerField("来源导入", null=True, blank=True, editable=False)
    note = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    decided_on = models.DateField("办理日期", null=True, blank=True)
    decided_by = models.CharField("办理人", max_length=100, blank=True)
    decision_note = models.CharField("办理意见", max_length=300, blank=True)

    objects = models.Manager.from_queryset(TransferQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "转会"
        indexes = [
            models.Index(fields=["area", "-id"], name="membership_transfer_area"),
            models.Index(fields=["to_union", "-id"], name="membership_transfer_union"),
            models.Index(fields=["source_id"], name="membership_transfer_source", condition=Q(source_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="proposed"),
                name="membership_transfer_one_open",
                violation_error_message="该会员已有一项待接收的转会",
            ),
            models.CheckConstraint(
                name="membership_transfer_between_two_unions",
                condition=~Q(from_union=F("to_union")),
                violation_error_message="转出工会和转入工会不能相同",
            ),
            models.CheckConstraint(
                name="membership_transfer_decided_has_day_and_name",
                condition=Q(state="proposed", decided_on=None, decided_by="")
                | ~Q(state="proposed") & Q(decided_on__isnull=False) & ~Q(decided_by=""),
                violation_error_message="已办理的转会要有办理日期和办理人",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}：{self.from_union} → {self.to_union}"

    def get_absolute_url(self) -> str:
        return f"/desk/transfers/{self.pk}/"
