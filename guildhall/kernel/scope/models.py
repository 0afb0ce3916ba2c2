"""Base classes of records and the scoping of their querysets."""

from typing import Any, ClassVar, NamedTuple, Self

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from guildhall.kernel.scope.actors import Actor, Reach


class ScopedBy(NamedTuple):
    """The foreign keys of a model by which it is scoped: the county-level area and the organisation."""

    area: str
    organisation: str


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that can be narrowed to what somebody may see; the only scoping there is."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """The records within the actor's reach for a permission; none without the permission."""
        return self.within(actor.reach(permission)) if actor.may(permission) else self.none()

    def within(self, reach: Reach) -> Self:
        if reach.everything:
            return self
        if reach.is_empty:
            return self.none()
        return self.filter(self.reach_condition(reach))

    def reach_condition(self, reach: Reach) -> models.Q:
        scoped_by = self.model.scoped_by
        condition = models.Q()
        if reach.areas:
            condition |= models.Q(**{f"{scoped_by.area}__in": reach.areas})
        if reach.organisations:
            condition |= models.Q(**{f"{scoped_by.organisation}__in": reach.organisations})
        return condition


def keeps_changed_at() -> pgtrigger.Trigger:
    """The database keeps `changed_at`, also under set updates."""
    return pgtrigger.Trigger(
        name="keeps_changed_at",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func="NEW.changed_at = clock_timestamp(); RETURN NEW;",
        condition=pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*"),
    )


class Record(models.Model):
    """A row with the moments of its making and last change."""

    created_at = models.DateTimeField("建立时间", db_default=Now(), editable=False)
    changed_at = models.DateTimeField("更改时间", db_default=Now(), editable=False)

    class Meta:
        abstract = True
        triggers: ClassVar[list[pgtrigger.Trigger]] = [keeps_changed_at()]
