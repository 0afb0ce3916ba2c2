"""Units that employ people."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from guildhall.kernel.organisations.codes import INDUSTRIES, REGISTRATION_TYPES, UNIT_CATEGORIES, Ownership
from guildhall.kernel.organisations.letters import LONGEST
from guildhall.kernel.organisations.names import Bigrams
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class Employer(Record):
    """A unit that employs people 单位, with a union or without."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="federation")
    union_path: ClassVar[str] = "union"

    name = models.CharField("单位名称", max_length=200)
    letters = models.CharField(max_length=LONGEST, db_collation="C", default="", blank=True, editable=False)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    ownership = models.CharField("单位性质", max_length=12, choices=Ownership, default=Ownership.OTHER)
    unit_category = models.CharField("单位类别", max_length=3, choices=UNIT_CATEGORIES, blank=True)
    registration_type = models.CharField("登记注册类型", max_length=3, choices=REGISTRATION_TYPES, blank=True)
    industry = models.CharField("行业门类", max_length=1, choices=INDUSTRIES, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    head_count = models.PositiveIntegerField("职工人数", default=0)
    women_count = models.PositiveIntegerField("女职工人数", default=0)
    migrant_count = models.PositiveIntegerField("农民工人数", default=0)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("注销日期", null=True, blank=True)
    area = models.ForeignKey("Organisation", models.PROTECT, related_name="+", verbose_name="县区")
    federation = models.ForeignKey("Organisation", models.PROTECT, related_name="+", verbose_name="所属地方工会")
    union = models.ForeignKey(
        "Organisation", models.PROTECT, null=True, blank=True, related_name="employers", verbose_name="所建工会"
    )
    union_since = models.DateField("建会日期", null=True, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "单位"
        indexes = [
            models.Index(fields=["area", "id"], name="organisations_employer_area"),
            models.Index(fields=["federation", "id"], name="organisations_employer_fed"),
            models.Index(fields=["name", "id"], name="organisations_employer_name"),
            GinIndex(Bigrams("name"), name="organisations_employer_bigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="organisations_employer_one_per_code",
                violation_error_message="已有单位使用这个统一社会信用代码",
            ),
            models.CheckConstraint(
                name="organisations_employer_union_has_date",
                condition=models.Q(union=None, union_since=None)
                | models.Q(union__isnull=False, union_since__isnull=False),
                violation_error_message="已建会的单位要有建会日期",
            ),
            models.CheckConstraint(
                name="organisations_employer_closed_after_founded",
                condition=models.Q(closed_on=None)
                | models.Q(founded_on=None)
                | models.Q(closed_on__gte=models.F("founded_on")),
                violation_error_message="注销日期不能早于成立日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/desk/employers/{self.pk}/"
