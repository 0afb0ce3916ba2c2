import pytest
from django.urls import reverse

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.jobs import work
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.tests.factories import city

pytestmark = pytest.mark.django_db


def test_the_trail_is_verified_in_the_background_and_the_result_said(client):
    keeper = officer(city(), "trail.administrator")
    client.force_login(account_of(keeper))

    response = client.post(reverse("administration:verify_trail"))
    asked = Job.objects.get()
    work.run(asked.pk)

    asked.refresh_from_db()
    assert response.url == reverse("web:job", args=[asked.pk])
    assert (asked.state, asked.message) == (Job.State.DONE, "留痕完整，没有发现改动")
    assert Entry.objects.get(verb="portal.trail.verify").after == {"breaches": []}
