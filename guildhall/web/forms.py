"""Forms as the page kit draws them: Tabler fields, Chinese dates, a version and a one-time key."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db import models
from django.utils.dateparse import parse_datetime

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor
from guildhall.web import formats
from guildhall.web.models import OneTimeKey

STALE = "这条记录刚被别人改过，请重新打开后再操作"
REPEATED = "已经提交过了，请勿重复提交"
DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
LONG_CHOICE = 12


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day, also as people write it: 2012年5月1日, 2012.5.1."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DATE_FORMATS, **kwargs)


class PeriodField(forms.MultiValueField):
    """From a day to a day, either may be missing; gives a pair."""

    class Widget(forms.MultiWidget):
        template_name = "web/period.html"

        def __init__(self, attrs: dict[str, Any] | None = None) -> None:
            super().__init__({"since": DateInput(attrs), "until": DateInput(attrs)}, attrs)

        def decompress(self, value: Any) -> list[Any]:
            return list(value) if value else [None, None]

    widget = Widget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            fields=(DateField(required=False), DateField(required=False)), require_all_fields=False, **kwargs
        )

    def compress(self, data_list: list[Any]) -> tuple[Any, Any]:
        since, until = (data_list or [None, None])[:2]
        if since and until and until < since:
            raise forms.ValidationError("结束日期早于开始日期")
        return since, until


class Form(forms.Form):
    """A plain form whose fields wear Tabler's classes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class ModelForm(forms.ModelForm):
    """For reference data only; what has a verb uses `Form`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class ForReader:
    """A field of a filter that depends on who reads the list."""

    def prepare_for(self, actor: Actor | None) -> None:
        raise NotImplementedError


class Filter(Form):
    """The filters of a list; `narrow` gives the records that they leave.

    `unions` names the text fields in which the name of a union is typed, `personal` those in which somebody's name or number
    is: a saved view never keeps these.
    """

    unions: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, ForReader):
                field.prepare_for(actor)

    def narrow(self, records: Any) -> Any:
        raise NotImplementedError

    def in_use(self) -> list[str]:
        """The labels of the fields that are filled in."""
        given = self.cleaned_data if self.is_valid() else {}
        return [str(self[name].label) for name, value in given.items() if is_given(value)]

    def in_words(self) -> list[str]:
        """The filters in use as they are read: 类别：单独基层工会."""
        given = self.cleaned_data if self.is_valid() else {}
        return [
            f"{self[name].label}：{said(self.fields[name], value)}"
            for name, value in given.items()
            if is_given(value) and not self.fields[name].widget.is_hidden
        ]


class VersionedForm(Form):
    """A form that knows which version of its record it showed, and is taken once.

    Give `actor`, and `record` where there is one. The verb still gets `version=form.version`, which checks it under the lock.
    """

    version_shown = forms.CharField(required=False, widget=forms.HiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE})

    def __init__(self, *args: Any, actor: Actor, record: models.Model | None = None, **kwargs: Any) -> None:
        self.actor, self.record, self.version = actor, record, None
        initial = {"once": uuid4(), **(kwargs.pop("initial", None) or {})}
        if record is not None:
            initial["version_shown"] = record.changed_at.isoformat()  # type: ignore[attr-defined]
        super().__init__(*args, initial=initial, **kwargs)

    def _post_clean(self) -> None:
        """After all other checks: a wrong field never costs the key."""
        super()._post_clean()  # type: ignore[misc]
        shown, key = self.cleaned_data.pop("version_shown", ""), self.cleaned_data.pop("once", None)
        if self.record is not None:
            self.version = parse_moment(shown)
            if self.version != self.record.changed_at:  # type: ignore[attr-defined]
                self.add_error(None, STALE)
        if self.errors or key is None:
            return
        if OneTimeKey.objects.spend(key, self.actor.account_id):
            self.renew_key()
        else:
            self.add_error(None, REPEATED)

    def renew_key(self) -> None:
        """A form shown again because the verb refused may be sent again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("once")] = str(uuid4())
        self.data = data


def parse_moment(text: str) -> Any:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def is_given(value: Any) -> bool:
    if isinstance(value, models.QuerySet):
        return value.exists()
    if isinstance(value, (tuple, list)):
        return any(part not in (None, "") for part in value)
    return value not in (None, "", False)


def said(field: forms.Field, value: Any) -> str:
    """A filter's value in words; a whole number of a person is masked, as everywhere."""
    if isinstance(value, (tuple, list)):
        since, until = (formats.day(day) if day else "" for day in value[:2])
        return f"{since} 至 {until}" if since and until else f"{since} 起" if since else f"{until} 止"
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if value is True:
        return "是"
    return formats.without_numbers(str(value))


def names_organisation(field: forms.Field) -> bool:
    """Whether a field's value is an organisation, chosen or typed."""
    queryset = getattr(field, "queryset", None)
    return hasattr(field, "within") or (queryset is not None and issubclass(queryset.model, Organisation))


def dress(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        wear(field.widget, field)
        if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = f"请{verb_of(field.widget)}{field.label}"


def verb_of(widget: forms.Widget) -> str:
    """What is asked of whoever left it empty."""
    if isinstance(widget, forms.CheckboxInput):
        return "勾选"
    return "选择" if isinstance(widget, (forms.Select, forms.RadioSelect, forms.FileInput)) else "填写"


def wear(widget: forms.Widget, field: forms.Field) -> None:
    """Tabler's class for a widget; long drop-downs are searchable."""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            wear(part, field)
        return
    kept = widget.attrs.get("class", "")
    widget.attrs["class"] = f"{class_of(widget)} {kept}".strip()
    if isinstance(widget, forms.Select) and class_of(widget) == "form-select":
        choices = getattr(field, "choices", ())
        if not hasattr(field, "queryset") and len(list(choices)) > LONG_CHOICE:
            widget.attrs.setdefault("data-search", "")
        if hasattr(field, "queryset"):
            widget.attrs.setdefault("data-search", "")
    if isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = widget.attrs.get("rows", 4) if widget.attrs.get("rows") != "10" else 4


def class_of(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "" if widget.is_hidden else "form-control"
