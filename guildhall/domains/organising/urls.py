from django.urls import path

from guildhall.domains.organising.views import employers, lines, unions

app_name = "organising"
urlpatterns = [
    path("unions/", unions.UnionList.as_view(), name="unions"),
    path("unions/new/", unions.found, name="found"),
    path("unions/<int:pk>/", unions.union, name="union"),
    path("unions/<int:pk>/correct/", unions.correct, name="correct"),
    path("unions/<int:pk>/rename/", unions.rename, name="rename"),
    path("unions/<int:pk>/move/", unions.move, name="move"),
    path("unions/<int:pk>/dissolve/", unions.dissolve, name="dissolve"),
    path("lines/", lines.lines, name="lines"),
    path("employers/", employers.EmployerList.as_view(), name="employers"),
    path("employers/new/", employers.register, name="register_employer"),
    path("employers/<int:pk>/", employers.employer, name="employer"),
    path("employers/<int:pk>/correct/", employers.correct, name="correct_employer"),
    path("employers/<int:pk>/link/", employers.link, name="link_employer"),
]
