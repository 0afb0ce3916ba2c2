"""The tree of unions, and what they were called and where they stood before."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from guildhall.kernel.organisations.codes import INDUSTRIES, UNIT_CATEGORIES, Ownership
from guildhall.kernel.organisations.letters import LONGEST
from guildhall.kernel.organisations.names import Bigrams
from guildhall.kernel.organisations.strokes import LONGEST_KEY as LONGEST_STROKES
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet, keeps_changed_at

STEP = 4


class Kind(models.TextChoices):
    """Kinds of bodies in the tree (domain.md §2.1)."""

    CITY = "city", "市总工会"
    COUNTY = "county", "县（市、区）总工会"
    ZONE = "zone", "开发区（园区）工会"
    INDUSTRIAL = "industrial", "产业工会"
    TOWN = "town", "乡镇（街道）工会"
    VILLAGE = "village", "村（社区）工会"
    REGIONAL = "regional", "区域性工会联合会"
    INDUSTRY = "industry", "行业性工会联合会"
    REPRESENTATIVE = "representative", "派出代表机关"
    SINGLE = "single", "单独基层工会"
    JOINT = "joint", "联合基层工会"
    OFFICE = "office", "机关工会"
    BRANCH = "branch", "分工会"
    GROUP = "group", "工会小组"
    DEPARTMENT = "department", "部室"
    INSTITUTION = "institution", "直属单位"


AREA_KINDS = (Kind.COUNTY, Kind.ZONE, Kind.INDUSTRIAL)
FEDERATION_KINDS = (Kind.CITY, Kind.COUNTY, Kind.ZONE, Kind.INDUSTRIAL, Kind.TOWN, Kind.REPRESENTATIVE)
GRASSROOTS_KINDS = (Kind.SINGLE, Kind.JOINT, Kind.OFFICE, Kind.VILLAGE, Kind.REGIONAL, Kind.INDUSTRY)
OFFICE_KINDS = (Kind.DEPARTMENT, Kind.INSTITUTION)


class OrganisationQuerySet(MP_NodeQuerySet, ScopedQuerySet):
    """Organisations; `below` is a range of the path."""

    def unions(self) -> OrganisationQuerySet:
        return self.exclude(kind__in=OFFICE_KINDS)

    def grassroots(self) -> OrganisationQuerySet:
        return self.filter(kind__in=GRASSROOTS_KINDS)

    def standing(self) -> OrganisationQuerySet:
        return self.filter(dissolved_on=None)

    def in_kept_order(self) -> OrganisationQuerySet:
        """Bodies in the order kept by hand; those of one rank as they stand in the tree."""
        return self.order_by("rank", "path")

    def below(self, path: str) -> OrganisationQuerySet:
        """The organisation with this path and everything beneath it."""
        return self.filter(path__gte=path, path__lt=path[:-1] + chr(ord(path[-1]) + 1))


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """Organisations in the order of the tree."""

    def get_queryset(self) -> OrganisationQuerySet:
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(Record, MP_Node):
    """A union, a department or an institution at its place in the tree; the parent key is the truth, the path follows."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="id")
    steplen = STEP

    path = models.CharField(max_length=255, unique=True, db_collation="C", editable=False)
    depth = models.PositiveIntegerField(editable=False)
    numchild = models.PositiveIntegerField(default=0, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级工会"
    )
    area = models.ForeignKey("self", models.PROTECT, related_name="+", verbose_name="县区")
    line = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="line_unions", verbose_name="产业工会"
    )
    kind = models.CharField("类别", max_length=14, choices=Kind)
    code = models.CharField("组织代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=200)
    short_name = models.CharField("规范化简称", max_length=60, blank=True)
    letters = models.CharField(max_length=LONGEST, db_collation="C", default="", blank=True, editable=False)
    strokes = models.CharField(
        "名称笔画", max_length=LONGEST_STROKES, db_collation="C", default="", db_default="", blank=True, editable=False
    )
    rank = models.PositiveIntegerField("排序", default=1000)
    division_code = models.CharField("行政区划代码", max_length=6, blank=True)
    credit_code = models.CharField("工会统一社会信用代码", max_length=18, blank=True)
    ownership = models.CharField("单位性质", max_length=12, choices=Ownership, default=Ownership.OTHER)
    unit_category = models.CharField("单位类别", max_length=3, choices=UNIT_CATEGORIES, blank=True)
    industry = models.CharField("行业门类", max_length=1, choices=INDUSTRIES, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    term_starts_on = models.DateField("本届开始", null=True, blank=True)
    term_ends_on = models.DateField("本届届满", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)

    objects = OrganisationManager()

    class Meta(Record.Meta):
        verbose_name = "工会组织"
        indexes = [
            models.Index(fields=["area", "path"], name="organisations_org_area"),
            models.Index(fields=["line", "path"], name="organisations_org_line"),
            models.Index(fields=["kind", "path"], name="organisations_org_kind"),
            models.Index(fields=["founded_on"], name="organisations_org_founded"),
            models.Index(fields=["name"], name="organisations_org_name"),
            models.Index(fields=["strokes", "id"], name="organisations_org_strokes"),
            models.Index(fields=["letters", "id"], name="organisations_org_letters"),
            models.Index(fields=["rank", "path"], name="organisations_org_rank"),
            GinIndex(Bigrams("name"), name="organisations_org_bigrams"),
            GinIndex(Bigrams("short_name"), name="organisations_org_short_names"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="organisations_organisation_one_per_code",
                violation_error_message="已有工会使用这个统一社会信用代码",
            ),
            models.CheckConstraint(
                name="organisations_organisation_root_is_city",
                condition=models.Q(parent=None, depth=1) | models.Q(parent__isnull=False, depth__gt=1),
                violation_error_message="只有市总工会没有上级",
            ),
            models.CheckConstraint(
                name="organisations_organisation_dissolved_after_founded",
                condition=models.Q(dissolved_on=None)
                | models.Q(founded_on=None)
                | models.Q(dissolved_on__gte=models.F("founded_on")),
                violation_error_message="撤销日期不能早于成立日期",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            keeps_changed_at(),
            pgtrigger.Trigger(
                name="path_follows_parent",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("path", "parent_id"),
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("this", "RECORD"), ("above", "TEXT")],
                func="""
                    SELECT id, path, parent_id INTO this FROM organisations_organisation WHERE id = NEW.id;
                    IF this.id IS NULL THEN RETURN NULL; END IF;
                    SELECT path INTO above FROM organisations_organisation WHERE id = this.parent_id;
                    IF left(this.path, -4) <> coalesce(above, '') OR EXISTS (
                        SELECT 1 FROM organisations_organisation child
                        WHERE child.parent_id = this.id AND left(child.path, -4) <> this.path
                    ) THEN
                        RAISE EXCEPTION 'organisation % stands outside its parent', this.id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/desk/unions/{self.pk}/"

    @property
    def is_area(self) -> bool:
        """Whether it stands in county-level lists by itself."""
        return self.depth == 1 or (self.depth == 2 and self.kind in AREA_KINDS)

    @property
    def is_standing(self) -> bool:
        return self.dissolved_on is None

    @property
    def printed_name(self) -> str:
        return self.short_name or self.name


class OrganisationName(Record):
    """What an organisation was called from a day on."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names", verbose_name="工会")
    name = models.CharField("名称", max_length=200)
    since = models.DateField("起")
    until = models.DateField("止", null=True)

    class Meta(Record.Meta):
        verbose_name = "名称沿革"
        indexes = [GinIndex(Bigrams("name"), name="organisations_name_bigrams")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(until=None), name="organisations_name_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Placement(Record):
    """Under which parent and in which area an organisation stood from a day on."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="placements", verbose_name="工会")
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name="上级工会")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    since = models.DateField("起")
    until = models.DateField("止", null=True)

    class Meta(Record.Meta):
        verbose_name = "隶属沿革"
        indexes = [models.Index(fields=["until"], name="organisations_placement_until")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(until=None), name="organisations_placement_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.parent_id}"
