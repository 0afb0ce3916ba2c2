"""The order kept by hand among those who lead a body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from guildhall.kernel.access.models import Post
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.organisations.order import CHANGED
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


@transaction.atomic
def order_posts(body: Organisation, keys: Sequence[int], *, day: date, actor: Actor) -> Organisation:
    """Put the posts held in a body on a day in an order; all of them, each once."""
    held = Post.objects.select_for_update(of=("self",)).held_on(day).filter(organisation=body)
    posts = list(held.select_related("person").order_by("rank", "role", "pk"))
    if sorted(keys) != sorted(post.pk for post in posts):
        raise Refused(CHANGED)
    if list(keys) == [post.pk for post in posts]:
        raise Refused("顺序没有变化")
    names = {post.pk: str(post.person) for post in posts}
    for post in posts:
        post.rank = keys.index(post.pk) + 1
    Post.objects.bulk_update(posts, ["rank"])
    note(
        actor=actor,
        verb="access.post.order",
        subject=body,
        before={"领导排序": list(names.values())},
        after={"领导排序": [names[key] for key in keys]},
    )
    return body
