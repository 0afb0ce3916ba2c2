from django.urls import path

from guildhall.portal.statistics.views import agreement, deciding, figure, frozen, overview, rates, records

app_name = "statistics"
urlpatterns = [
    path("", overview.statistics, name="overview"),
    path("group/", overview.group, name="group"),
    path("workbook/", overview.workbook, name="workbook"),
    path("unions/", overview.unions, name="unions"),
    path("ledger/", agreement.ledger, name="ledger"),
    path("ledger/<int:number>/", agreement.ledger_account, name="ledger_account"),
    path("checks/", agreement.checks, name="checks"),
    path("checks/found/", agreement.found_breaches, name="breaches"),
    path("rates/", rates.rates, name="rates"),
    path("rates/new/", rates.new_rate, name="new_rate"),
    path("rates/<int:pk>/edit/", rates.edit_rate, name="edit_rate"),
    path("rates/<int:pk>/retire/", rates.retire_rate, name="retire_rate"),
    path("frozen/", frozen.FrozenList.as_view(), name="frozen_list"),
    path("frozen/<int:pk>/", frozen.frozen, name="frozen"),
    path("frozen/<int:pk>/drift/", frozen.drift, name="drift"),
    path("<str:code>/", figure.figure, name="figure"),
    path("<str:code>/value/", figure.value, name="value"),
    path("<str:code>/spark/", overview.spark, name="spark"),
    path("<str:code>/trend/", figure.trend, name="trend"),
    path("<str:code>/parts/", figure.parts, name="parts"),
    path("<str:code>/records/", records.RecordList.as_view(), name="records"),
    path("<str:code>/records/sum/", records.records_sum, name="records_sum"),
    path("<str:code>/freeze/", deciding.freeze, name="freeze"),
    path("<str:code>/target/", deciding.set_target, name="set_target"),
    path("<str:code>/printed/", deciding.enter_printed_rate, name="enter_printed_rate"),
]
