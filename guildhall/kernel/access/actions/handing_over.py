"""What somebody holds by a post passes to a successor, else to the upper union, in the transaction that ends the post."""

from __future__ import annotations

from datetime import date

from guildhall.kernel.access import queries, rules
from guildhall.kernel.access.actions.allowing import refuse_for
from guildhall.kernel.access.models import Handover, Post
from guildhall.kernel.audit.verbs import create, note
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.scope import Actor


def hand_over(post: Post, *, successor: Person | None, day: date, actor: Actor) -> Handover | None:
    """Hand over all that is held by an ending post, with a trace for each kind; nothing where another post keeps it."""
    if queries.stays_by_another_post(post):
        return None
    seat = queries.seat_of(post)
    refuse_for(
        rules.why_not_succeed(
            is_oneself=successor is not None and successor.pk == post.person_id,
            serves_there=successor is None or queries.serves_in(successor, seat, day),
        )
    )
    received_by = seat if successor is not None else receiver_above(seat)
    lines = []
    for held in queries.held_by(post):
        told = held.names()
        count = held.holding.hand_over(held.things, successor.pk if successor else None, received_by, actor)
        lines.append({"label": held.holding.label, "count": count, "names": told})
        after = {"交接事项": held.holding.label, "件数": count}
        note(actor=actor, verb="access.post.hand_over", subject=post, after=after)
    handover = Handover(
        post=post,
        organisation_id=post.organisation_id,
        area_id=post.area_id,
        successor=successor,
        received_by=received_by,
        handed_on=day,
        lines=lines,
    )
    return create(handover, actor=actor, verb="access.handover.list")


def receiver_above(seat: Organisation) -> Organisation:
    """The upper union; the city federation's things stay where they are."""
    return seat.parent if seat.parent is not None else seat
