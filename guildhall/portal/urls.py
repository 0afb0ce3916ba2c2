from django.urls import path

from guildhall.portal import health
from guildhall.portal.desk import views as desk
from guildhall.portal.operations import metrics
from guildhall.portal.policy import calendar, parameters
from guildhall.portal.search import views as searching

app_name = "portal"
urlpatterns = [
    path("", desk.front, name="front"),
    path("healthz", health.healthz, name="health"),
    path("metrics", metrics.metrics, name="metrics"),
    path("desk/", desk.home, name="home"),
    path("desk/figures/", desk.figures, name="figures"),
    path("desk/search/", searching.search, name="search"),
    path("desk/parameters/", parameters.parameters, name="parameters"),
    path("desk/parameters/<str:code>/", parameters.parameter, name="parameter"),
    path("desk/parameters/<str:code>/set/", parameters.set_parameter, name="set_parameter"),
    path("desk/parameters/<str:code>/confirm/", parameters.confirm_parameter, name="confirm_parameter"),
    path("desk/calendar/", calendar.calendar, name="calendar"),
    path("desk/calendar/day/", calendar.set_day, name="set_day"),
    path("desk/calendar/publish/", calendar.publish_year, name="publish_year"),
    path("desk/calendar/terms/", calendar.TermList.as_view(), name="terms"),
]
