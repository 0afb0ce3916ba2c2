from django.urls import path

from guildhall.web import help, views

app_name = "web"
urlpatterns = [
    path("help/", help.help_index, name="help_index"),
    path("help/manual/", help.help_manual, name="help_manual"),
    path("help/<str:part>/<str:name>/", help.help_page, name="help"),
    path("files/<int:pk>/", views.file, name="file"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/cancel/", views.cancel_job, name="cancel_job"),
    path("jobs/<int:pk>/resume/", views.resume_job, name="resume_job"),
]
