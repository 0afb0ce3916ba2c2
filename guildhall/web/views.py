"""Pages of the page kit itself: somebody's own background work."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from guildhall.kernel.jobs import work
from guildhall.kernel.jobs.models import Job
from guildhall.web.guards import NOT_FOUND, signed_in_page

RECENT = 50


def own_job(request, pk):
    found = Job.objects.filter(pk=pk, account_id=request.actor.account_id).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


@signed_in_page
def jobs(request):
    recent = Job.objects.filter(account_id=request.actor.account_id).order_by("-pk")[:RECENT]
    return render(request, "web/jobs.html", {"jobs": list(recent)})


@signed_in_page
def job(request, pk):
    found = own_job(request, pk)
    template = "parts/_progress.html" if request.headers.get("HX-Target") == f"job-{pk}" else "web/job.html"
    return render(request, template, {"job": found})


@signed_in_page
@require_POST
def cancel_job(request, pk):
    work.cancel(own_job(request, pk))
    return redirect("web:job", pk)


@signed_in_page
@require_POST
def resume_job(request, pk):
    work.resume(own_job(request, pk))
    return redirect("web:job", pk)
