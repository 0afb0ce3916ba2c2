"""Reading the trail."""

from django.db import models
from django.db.models import QuerySet

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.audit.offers import Verbs
from guildhall.kernel.offers import offered

UNNAMED = "操作"


def entries_of(record: models.Model, limit: int = 20) -> QuerySet[Entry]:
    """What was done to one record, the latest first."""
    kept = Entry.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    return kept.order_by("-pk")[:limit]


def label_of(verb: str) -> str:
    """What a verb is called on the screen; its code is never shown."""
    for verbs in offered(Verbs):
        if verb in verbs.labels:
            return verbs.labels[verb]
    return UNNAMED
