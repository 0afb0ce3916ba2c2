from django.urls import path

from guildhall.web.views import help, own, saved

app_name = "web"
urlpatterns = [
    path("help/", help.help_index, name="help_index"),
    path("help/manual/", help.help_manual, name="help_manual"),
    path("help/<str:part>/<str:name>/", help.help_page, name="help"),
    path("views/", saved.views, name="views"),
    path("views/save/", saved.save_view, name="save_view"),
    path("views/<int:pk>/", saved.change_view, name="change_view"),
    path("views/<int:pk>/delete/", saved.delete_view, name="delete_view"),
    path("views/<int:pk>/default/", saved.default_view, name="default_view"),
    path("columns/", saved.choose_columns, name="columns"),
    path("files/<int:pk>/", own.file, name="file"),
    path("jobs/", own.jobs, name="jobs"),
    path("jobs/<int:pk>/", own.job, name="job"),
    path("jobs/<int:pk>/cancel/", own.cancel_job, name="cancel_job"),
    path("jobs/<int:pk>/resume/", own.resume_job, name="resume_job"),
]
