"""Other names under which a union or a unit is known."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from guildhall.kernel.organisations.models.employers import Employer
from guildhall.kernel.organisations.models.tree import Organisation
from guildhall.kernel.organisations.names import Bigrams
from guildhall.kernel.scope.models import Record


class AliasQuerySet(models.QuerySet["Alias"]):
    def in_use(self) -> AliasQuerySet:
        return self.filter(ended_at=None)


class Alias(Record):
    """Another name of one union or one unit, as it stands in print, in rosters or in old papers."""

    class Source(models.TextChoices):
        PRINTED = "printed", "印刷件、公文"
        ROSTER = "roster", "花名册"
        HISTORY = "history", "历史沿革"

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name="工会"
    )
    employer = models.ForeignKey(
        Employer, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name="单位"
    )
    text = models.CharField("别名", max_length=200)
    key = models.CharField("检索用别名", max_length=200, db_collation="C", editable=False)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.ROSTER)
    since = models.DateField("起用日期", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, editable=False)

    objects = models.Manager.from_queryset(AliasQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "别名"
        indexes = [
            models.Index(fields=["key"], name="organisations_alias_key", condition=Q(ended_at=None)),
            GinIndex(Bigrams("text"), name="organisations_alias_bigrams"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organisations_alias_names_one",
                condition=Q(organisation=None, employer__isnull=False) | Q(organisation__isnull=False, employer=None),
                violation_error_message="别名属于一个工会或一个单位",
            ),
            models.UniqueConstraint(
                fields=["organisation", "key"],
                condition=Q(ended_at=None, organisation__isnull=False),
                name="organisations_alias_once_per_union",
                violation_error_message="这个工会已有这个别名",
            ),
            models.UniqueConstraint(
                fields=["employer", "key"],
                condition=Q(ended_at=None, employer__isnull=False),
                name="organisations_alias_once_per_employer",
                violation_error_message="这个单位已有这个别名",
            ),
        ]

    def __str__(self) -> str:
        return self.text
