"""Forms of parameters, of days off and of the year's arrangement."""

from django import forms
from django.utils import timezone

from guildhall.kernel.organisations.models import AREA_KINDS, Organisation
from guildhall.kernel.parameters import rules
from guildhall.kernel.parameters.offers import Kind
from guildhall.portal.policy.arrangement import WrongLines, read_lines
from guildhall.web.forms import DateField, Filter, Form, VersionedForm, wear

SET = "parameters.value.set"
EARLIEST, LATEST = 2000, 2100


def value_field(parameter):
    """The field for a parameter's kind of value."""
    described = {"label": parameter.label, "help_text": described_by(parameter)}
    match parameter.kind:
        case Kind.AMOUNT:
            return forms.DecimalField(min_value=0, max_digits=14, decimal_places=2, **described)
        case Kind.RATE:
            return forms.DecimalField(min_value=0, max_digits=10, decimal_places=6, **described)
        case Kind.COUNT | Kind.DAYS:
            return forms.IntegerField(min_value=0, **described)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", "请选择"), *parameter.choices], **described)
        case Kind.DATE:
            return DateField(**described)
    return forms.CharField(max_length=200, **described)


def described_by(parameter):
    """What a reader must know to fill the value in."""
    unit = f"单位：{parameter.unit}" if parameter.unit else ""
    share = "比例写作小数，例如 0.02" if parameter.kind is Kind.RATE else ""
    return "；".join(words for words in (parameter.help, unit, share) if words)


class NewValue(VersionedForm):
    """A value from a date on, in the whole city or in one county."""

    since = DateField(label="生效日期")
    until = DateField(label="终止日期", required=False, help_text="没有定下的留空")
    organisation_id = forms.TypedChoiceField(label="适用范围", coerce=int, empty_value=None, required=False)
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, standing, **kwargs):
        kept = "" if standing.value is None else rules.stored(standing.value)
        super().__init__(*args, initial={"since": timezone.localdate(), "value": kept}, **kwargs)
        value = value_field(standing.parameter)
        wear(value.widget, value)
        self.fields = {"value": value, **self.fields}
        self.fields["organisation_id"].choices = places_for(self.actor)  # type: ignore[attr-defined]
        self.fields["organisation_id"].required = not self.actor.reach(SET).everything


def places_for(actor):
    """Where somebody may set a value: the whole city, or the counties within reach."""
    reach = actor.reach(SET)
    areas = Organisation.objects.filter(depth=2, kind__in=AREA_KINDS, dissolved_on=None).within(reach)
    whole = [("", "全市")] if reach.everything else [("", "请选择")]
    return [*whole, *((str(area.pk), area.printed_name) for area in areas)]


class Confirmation(Form):
    source = forms.CharField(label="依据", max_length=200, help_text="据以确认的文件名称和文号，或会议决定")


class NewDay(Form):
    """One day that differs from the week."""

    day = DateField(label="日期")
    is_working = forms.TypedChoiceField(
        label="安排", choices=[("0", "放假"), ("1", "上班")], coerce=lambda text: text == "1", widget=forms.RadioSelect
    )
    name = forms.CharField(label="节日", max_length=30, help_text="例如：国庆节")
    notice = forms.CharField(label="依据", max_length=200, help_text="放假通知的名称或文号")


class NewYear(Form):
    """A whole year's arrangement as the notice words it, a line for each holiday."""

    year = forms.IntegerField(label="年份", min_value=EARLIEST, max_value=LATEST)
    notice = forms.CharField(label="依据", max_length=200, help_text="例如：国务院办公厅关于2027年部分节假日安排的通知")
    lines = forms.CharField(
        label="安排",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="每行一段：起日 至 止日 放假或上班 节日名称，例如“2027-10-01 至 2027-10-07 放假 国庆节”",
    )

    def clean_lines(self):
        try:
            return read_lines(self.cleaned_data["lines"])
        except WrongLines as wrong:
            raise forms.ValidationError(wrong.reasons) from wrong


class TermFilter(Filter):
    name = forms.CharField(label="名称或依据")
    standing = forms.ChoiceField(label="状态", choices=[("", "全部"), ("unsure", "待确认")])

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["name"]:
            named = records.filter(name__icontains=asked["name"]) | records.filter(source__icontains=asked["name"])
            records = named | records.filter(trigger__icontains=asked["name"])
        return records.filter(is_unsure=True) if asked["standing"] else records
