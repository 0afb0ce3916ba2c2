"""A bare Django view that looks a person up by number: the floor of the product's search."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from guildhall.kernel.people.models import Person
from guildhall.kernel.people.queries import number_condition


def look_up(request: HttpRequest) -> HttpResponse:
    people = Person.objects.filter(number_condition(request.GET["q"]), voided_at=None).select_related("home_union")
    found = people.order_by("pk")[:21]
    return HttpResponse("\n".join(f"{person.pk} {person.name} {person.home_union.name}" for person in found))


urlpatterns = [path("", look_up)]
