from django import forms
from django.utils import timezone

from guildhall.kernel.notifications import queries, rules
from guildhall.kernel.notifications.models import OUTSIDE, Channel, Message
from guildhall.kernel.people.queries import found_by
from guildhall.web.forms import DateField, Filter, Form, VersionedForm


class Choice(Form):
    wants = forms.ChoiceField(choices=[("yes", "接收"), ("no", "不接收")])


def template_choices():
    known = queries.wordings(timezone.localdate())
    return [("", "全部事由"), *((one.template.code, one.template.label) for one in known)]


class OutboxFilter(Filter):
    personal = ("person",)
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *Message.State.choices])
    channel = forms.ChoiceField(label="方式", choices=[("", "全部方式"), *Channel.choices])
    template = forms.ChoiceField(label="事由", choices=template_choices)
    person = forms.CharField(label="收件人", max_length=60)

    def narrow(self, records):
        asked = self.cleaned_data
        for name in ("state", "channel", "template"):
            if asked[name]:
                records = records.filter(**{name: asked[name]})
        if asked["person"]:
            records = records.filter(person__in=found_by(asked["person"]).values("pk"))
        return records


class Reason(VersionedForm):
    reason = forms.CharField(label="原因", max_length=200)


class NewText(Form):
    """A template's text from a day on, and what the providers call it."""

    text = forms.CharField(label="正文", max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}))
    since = DateField(label="生效日期")
    reason = forms.CharField(label="修改说明", max_length=200)

    def __init__(self, *args, template, **kwargs):
        super().__init__(*args, **kwargs)
        self.template = template
        for channel in OUTSIDE:
            if channel in template.channels and channel != Channel.MAIL:
                self.fields[f"code_{channel}"] = field = forms.CharField(
                    label=f"{channel.label}模板编号",
                    max_length=100,
                    required=False,
                    help_text="通道要求先报备模板的，填报备所得的编号；变量名不同的在后面写对应，例如 SMS_100 单位=unit",
                )
                field.widget.attrs["class"] = "form-control"

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if reasons := rules.why_not_text(text, self.template.variables):
            raise forms.ValidationError(reasons)
        return text

    def clean(self):
        given = super().clean() or {}
        codes = {str(channel): given.pop(f"code_{channel}", "") for channel in OUTSIDE}
        for channel, code in codes.items():
            if reasons := rules.why_not_provider_code(code, self.template.variables):
                self.add_error(f"code_{channel}", reasons)
        return {**given, "provider_codes": codes}


class Reset(Form):
    since = DateField(label="生效日期")
    reason = forms.CharField(label="原因", max_length=200)
