"""The mark of a demo city."""

from __future__ import annotations

from django.db import transaction

from guildhall.kernel.access.models import Account, DemoMark
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def mark_as_demo(*, place: str, actor: Actor) -> DemoMark:
    """Mark an empty database as a demo city; one that already holds anybody is never marked."""
    with transaction.atomic():
        known = DemoMark.objects.select_for_update().filter(pk=1).first()
        if known is not None:
            return known
        if Organisation.objects.exists() or Account.objects.exists() or Person.objects.exists():
            raise Refused("这个数据库已有工会、人员或账号，不能标记为演示库")
        mark = DemoMark.objects.create(pk=1, place=place)
        note(actor=actor, verb="access.demo_mark.mark", subject=mark)
    return mark
