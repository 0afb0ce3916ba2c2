from django.urls import path

from guildhall.domains.membership.views import events, register, transfers

app_name = "membership"
urlpatterns = [
    path("people/", register.MemberList.as_view(), name="members"),
    path("people/new/", register.admit, name="admit"),
    path("people/<int:pk>/", register.member, name="member"),
    path("people/<int:pk>/file/", register.life_file, name="life_file"),
    path("people/<int:pk>/correct/", register.correct, name="correct"),
    path("people/<int:pk>/attach/", register.attach, name="attach"),
    path("people/<int:pk>/transfer/", transfers.transfer, name="transfer"),
    path("people/<int:pk>/retain/", events.retain, name="retain"),
    path("people/<int:pk>/resume/", events.resume, name="resume"),
    path("people/<int:pk>/leave/", events.leave, name="leave"),
    path("people/<int:pk>/deem-left/", events.deem_left, name="deem_left"),
    path("people/<int:pk>/expel/", events.expel, name="expel"),
    path("people/<int:pk>/decease/", events.decease, name="decease"),
    path("membership-events/", events.EventList.as_view(), name="events"),
    path("transfers/", transfers.TransferList.as_view(), name="transfers"),
    path("transfers/<int:pk>/", transfers.proposal, name="proposal"),
    path("transfers/<int:pk>/accept/", transfers.accept, name="accept"),
    path("transfers/<int:pk>/refuse/", transfers.refuse, name="refuse"),
]
