"""What the page kit itself keeps: forms already sent, saved views of lists, and how somebody wants a list."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.kernel.access.actors import permissions_of
from guildhall.kernel.access.models import Post
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope import Actor
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet

MANAGE = "web.view.manage"


class OneTimeKeyQuerySet(models.QuerySet):
    def spend(self, key: UUID, account_id: int | None) -> bool:
        """Whether the key was still good; of two who come at once, one is told no."""
        _, is_new = self.get_or_create(key=key, defaults={"account_id": account_id})
        return is_new

    def older_than(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class OneTimeKey(models.Model):
    """A form that has been submitted."""

    key = models.UUIDField("钥匙", primary_key=True)
    account_id = models.BigIntegerField("账号", null=True)
    at = models.DateTimeField("时间", db_default=Now(), db_index=True)

    objects = OneTimeKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "已提交的表单"

    def __str__(self) -> str:
        return str(self.key)


def posts_of(actor: Actor) -> list[Post]:
    """The posts that somebody holds; the house itself holds none."""
    return list(getattr(actor, "posts", []))


class Conditions(models.JSONField):
    """What a view asks for; the trail says only that it was changed."""

    is_encrypted = True


class SavedViewQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        return self.filter(voided_at=None)

    def seen_by(self, actor: Actor) -> Self:
        """One's own views, and those that a body in which one holds a post shares."""
        if actor.person_id is None:
            return self.none()
        bodies = {post.organisation_id for post in posts_of(actor)}
        return self.standing().filter(Q(person_id=actor.person_id) | Q(is_shared=True, organisation__in=bodies))


class SavedView(Record):
    """A list as somebody wants to see it again: filters, order and columns under a name."""

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    list_code = models.CharField("名单", max_length=160)
    list_title = models.CharField("名单名称", max_length=100)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="建立人")
    made_by = models.CharField("建立人名称", max_length=100)
    name = models.CharField("名称", max_length=40)
    query = Conditions("条件", default=dict, blank=True)
    columns = models.JSONField("列", default=list, blank=True)
    labels = models.JSONField("条件和列的名称", default=dict, blank=True)
    is_shared = models.BooleanField("本单位共享", default=False)
    voided_at = models.DateTimeField("删除时间", null=True, blank=True)

    objects = models.Manager.from_queryset(SavedViewQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "常用视图"
        indexes = [
            models.Index(fields=["person", "list_code"], name="web_saved_view_own"),
            models.Index(
                fields=["organisation", "list_code"], condition=Q(is_shared=True), name="web_saved_view_shared"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "list_code", "name"],
                condition=Q(voided_at=None),
                name="web_saved_view_name_once",
                violation_error_message="您在这个名单里已有同名的视图，请换一个名称",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_own_of(self, actor: Actor) -> bool:
        return self.person_id == actor.person_id

    def is_changed_by(self, actor: Actor) -> bool:
        """Its maker may change it, and so may the head of the body that shares it."""
        heads = (post for post in posts_of(actor) if MANAGE in permissions_of(post.role))
        return self.is_own_of(actor) or (
            self.is_shared and any(post.organisation_id == self.organisation_id for post in heads)
        )


class ListChoice(Record):
    """How one person wants one list: the columns in their order, and the view it opens with."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    list_code = models.CharField("名单", max_length=160)
    columns = models.JSONField("列", default=list, blank=True)
    default_view = models.ForeignKey(
        SavedView, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="默认视图"
    )

    class Meta(Record.Meta):
        verbose_name = "名单的习惯"
        constraints = [models.UniqueConstraint(fields=["person", "list_code"], name="web_list_choice_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.list_code}"
