"""Every address begins here; each part keeps its own `urls.py`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guildhall.portal.signing.urls")),
    path("", include("guildhall.portal.urls")),
    path("", include("guildhall.portal.messages.urls")),
    path("desk/administration/", include("guildhall.portal.administration.urls")),
    path("desk/operations/", include("guildhall.portal.operations.urls")),
    path("desk/keys/", include("guildhall.portal.keys.urls")),
    path("desk/people-records/", include("guildhall.portal.people.urls")),
    path("desk/statistics/", include("guildhall.portal.statistics.urls")),
    path("desk/exchange/", include("guildhall.portal.exchange.urls")),
    path("desk/registry/", include("guildhall.portal.registry.urls")),
    path("desk/reports/", include("guildhall.portal.reports.urls")),
    path("desk/returns/", include("guildhall.portal.returns.urls")),
    path("desk/", include("guildhall.web.urls")),
    path("desk/", include("guildhall.domains.membership.urls")),
    path("desk/", include("guildhall.domains.organising.urls")),
]
