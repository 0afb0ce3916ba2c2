from django.urls import path

from guildhall.portal.administration import views

app_name = "administration"
urlpatterns = [
    path("posts/", views.PostList.as_view(), name="posts"),
    path("posts/appoint/", views.appoint, name="appoint"),
    path("posts/<int:pk>/", views.post, name="post"),
    path("posts/<int:pk>/end/", views.end_post, name="end_post"),
    path("posts/<int:pk>/name-union/", views.name_union, name="name_union"),
    path("accounts/", views.AccountList.as_view(), name="accounts"),
    path("accounts/open/", views.open_account, name="open_account"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/set-password/", views.set_password, name="set_password"),
    path("accounts/<int:pk>/close/", views.act, {"act": "close"}, name="close_account"),
    path("accounts/<int:pk>/reopen/", views.act, {"act": "reopen"}, name="reopen_account"),
    path("accounts/<int:pk>/unlock/", views.act, {"act": "unlock"}, name="unlock_account"),
    path(
        "accounts/<int:pk>/reset-second-factor/",
        views.act,
        {"act": "reset_second_factor"},
        name="reset_second_factor",
    ),
    path(
        "accounts/<int:pk>/require-second-factor/",
        views.act,
        {"act": "require_second_factor"},
        name="require_second_factor",
    ),
    path("trail/", views.TrailList.as_view(), name="trail"),
    path("trail/verify/", views.verify_trail, name="verify_trail"),
]
