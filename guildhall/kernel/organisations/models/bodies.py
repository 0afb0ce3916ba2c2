"""Bodies outside the unions that work with them, and the places where union work is done."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from guildhall.kernel.crypto.fields import EncryptedTextField
from guildhall.kernel.organisations.letters import LONGEST
from guildhall.kernel.organisations.models.tree import Organisation
from guildhall.kernel.organisations.names import Bigrams
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class PartnerBody(Record):
    """A court, bureau, school, hospital, merchant or other body with which a federation works."""

    class Kind(models.TextChoices):
        COURT = "court", "法院、仲裁机构"
        BUREAU = "bureau", "党政部门"
        SCHOOL = "school", "学校"
        HOSPITAL = "hospital", "医院"
        MERCHANT = "merchant", "商家"
        BANK = "bank", "银行"
        MEDIA = "media", "媒体"
        AUDIT_FIRM = "audit_firm", "会计师事务所"
        LAW_FIRM = "law_firm", "律师事务所"
        DONOR = "donor", "捐赠单位"
        OTHER = "other", "其他"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="联系的工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=200)
    short_name = models.CharField("简称", max_length=60, blank=True)
    letters = models.CharField(max_length=LONGEST, db_collation="C", default="", blank=True, editable=False)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    phone = EncryptedTextField("联系电话", null=True, blank=True)
    is_personal_phone = models.BooleanField("是个人号码", default=False)
    work = models.CharField("合作内容", max_length=300, blank=True)
    since = models.DateField("合作起始", null=True, blank=True)
    until = models.DateField("合作终止", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "合作单位"
        indexes = [
            models.Index(fields=["name", "id"], name="organisations_body_name"),
            models.Index(fields=["kind", "id"], name="organisations_body_kind"),
            GinIndex(Bigrams("name"), name="organisations_body_bigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(merged_into=None),
                name="organisations_body_once_per_union",
                violation_error_message="已登记过同名的合作单位",
            ),
            models.CheckConstraint(
                name="organisations_body_ends_after_it_begins",
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                violation_error_message="合作终止不能早于合作起始",
            ),
            models.CheckConstraint(
                name="organisations_body_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message="不能并入自己",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/desk/registry/bodies/{self.pk}/"

    @property
    def printed_name(self) -> str:
        return self.short_name or self.name


class Place(Record):
    """A place where workers are served: its owner, address, point and hours."""

    class Kind(models.TextChoices):
        STATION = "station", "职工驿站"
        READING_ROOM = "reading_room", "职工书屋"
        MOTHERS_ROOM = "mothers_room", "妈咪小屋"
        PALACE = "palace", "工人文化宫"
        HALL = "hall", "职工会馆"
        SERVICE_CENTRE = "service_centre", "职工服务中心"
        SCHOOL = "school", "培训学校"
        SPORTS = "sports", "体育场馆"
        MEETING_ROOM = "meeting_room", "会议室"
        OTHER = "other", "其他"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所属工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    kind = models.CharField("类别", max_length=14, choices=Kind)
    name = models.CharField("名称", max_length=200)
    letters = models.CharField(max_length=LONGEST, db_collation="C", default="", blank=True, editable=False)
    address = models.CharField("地址", max_length=300)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=6, null=True, blank=True)
    open_hours = models.CharField("开放时间", max_length=100, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    phone = EncryptedTextField("联系电话", null=True, blank=True)
    is_personal_phone = models.BooleanField("是个人号码", default=False)
    note = models.CharField("说明", max_length=300, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "场所"
        indexes = [
            models.Index(fields=["name", "id"], name="organisations_place_name"),
            models.Index(fields=["kind", "id"], name="organisations_place_kind"),
            GinIndex(Bigrams("name"), name="organisations_place_bigrams"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organisations_place_closed_after_opened",
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="停用日期不能早于启用日期",
            ),
            models.CheckConstraint(
                name="organisations_place_point_is_whole_and_in_the_country",
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__isnull=False, latitude__isnull=False)
                & Q(longitude__gte=73, longitude__lte=136, latitude__gte=3, latitude__lte=54),
                violation_error_message="经度应在 73 至 136，纬度应在 3 至 54，两项都填或都不填",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/desk/registry/places/{self.pk}/"
