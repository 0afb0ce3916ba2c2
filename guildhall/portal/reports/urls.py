from django.urls import path

from guildhall.portal.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.ReportList.as_view(), name="reports"),
    path("new/", views.new, name="new"),
    path("faults/", views.faults, name="faults"),
    path("templates/", views.templates, name="templates"),
    path("templates/new/", views.new_template, name="new_template"),
    path("templates/<int:pk>/", views.edit_template, name="edit_template"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/text/", views.text, name="text"),
    path("<int:pk>/proof/", views.proof, name="proof"),
    path("<int:pk>/proof/found/", views.proof_found, name="proof_found"),
    path("<int:pk>/docx/", views.docx, name="docx"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/finalise/", views.finalise, name="finalise"),
]
