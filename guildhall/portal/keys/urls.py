from django.urls import path

from guildhall.portal.keys import views

app_name = "keys"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("rotate/", views.rotate, name="rotate"),
    path("retire/", views.retire_keys, name="retire"),
]
