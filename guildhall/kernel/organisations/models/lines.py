"""Stays of unions in an industrial line, beside their place in the territory."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guildhall.kernel.organisations.models.tree import Organisation
from guildhall.kernel.scope import Reach
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class LineStayQuerySet(ScopedQuerySet):
    """Stays; the officers of a line reach those of their own line, wherever the union stands."""

    def waiting(self) -> LineStayQuerySet:
        return self.filter(state=LineStay.State.PROPOSED)

    def reach_condition(self, reach: Reach) -> Q:
        condition = super().reach_condition(reach)
        return condition | Q(line__in=reach.areas) if reach.areas else condition


class LineStay(Record):
    """A union's time in an industrial line; one side proposes it, the other confirms. `until` is the first day after it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        STANDING = "standing", "在产业内"
        REFUSED = "refused", "未同意"
        ENDED = "ended", "已退出"

    class Side(models.TextChoices):
        TERRITORY = "territory", "地方工会提出"
        LINE = "line", "产业工会提出"
        BOTH = "both", "双方一致"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="line_stays", verbose_name="工会", db_index=False
    )
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    line = models.ForeignKey(
        Organisation, models.PROTECT, related_name="stays", verbose_name="产业工会", db_index=False
    )
    since = models.DateField("加入日期")
    until = models.DateField("退出日期", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PROPOSED)
    side = models.CharField("提出方", max_length=9, choices=Side, default=Side.BOTH)
    note = models.CharField("依据", max_length=300, blank=True)
    answer = models.CharField("意见", max_length=300, blank=True)

    objects = models.Manager.from_queryset(LineStayQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "产业隶属"
        indexes = [
            models.Index(fields=["organisation", "since"], name="organisations_stay_union"),
            models.Index(fields=["line", "state", "id"], name="organisations_stay_line"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["proposed"]),
                name="organisations_stay_one_proposed",
                violation_error_message="已有一份产业隶属待确认",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state="standing"),
                name="organisations_stay_one_standing",
                violation_error_message="工会已在一个产业内，请先退出",
            ),
            models.CheckConstraint(
                name="organisations_stay_ended_has_day",
                condition=Q(state="ended", until__isnull=False, until__gte=F("since"))
                | ~Q(state="ended") & Q(until=None),
                violation_error_message="退出日期不能早于加入日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.line_id}"

    def get_absolute_url(self) -> str:
        return f"/desk/lines/stays/{self.pk}/"
