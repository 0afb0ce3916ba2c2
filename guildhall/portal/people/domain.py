"""What may be done with personal facts and doubled records, and by whom."""

from django.utils import timezone

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offer
from guildhall.kernel.people.models import Duplicate, Reveal
from guildhall.kernel.people.rules.privacy import CLASSES
from guildhall.kernel.scope import Actor
from guildhall.web.offers import Waiting

VIEW_REVEALS, MERGE = "people.reveal.view", "people.person.merge"
ALL_CLASSES = [each.permission for each in CLASSES.values()]
PAPERS = ["people.identity.reveal", "people.contact.reveal", "people.address.reveal"]


def reveals_over_limit(actor: Actor) -> int:
    """Facts shown today beyond the limit."""
    return Reveal.objects.filter(day=timezone.localdate(), is_over=True).visible_to(actor, VIEW_REVEALS).count()


def pairs_open(actor: Actor) -> int:
    """Pairs of records that wait for somebody to look."""
    return Duplicate.objects.open().visible_to(actor, MERGE).count()


offer(
    Domain(
        code="people",
        name="个人信息",
        permissions={
            **{each.permission: f"查看{each.label}原文" for each in CLASSES.values()},
            VIEW_REVEALS: "查看谁看过个人信息",
            MERGE: "合并重复档案",
        },
        roles={
            "city.officer": [*ALL_CLASSES, MERGE],
            "county.clerk": [*ALL_CLASSES, MERGE],
            "union.chair": PAPERS,
            "union.clerk": ["people.contact.reveal"],
            "city.leader": [VIEW_REVEALS],
            "county.leader": [VIEW_REVEALS],
            "security.administrator": [VIEW_REVEALS],
            "trail.administrator": [VIEW_REVEALS],
        },
        menu=[
            ("重复档案", "people:duplicates", MERGE),
            ("档案合并记录", "people:merges", MERGE),
            ("个人信息查看记录", "people:reveals", VIEW_REVEALS),
        ],
        order=890,
        icon="eye",
    ),
    Waiting("疑似重复档案待核对", "users", "people:duplicates", pairs_open, MERGE, order=35),
    Waiting(
        "查看个人信息超出提醒次数", "eye", "people:reveals", reveals_over_limit, VIEW_REVEALS, "over=on", order=890
    ),
)
