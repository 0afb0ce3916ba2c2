"""Forms of events, and the filter of their list."""

from django import forms

from guildhall.domains.membership.models import Event
from guildhall.domains.membership.rules.events import Neglect
from guildhall.kernel.people.queries import found_by
from guildhall.web.choosing import LineField, few_or_all, unions_like, unions_of_line
from guildhall.web.forms import DateField, Filter, PeriodField, VersionedForm


class EventFilter(Filter):
    unions = ("union",)
    personal = ("q",)
    q = forms.CharField(label="会员", max_length=60)
    kind = forms.ChoiceField(label="变动", choices=[("", "不限"), *Event.Kind.choices])
    union = forms.CharField(label="工会", max_length=200)
    line = LineField()
    happened = PeriodField(label="变动日期")

    def narrow(self, records):
        given = self.cleaned_data
        since, until = given["happened"] or (None, None)
        if given["q"]:
            records = records.filter(person__in=found_by(given["q"]).order_by().values("pk"))
        if given["kind"]:
            records = records.filter(kind=given["kind"])
        if given["union"]:
            records = records.filter(organisation__in=few_or_all(unions_like(given["union"])))
        if given["line"]:
            records = records.filter(organisation__in=unions_of_line(given["line"]))
        if since:
            records = records.filter(happened_on__gte=since)
        return records.filter(happened_on__lte=until) if until else records


class EventForm(VersionedForm):
    """A day, why, and the paper."""

    day = DateField(label="日期")
    paper_number = forms.CharField(label="文号", max_length=60, required=False)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    paper = forms.FileField(label="附件", required=False, help_text="扫描件或照片；涉密文件不得上传")


class DeemedLeftForm(EventForm):
    """What stands against the member."""

    months_without_dues = forms.IntegerField(label="连续不交会费（月）", min_value=0, max_value=600)
    months_without_life = forms.IntegerField(label="连续不参加组织生活（月）", min_value=0, max_value=600)
    was_educated = forms.BooleanField(label="已经教育而拒不改正", required=False)
    has_good_reason = forms.BooleanField(label="有正当理由", required=False)

    field_order = ("months_without_dues", "months_without_life", "was_educated", "has_good_reason", "day")

    def clean(self):
        super().clean()
        given = self.cleaned_data
        names = ("months_without_dues", "months_without_life", "has_good_reason", "was_educated")
        if all(name in given for name in names):
            given["neglect"] = Neglect(**{name: given.pop(name) for name in names})
        return given
