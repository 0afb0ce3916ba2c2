"""Two records of one person: pairs that look like it, and merges that can be traced and undone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guildhall.kernel.crypto.fields import EncryptedTextField
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models.person import Person
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet


class DuplicateQuerySet(ScopedQuerySet):
    def open(self) -> "DuplicateQuerySet":
        return self.filter(state=Duplicate.State.OPEN)


class Duplicate(Record):
    """Two records that look like one person's, with the ground; somebody merges them or says that they are two people."""

    class Ground(models.TextChoices):
        NUMBER = "number", "同一号码，两种证件或新旧位数"
        NAME_BIRTH_PHONE = "name_birth_phone", "姓名、出生日期、手机号码相同"
        NAME_PHONE = "name_phone", "姓名、手机号码相同"
        NAME_BIRTH_UNION = "name_birth_union", "同一工会，姓名、出生日期相同"
        NAMED = "named", "人工提出"

    class State(models.TextChoices):
        OPEN = "open", "待核对"
        MERGED = "merged", "已合并"
        DISMISSED = "dismissed", "不是同一人"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    first = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="档案一", db_index=False)
    second = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="档案二")
    ground = models.CharField("依据", max_length=20, choices=Ground)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    note = models.CharField("说明", max_length=300, blank=True)
    decided_by = models.CharField("核对人", max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="所属工会", db_index=False
    )
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区", db_index=False)

    objects = models.Manager.from_queryset(DuplicateQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "疑似重复"
        indexes = [
            models.Index(fields=["area", "-id"], name="people_duplicate_area"),
            models.Index(fields=["organisation", "-id"], name="people_duplicate_union"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="people_duplicate_one_per_pair",
                violation_error_message="这两份档案已在疑似重复清单中",
            ),
            models.CheckConstraint(
                name="people_duplicate_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message="请选择两份不同的档案",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"

    def get_absolute_url(self) -> str:
        return f"/desk/people-records/duplicates/{self.pk}/"


class Merge(Record):
    """One record of a person became part of another; what was taken and moved is kept, so that it can be undone."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="保留的档案")
    lost = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="并入的档案")
    reason = models.CharField("理由", max_length=300)
    merged_on = models.DateField("合并日期")
    merged_by = models.CharField("合并人", max_length=100)
    taken = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="取自并入档案的项目")
    before = EncryptedTextField("合并前的内容", blank=True)
    settled = models.JSONField("会籍的处理", default=list, blank=True, editable=False)
    undone_on = models.DateField("撤销日期", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=100, blank=True)
    left_behind = models.CharField("撤销时未移回的", max_length=500, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="所属工会", db_index=False
    )
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区", db_index=False)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "档案合并"
        indexes = [
            models.Index(fields=["area", "-id"], name="people_merge_area"),
            models.Index(fields=["organisation", "-id"], name="people_merge_union"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lost"],
                condition=Q(undone_on=None),
                name="people_merge_lost_once",
                violation_error_message="这份档案已经并入另一份",
            ),
            models.CheckConstraint(
                name="people_merge_of_two", condition=~Q(kept=F("lost")), violation_error_message="请选择两份不同的档案"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lost_id} → {self.kept_id}"

    def get_absolute_url(self) -> str:
        return f"/desk/people-records/merges/{self.pk}/"


class Move(models.Model):
    """The rows of one kind that followed a merge, by their keys."""

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moves", verbose_name="合并")
    model = models.CharField("类别", max_length=100)
    field = models.CharField("列", max_length=60)
    keys = ArrayField(models.BigIntegerField(), verbose_name="记录")

    class Meta:
        verbose_name = "合并时移动的记录"

    def __str__(self) -> str:
        return f"{self.model} {len(self.keys)}"
