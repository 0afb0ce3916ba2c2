"""The order kept by hand: what is ordered, one order with its numbers and buttons, and the leaders of a body."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access.actions.order import order_posts
from guildhall.kernel.access.models import Post
from guildhall.kernel.access.queries import role_names
from guildhall.kernel.organisations.models import FEDERATION_KINDS, Organisation
from guildhall.kernel.organisations.order import SORTS, keep_order, ordered, sort_called
from guildhall.portal.registry.forms import OrderForm
from guildhall.portal.registry.taking import taken
from guildhall.web.guards import NOT_FOUND
from guildhall.web.pages import page

KEEP = "organisations.order.keep"
MOST = 40


@page(KEEP)
def orders(request):
    """What the reader may put in order: bodies of a sort under a federation, and the leaders of each."""
    reached = Organisation.objects.visible_to(request.actor, KEEP).filter(
        kind__in=FEDERATION_KINDS, depth__lte=2, dissolved_on=None
    )
    federations = list(reached.in_kept_order()[:MOST])
    below = set(Organisation.objects.filter(parent__in=federations, dissolved_on=None).values_list("parent", "kind"))
    rows = [
        (body, [sort for sort in SORTS if any((body.pk, kind) in below for kind in sort.kinds)]) for body in federations
    ]
    return render(request, "registry/orders.html", {"title": "排序", "rows": rows})


@page(KEEP, Organisation)
def order(request, parent):
    """One order, of the sort that the address names; a number beside each, moved by buttons or typed, saved as a whole."""
    chosen = sort_called(request.GET.get("of", SORTS[0].code))
    if chosen is None:
        raise Http404(NOT_FOUND)
    bodies = list(ordered(parent, chosen))
    form = OrderForm(request.POST or None, actor=request.actor, bodies=bodies)
    keys = form.keys if request.method == "POST" and form.is_valid() else []
    if keys and taken(request, form, keep_order, parent, chosen, keys, said=f"{chosen.label}的顺序已保存"):
        return redirect(f"{reverse('registry:order', args=[parent.pk])}?of={chosen.code}")
    context = {
        "title": f"{chosen.label}排序",
        "form": form,
        "parent": parent,
        "rows": [(body.name, "", field) for body, field in form.rows()],
    }
    return render(request, "registry/order.html", context)


@page(KEEP, Organisation)
def leaders(request, body):
    """The order of those who hold posts in a body."""
    day = timezone.localdate()
    held = Post.objects.held_on(day).filter(organisation=body).select_related("person")
    posts = list(held.order_by("rank", "role", "pk"))
    names = role_names()
    for post in posts:
        post.words = post.title or names.get(post.role, post.role)
    form = OrderForm(request.POST or None, actor=request.actor, bodies=posts)
    keys = form.keys if request.method == "POST" and form.is_valid() else []
    if keys and taken(request, form, order_posts, body, keys, day=day, said=f"{body.printed_name}领导的顺序已保存"):
        return redirect("registry:leaders", body.pk)
    rows = [(post.person.name, post.words, form[form.name_of(post)]) for post in posts]
    context = {"title": "领导排序", "form": form, "parent": body, "rows": rows}
    return render(request, "registry/order.html", context)
