"""The life of a membership, one row an event."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.scope.models import Record, ScopedBy, ScopedQuerySet

FIXED = "会籍变动只能追加，不能修改或删除"


def only_the_area_follows() -> list[pgtrigger.Trigger]:
    """Append-only; but when a union moves to another county, its events are listed there."""
    refuse = f"RAISE EXCEPTION '{FIXED}' USING ERRCODE = 'integrity_constraint_violation';"
    return [
        pgtrigger.Trigger(
            name="refuses_change",
            operation=pgtrigger.Update | pgtrigger.Delete,
            when=pgtrigger.Before,
            func=f"""
                IF TG_OP = 'UPDATE' THEN
                    OLD.area_id = NEW.area_id;
                    IF OLD IS NOT DISTINCT FROM NEW THEN
                        NEW.changed_at = clock_timestamp();
                        RETURN NEW;
                    END IF;
                END IF;
                {refuse}
            """,
        ),
        pgtrigger.Trigger(
            name="refuses_truncate",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func=refuse,
        ),
    ]


class Event(Record):
    """Something that happened to a membership on a day, with its paper; never changed, only followed by another."""

    class Kind(models.TextChoices):
        JOINED = "joined", "入会"
        TRANSFERRED_OUT = "transferred_out", "转出"
        TRANSFERRED_IN = "transferred_in", "转入"
        RETAINED = "retained", "保留会籍"
        RESUMED = "resumed", "恢复会籍"
        LEFT = "left", "退会"
        DEEMED_LEFT = "deemed_left", "视为退会"
        EXPELLED = "expelled", "开除会籍"
        DECEASED = "deceased", "去世"
        CORRECTED = "corrected", "更正"

    scoped_by: ClassVar[ScopedBy] = ScopedBy(area="area", organisation="organisation")

    person = models.ForeignKey(Person, models.PROTECT, related_name="membership_events", verbose_name="会员")
    spell = models.ForeignKey(Spell, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="会籍")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="工会", db_index=False
    )
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="县区", db_index=False)
    kind = models.CharField("变动类型", max_length=16, choices=Kind)
    happened_on = models.DateField("变动日期")
    paper_number = models.CharField("文号", max_length=60, blank=True)
    note = models.TextField("说明", blank=True)
    recorded_by = models.CharField("经办人", max_length=100)
    account_id = models.BigIntegerField("经办账号", null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta(Record.Meta):
        verbose_name = "会籍变动"
        indexes = [
            models.Index(fields=["area", "-happened_on", "-id"], name="membership_event_area"),
            models.Index(fields=["organisation", "-happened_on", "-id"], name="membership_event_union"),
            models.Index(fields=["-happened_on", "-id"], name="membership_event_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="membership_event_expelled_has_paper",
                condition=~Q(kind="expelled") | ~Q(paper_number=""),
                violation_error_message="开除会籍要有决定的文号",
            )
        ]
        triggers = only_the_area_follows()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"

    def get_absolute_url(self) -> str:
        return f"/desk/people/{self.person_id}/"
