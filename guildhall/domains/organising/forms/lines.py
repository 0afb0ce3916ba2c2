"""Forms of industrial lines: joining, answering, leaving, and the union's own work."""

from django import forms
from django.db.models import Q

from guildhall.domains.organising import queries
from guildhall.domains.organising.forms.unions import NamedChoice
from guildhall.domains.organising.models import LineWork
from guildhall.kernel.organisations.models import Organisation
from guildhall.web.choosing import LineField
from guildhall.web.forms import DateField, Filter, PeriodField, VersionedForm


class JoinForm(VersionedForm):
    """A union of the territory joins a line."""

    line = NamedChoice(label="产业工会", queryset=queries.lines().standing(), empty_label="请选择")
    day = DateField(label="加入日期")
    note = forms.CharField(label="依据", max_length=300, required=False, help_text="如：市总文件文号、行业主管关系")


class TakeInForm(VersionedForm):
    """An industrial union names a union, which its territory then confirms; it knows the code or the full name."""

    union = forms.CharField(label="工会", max_length=200, help_text="组织代码或全称")
    day = DateField(label="加入日期")
    note = forms.CharField(label="依据", max_length=300, required=False)

    def clean_union(self):
        typed = self.cleaned_data["union"].strip()
        meant = Organisation.objects.unions().standing().filter(Q(code__iexact=typed) | Q(name=typed))
        found = list(meant.order_by("path")[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError("有几个工会同名，请填组织代码" if found else "没有这个工会，请核对组织代码或全称")


class AnswerForm(VersionedForm):
    answer = forms.CharField(label="意见", max_length=300, required=False)


class RefuseForm(VersionedForm):
    answer = forms.CharField(label="不同意的原因", max_length=300, widget=forms.Textarea)


class LeaveForm(VersionedForm):
    day = DateField(label="退出日期")
    note = forms.CharField(label="依据", max_length=300, widget=forms.Textarea)


class WorkFilter(Filter):
    q = forms.CharField(label="名称", max_length=100)
    line = LineField()
    kind = forms.ChoiceField(label="类别", choices=[("", "不限"), *LineWork.Kind.choices])
    held = PeriodField(label="日期")

    def narrow(self, records):
        given = self.cleaned_data
        since, until = given["held"] or (None, None)
        if given["q"]:
            records = records.filter(title__icontains=given["q"].strip())
        if given["line"]:
            records = records.filter(line=given["line"])
        if given["kind"]:
            records = records.filter(kind=given["kind"])
        if since:
            records = records.filter(until__gte=since)
        return records.filter(since__lte=until) if until else records


class WorkForm(VersionedForm):
    """What an industrial union plans or has done."""

    line = NamedChoice(label="产业工会", queryset=Organisation.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="类别", choices=LineWork.Kind.choices)
    title = forms.CharField(label="名称", max_length=200)
    since = DateField(label="开始日期")
    until = DateField(label="结束日期", required=False, help_text="一天的活动可不填")
    place = forms.CharField(label="地点", max_length=200, required=False)
    people_count = forms.IntegerField(
        label="参加人次", min_value=0, max_value=1_000_000, initial=0, help_text="活动填写，计划和项目填 0"
    )
    text = forms.CharField(label="内容", required=False, widget=forms.Textarea)

    def __init__(self, *args, lines, record=None, initial=None, **kwargs):
        fields = ("line", "kind", "title", "since", "until", "place", "people_count", "text")
        known = {name: getattr(record, name) for name in fields} if record else {}
        super().__init__(*args, record=record, initial={**known, **(initial or {})}, **kwargs)
        if record is not None:
            del self.fields["line"]
        else:
            self.fields["line"].queryset = lines  # type: ignore[attr-defined]

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("since") and not given.get("until") and "until" not in self.errors:
            given["until"] = given["since"]
        return given


class WithdrawForm(VersionedForm):
    reason = forms.CharField(label="撤回的理由", max_length=300, widget=forms.Textarea)
