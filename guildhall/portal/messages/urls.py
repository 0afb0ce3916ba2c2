from django.urls import path

from guildhall.portal.messages.views import inbox, outbox, wording

app_name = "messages"
urlpatterns = [
    path("desk/messages/", inbox.inbox, name="inbox"),
    path("desk/messages/<int:pk>/open/", inbox.open_message, name="open"),
    path("desk/messages/read-all/", inbox.read_all, name="read_all"),
    path("desk/messages/choose/", inbox.choose, name="choose"),
    path("desk/messages/outbox/", outbox.Outbox.as_view(), name="outbox"),
    path("desk/messages/outbox/<int:pk>/", outbox.message, name="message"),
    path("desk/messages/outbox/<int:pk>/resend/", outbox.act, {"act": "resend"}, name="resend"),
    path("desk/messages/outbox/<int:pk>/cancel/", outbox.act, {"act": "cancel"}, name="cancel"),
    path("desk/messages/providers/", outbox.providers, name="providers"),
    path("desk/messages/providers/<str:channel>/retry/", outbox.retry, name="retry"),
    path("desk/messages/templates/", wording.templates, name="templates"),
    path("desk/messages/templates/<str:code>/", wording.template, name="template"),
    path("desk/messages/templates/<str:code>/set/", wording.set_text, name="set_text"),
    path("desk/messages/templates/<str:code>/preview/", wording.preview, name="preview"),
    path("desk/messages/templates/<str:code>/reset/", wording.reset_text, name="reset_text"),
    path("demo/messages/", outbox.demo, name="demo"),
]
