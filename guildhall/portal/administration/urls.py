from django.urls import path

from guildhall.portal.administration.views import accounts, handovers, posts, proposals, sign_ins, trail

app_name = "administration"
urlpatterns = [
    path("posts/", posts.PostList.as_view(), name="posts"),
    path("posts/appoint/", posts.appoint, name="appoint"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/end/", posts.end_post, name="end_post"),
    path("posts/<int:pk>/name-union/", posts.name_union, name="name_union"),
    path("posts/activate/", handovers.activate, name="activate"),
    path("proposals/", proposals.ProposalList.as_view(), name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/confirm/", proposals.confirm, name="confirm_proposal"),
    path("proposals/<int:pk>/decline/", proposals.decline, name="decline_proposal"),
    path("proposals/<int:pk>/withdraw/", proposals.withdraw, name="withdraw_proposal"),
    path("handovers/", handovers.HandoverList.as_view(), name="handovers"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("accounts/", accounts.AccountList.as_view(), name="accounts"),
    path("accounts/open/", accounts.open_account, name="open_account"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/set-password/", accounts.set_password, name="set_password"),
    path("accounts/<int:pk>/close/", accounts.act, {"act": "close"}, name="close_account"),
    path("accounts/<int:pk>/reopen/", accounts.act, {"act": "reopen"}, name="reopen_account"),
    path("accounts/<int:pk>/unlock/", accounts.act, {"act": "unlock"}, name="unlock_account"),
    path(
        "accounts/<int:pk>/reset-second-factor/",
        accounts.act,
        {"act": "reset_second_factor"},
        name="reset_second_factor",
    ),
    path(
        "accounts/<int:pk>/require-second-factor/",
        accounts.act,
        {"act": "require_second_factor"},
        name="require_second_factor",
    ),
    path("accounts/<int:pk>/end-sessions/", sign_ins.end_sessions, name="end_sessions"),
    path("sign-ins/", sign_ins.SignInList.as_view(), name="sign_ins"),
    path("trail/", trail.TrailList.as_view(), name="trail"),
    path("trail/verify/", trail.verify_trail, name="verify_trail"),
]
