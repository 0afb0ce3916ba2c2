from django.urls import path

from guildhall.portal.signing import phone, sessions, step_up, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/phone/", phone.ask_for_code, name="ask_for_code"),
    path("sign-in/phone/code/", phone.phone_code, name="phone_code"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("sign-in/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("desk/step-up/", step_up.step_up_page, name="step_up"),
    path("account/", views.account, name="account"),
    path("account/sign-ins/", sessions.my_sign_ins, name="my_sign_ins"),
    path("account/sessions/<int:pk>/end/", sessions.end_session, name="end_own_session"),
    path("account/sessions/end-others/", sessions.end_other_sessions, name="end_other_sessions"),
    path("account/password/", views.password, name="password"),
    path("account/second-factor/", views.second_factor_page, name="second_factor"),
]
