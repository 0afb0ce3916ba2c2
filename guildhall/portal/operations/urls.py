from django.urls import path

from guildhall.portal.operations import views

app_name = "operations"
urlpatterns = [
    path("status/", views.status, name="status"),
    path("retention/", views.retained, name="retention"),
    path("retention/blank/", views.blank_expired, name="blank_expired"),
]
