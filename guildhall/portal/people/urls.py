from django.urls import path

from guildhall.portal.people import reveals

app_name = "people"
urlpatterns = [
    path("reveals/", reveals.RevealList.as_view(), name="reveals"),
]
