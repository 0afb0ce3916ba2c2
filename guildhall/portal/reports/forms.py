"""The shape of what is entered on the pages of reports."""

from django import forms
from django.urls import reverse_lazy

from guildhall.mechanisms.documents.models import Report, ReportTemplate
from guildhall.portal.statistics.forms import ForUnion, PeriodTextField
from guildhall.web.choosing import UnionField
from guildhall.web.forms import Filter, VersionedForm


class ReportFilter(Filter):
    title = forms.CharField(label="标题")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *Report.State.choices])

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["title"]:
            records = records.filter(title__icontains=asked["title"].strip())
        if asked["state"]:
            records = records.filter(state=asked["state"])
        return records


class NewReport(ForUnion):
    template = forms.ModelChoiceField(
        label="模板", queryset=ReportTemplate.objects.filter(is_retired=False).order_by("pk"), empty_label=None
    )
    organisation = UnionField(label="单位")
    period = PeriodTextField()


class BodyField(forms.CharField):
    """A text whose faults are told while one writes."""

    def __init__(self, **kwargs):
        attrs = {
            "rows": "20",
            "class": "report-body",
            "spellcheck": "false",
            "hx-post": reverse_lazy("reports:faults"),
            "hx-trigger": "load, input changed delay:600ms, inserted delay:100ms",
            "hx-target": "#faults",
        }
        super().__init__(label="正文", widget=forms.Textarea(attrs=attrs), strip=False, **kwargs)


class ReportText(VersionedForm):
    title = forms.CharField(label="标题", max_length=200)
    body = BodyField()


class TemplateText(VersionedForm):
    title = forms.CharField(label="标题", max_length=200, help_text="可写 {年}，写报告时换成统计期的年份")
    code = forms.SlugField(label="代码", max_length=60, help_text="英文字母、数字和连字符，定后不改")
    body = BodyField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.record is not None
