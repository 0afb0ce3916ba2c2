"""The trail: the list, and checking that nothing in it was altered."""

from django.shortcuts import redirect

from guildhall.kernel.access import queries
from guildhall.kernel.audit.models import Entry, Seal
from guildhall.kernel.jobs.work import enqueue
from guildhall.portal.administration import forms, tables
from guildhall.web.pages import ListPage, page


class TrailList(ListPage):
    permission = "audit.entry.view"
    title = "操作留痕"
    columns = tables.TRAIL
    narrowing = forms.TrailFilter
    empty = "没有这样的留痕"
    is_scoped = False
    template_name = "portal/trail.html"

    def records(self):
        return queries.trail_within(self.actor.reach(self.permission))

    def context(self):
        last = Seal.objects.order_by("-pk").first()
        waiting = Entry.objects.filter(at__gt=last.at) if last else Entry.objects.all()
        return {**super().context(), "seal": last, "waiting": waiting.order_by()[:10_000].count()}


@page("audit.entry.view", methods=("POST",))
def verify_trail(request):
    return redirect("web:job", enqueue("portal.verify_trail", actor=request.actor).pk)
