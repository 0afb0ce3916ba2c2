"""Building a profile: the example file, the columns, the codes."""

from django import forms
from django.utils import timezone

from guildhall.mechanisms.workbooks.models import Profile, UpperSystem
from guildhall.mechanisms.workbooks.queries.exchange.values import subjects
from guildhall.mechanisms.workbooks.rules.exchange.offers import OUTSIDE
from guildhall.mechanisms.workbooks.rules.exchange.profiles import DATES, ProfileColumn
from guildhall.mechanisms.workbooks.rules.sheet_rows import column_letters
from guildhall.portal.exchange.forms.files import UploadField
from guildhall.web.forms import DateField, VersionedForm

FIRST_YEAR, LAST_YEAR = 1990, 2100


def subject_choices():
    return [(subject.code, subject.name) for subject in subjects()]


class System(VersionedForm):
    name = forms.CharField(label="系统名称", max_length=100)
    owner = forms.CharField(label="主管单位", max_length=100, required=False)
    masters = forms.MultipleChoiceField(
        label="以上级为准的内容",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选后，可以用该系统的导出成批更新本级登记",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["masters"].choices = subject_choices()  # type: ignore[attr-defined]


class Following(VersionedForm):
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = forms.CharField(label="方案名称", max_length=120, help_text="如：会员信息采集表 2012")
    file = UploadField(label="上级系统的样表", help_text="空表或填了几行的表都可以；表头自动识别，填了的代码自动列出")


class NewProfile(Following):
    system = forms.ModelChoiceField(
        label="上级系统", queryset=UpperSystem.objects.order_by("pk"), empty_label="请选择", initial=None
    )
    subject = forms.ChoiceField(label="内容")
    field_order = ("system", "subject", "year", "title", "file")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = subject_choices()  # type: ignore[attr-defined]
        self.initial.setdefault("year", timezone.localdate().year)


class Columns(VersionedForm):
    """Every column of a profile in one form, and what stands above and around them."""

    title = forms.CharField(label="方案名称", max_length=120)
    file_kind = forms.ChoiceField(label="文件格式", choices=Profile.FileKind.choices)
    sheet = forms.CharField(label="工作表名称", max_length=31, required=False)

    def __init__(self, *args, record, subject, **kwargs):
        initial = {name: getattr(record, name) for name in ("title", "file_kind", "sheet")}
        super().__init__(*args, record=record, initial=initial, **kwargs)
        self.layout, self.subject = record.layout, subject
        fields = [("", "留空"), (OUTSIDE, "上级系统编号"), *((one.key, one.label) for one in subject.fields)]
        for place, column in enumerate(self.layout):
            self._add(place, column, fields)

    def _add(self, place, column, offered):
        select = {"class": "form-select form-select-sm"}
        small = {"class": "form-control form-control-sm"}
        dated = getattr(self.subject.by_key.get(column.field), "kind", "") == "date"
        added = {
            "field": forms.ChoiceField(
                choices=offered, required=False, initial=column.field, widget=forms.Select(attrs=select)
            ),
            "constant": forms.CharField(
                max_length=60, required=False, initial=column.constant, widget=forms.TextInput(attrs=small)
            ),
            "date": forms.ChoiceField(
                choices=list(DATES.items()),
                required=False,
                initial=column.date,
                widget=forms.Select(attrs=select) if dated else forms.HiddenInput(),
            ),
            "longest": forms.IntegerField(
                min_value=0, max_value=500, required=False, initial=column.longest or None,
                widget=forms.NumberInput(attrs=small),
            ),
            "required": forms.BooleanField(
                required=False, initial=column.required, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
            ),
        }  # fmt: skip
        for name, field in added.items():
            field.label = f"{column.heading}：{LABELS[name]}"
            field.widget.attrs["aria-label"] = field.label
            self.fields[f"c{place}_{name}"] = field

    def top(self):
        return [self[name] for name in ("title", "file_kind", "sheet")]

    def rows(self):
        """Each column with its bound fields, for the table on the page."""
        for place, column in enumerate(self.layout):
            known = self.subject.by_key.get(column.field)
            yield {
                "letters": column_letters(place),
                "column": column,
                "place": place,
                "is_date": known is not None and known.kind == "date",
                "coded": len(known.codes) if known is not None else 0,
                "mapped": sum(bool(code) for code in column.codes.values()),
                **{name: self[f"c{place}_{name}"] for name in LABELS},
            }

    def columns(self):
        """The columns as the form now says; a code table stays with its field."""
        given, made = self.cleaned_data, []
        for place, column in enumerate(self.layout):
            values = {name: given[f"c{place}_{name}"] for name in LABELS}
            codes = column.codes if values["field"] == column.field else {}
            made.append(
                ProfileColumn(
                    heading=column.heading,
                    field=values["field"],
                    constant=values["constant"].strip(),
                    codes=codes,
                    date=values["date"] or column.date,
                    required=values["required"],
                    longest=values["longest"] or 0,
                )
            )
        return made

    def clean(self):
        super().clean()
        for place, column in enumerate(self.layout):
            if self.cleaned_data.get(f"c{place}_field") and self.cleaned_data.get(f"c{place}_constant", "").strip():
                self.add_error(None, f"“{column.heading}”不能既对应栏目又填固定内容，请留一项")
        return self.cleaned_data


LABELS = {"field": "对应栏目", "constant": "固定内容", "date": "日期写法", "longest": "最多字数", "required": "必填"}


class Codes(VersionedForm):
    """What each of our codes is called in their file."""

    def __init__(self, *args, column, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        for code, label in known.codes.items():
            self.fields[f"code_{code}"] = forms.CharField(
                label=label, max_length=60, required=False, initial=column.codes.get(code, ""),
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )  # fmt: skip

    def codes(self):
        return {code: self.cleaned_data[f"code_{code}"].strip() for code in self.known.codes}


class InForce(VersionedForm):
    day = DateField(label="启用日期")
