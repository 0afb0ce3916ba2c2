"""Files of records, and somebody's own background work."""

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from guildhall.kernel.audit.verbs import note
from guildhall.kernel.files.models import File
from guildhall.kernel.files.queries import open_file, visible_file
from guildhall.kernel.jobs import work
from guildhall.kernel.jobs.models import Job
from guildhall.web.guards import NOT_FOUND, signed_in_page

RECENT = 50


@signed_in_page
def file(request, pk):
    """Give a file to whoever may see its record; it is never shown inside our own pages."""
    try:
        found = visible_file(request.actor, pk)
    except File.DoesNotExist as missing:
        raise Http404(NOT_FOUND) from missing
    if found.is_sensitive:
        note(actor=request.actor, verb="files.file.open", subject=found)
    return FileResponse(open_file(found), as_attachment=True, filename=found.name, content_type=found.content_type)


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
