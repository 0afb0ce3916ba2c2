"""Filters and forms about people's records."""

from django import forms

from guildhall.kernel.access.actions import clean_username
from guildhall.kernel.access.models import Account
from guildhall.kernel.people.rules.privacy import CLASSES
from guildhall.web.forms import Filter, PeriodField


class RevealFilter(Filter):
    account = forms.CharField(label="查看人账号", max_length=60)
    privacy = forms.ChoiceField(
        label="类别", choices=[("", "全部"), *((each.code, each.label) for each in CLASSES.values())]
    )
    over = forms.BooleanField(label="只看超出提醒次数的")
    days = PeriodField(label="日期")

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["account"]:
            named = Account.objects.filter(username=clean_username(asked["account"]))
            records = records.filter(account_id__in=named.values("pk"))
        if asked["privacy"]:
            records = records.filter(privacy=asked["privacy"])
        if asked["over"]:
            records = records.filter(is_over=True)
        since, until = asked["days"] or (None, None)
        if since:
            records = records.filter(day__gte=since)
        return records.filter(day__lte=until) if until else records
