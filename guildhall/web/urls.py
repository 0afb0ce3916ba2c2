from django.urls import path

from guildhall.web import views

app_name = "web"
urlpatterns = [
    path("files/<int:pk>/", views.file, name="file"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/cancel/", views.cancel_job, name="cancel_job"),
    path("jobs/<int:pk>/resume/", views.resume_job, name="resume_job"),
]
