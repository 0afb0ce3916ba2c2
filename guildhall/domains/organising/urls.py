from django.urls import path

from guildhall.domains.organising.views import aliases, employers, lines, unions, works

app_name = "organising"
urlpatterns = [
    path("unions/", unions.UnionList.as_view(), name="unions"),
    path("unions/new/", unions.found, name="found"),
    path("unions/<int:pk>/", unions.union, name="union"),
    path("unions/<int:pk>/correct/", unions.correct, name="correct"),
    path("unions/<int:pk>/contact/", unions.contact, name="contact"),
    path("unions/<int:pk>/rename/", unions.rename, name="rename"),
    path("unions/<int:pk>/move/", unions.move, name="move"),
    path("unions/<int:pk>/dissolve/", unions.dissolve, name="dissolve"),
    path("unions/<int:pk>/aliases/", aliases.union_aliases, name="union_aliases"),
    path("unions/<int:pk>/line/", lines.join, name="join_line"),
    path("lines/", lines.lines, name="lines"),
    path("lines/<int:pk>/", lines.line, name="line"),
    path("lines/<int:pk>/take-in/", lines.take_in, name="take_in"),
    path("lines/stays/<int:pk>/", lines.stay, name="stay"),
    path("lines/stays/<int:pk>/confirm/", lines.confirm_stay, name="confirm_stay"),
    path("lines/stays/<int:pk>/refuse/", lines.refuse_stay, name="refuse_stay"),
    path("lines/stays/<int:pk>/leave/", lines.leave_stay, name="leave_stay"),
    path("lines/works/", works.WorkList.as_view(), name="works"),
    path("lines/works/new/", works.file_work, name="file_work"),
    path("lines/works/<int:pk>/", works.work, name="work"),
    path("lines/works/<int:pk>/correct/", works.correct_work, name="correct_work"),
    path("lines/works/<int:pk>/withdraw/", works.withdraw_work, name="withdraw_work"),
    path("employers/", employers.EmployerList.as_view(), name="employers"),
    path("employers/new/", employers.register, name="register_employer"),
    path("employers/<int:pk>/", employers.employer, name="employer"),
    path("employers/<int:pk>/correct/", employers.correct, name="correct_employer"),
    path("employers/<int:pk>/link/", employers.link, name="link_employer"),
    path("employers/<int:pk>/aliases/", aliases.employer_aliases, name="employer_aliases"),
]
