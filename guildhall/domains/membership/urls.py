from django.urls import path

from guildhall.domains.membership.views import events, register, roster, transfers

app_name = "membership"
urlpatterns = [
    path("people/", register.MemberList.as_view(), name="members"),
    path("people/new/", register.admit, name="admit"),
    path("people/<int:pk>/", register.member, name="member"),
    path("people/<int:pk>/file/", register.life_file, name="life_file"),
    path("people/<int:pk>/correct/", register.correct, name="correct"),
    path("people/<int:pk>/reveal/", register.reveal, name="reveal"),
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
    path("rosters/", roster.RosterList.as_view(), name="rosters"),
    path("rosters/new/", roster.upload, name="upload_roster"),
    path("rosters/template/", roster.template, name="roster_template"),
    path("rosters/<int:pk>/", roster.roster, name="roster"),
    path("rosters/<int:pk>/match/", roster.match, name="match_roster"),
    path("rosters/<int:pk>/confirm/", roster.confirm, name="confirm_roster"),
    path("rosters/<int:pk>/cancel/", roster.cancel, name="cancel_roster"),
    path("rosters/<int:pk>/resume/", roster.resume, name="resume_roster"),
    path("rosters/<int:pk>/take-back/", roster.take_back, name="take_back_roster"),
    path("rosters/<int:pk>/result/", roster.result, name="roster_result"),
]
