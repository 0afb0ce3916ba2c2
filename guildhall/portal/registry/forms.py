"""Forms and filters of the kernel's registers."""

from django import forms
from django.db.models import Q

from guildhall.kernel.organisations.models import Kind, PartnerBody, Place
from guildhall.web.choosing import UnionField
from guildhall.web.forms import DateField, Filter, VersionedForm

EMPTY = [("", "请选择")]
OFFICES = [(Kind.DEPARTMENT.value, "部室"), (Kind.INSTITUTION.value, "直属单位")]


class OrderForm(VersionedForm):
    """A whole order: a number beside each name, as typed or moved by the buttons."""

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        for number, body in enumerate(bodies, 1):
            field = forms.IntegerField(label=str(body), min_value=1, max_value=9_999, initial=number)
            field.widget.attrs.update({"class": "form-control", "data-rank": ""})
            self.fields[self.name_of(body)] = field

    @staticmethod
    def name_of(body):
        return f"rank_{body.pk}"

    def rows(self):
        return [(body, self[self.name_of(body)]) for body in self.bodies]

    def clean(self):
        super().clean()
        numbers = [self.cleaned_data.get(self.name_of(body)) for body in self.bodies]
        if None not in numbers and len(set(numbers)) < len(numbers):
            raise forms.ValidationError("有两个填了同一个序号，请改成各不相同")
        return self.cleaned_data

    @property
    def keys(self):
        return [body.pk for body in sorted(self.bodies, key=lambda body: self.cleaned_data[self.name_of(body)])]


class OfficeForm(VersionedForm):
    kind = forms.ChoiceField(label="类别", choices=OFFICES)
    name = forms.CharField(label="名称", max_length=200, help_text="如：组织部、职工服务中心")
    short_name = forms.CharField(label="规范化简称", max_length=60, required=False)
    day = DateField(label="设立日期")


class RenameForm(VersionedForm):
    name = forms.CharField(label="新名称", max_length=200)
    short_name = forms.CharField(label="规范化简称", max_length=60, required=False)
    day = DateField(label="起用日期")


class CloseForm(VersionedForm):
    day = DateField(label="撤销日期")
    reason = forms.CharField(label="撤销的理由", max_length=300, widget=forms.Textarea)


class RegisterFilter(Filter):
    """By name and kind; `ended` names the date after which a row is no longer in use."""

    ended = ""
    q = forms.CharField(label="名称", max_length=100)
    past = forms.BooleanField(label="含已停止的")

    def narrow(self, records):
        given = self.cleaned_data
        if given["q"]:
            typed = given["q"].strip()
            records = records.filter(
                Q(name__icontains=typed) | Q(letters__contains=typed.lower()) | Q(address__icontains=typed)
            )
        if given["kind"]:
            records = records.filter(kind=given["kind"])
        return records if given["past"] else records.filter(**{self.ended: None})


class BodyFilter(RegisterFilter):
    ended = "until"
    kind = forms.ChoiceField(label="类别", choices=[("", "不限"), *PartnerBody.Kind.choices])
    field_order = ["q", "kind", "past"]


class PlaceFilter(RegisterFilter):
    ended = "closed_on"
    kind = forms.ChoiceField(label="类别", choices=[("", "不限"), *Place.Kind.choices])
    field_order = ["q", "kind", "past"]


class RegisterForm(VersionedForm):
    """The facts of a row of a register; what is filled in is named by `facts`."""

    facts: tuple[str, ...] = ()

    def __init__(self, *args, record=None, initial=None, **kwargs):
        known = {name: getattr(record, name) for name in (*self.facts, "organisation")} if record else {}
        if record is not None and record.is_personal_phone:
            known["phone"] = ""
        super().__init__(*args, record=record, initial={**known, **(initial or {})}, **kwargs)
        if record is not None and record.is_personal_phone:
            self.fields["phone"].help_text = "不更改请留空"

    def clean(self):
        """A personal phone is not shown again: an empty one stays as it is."""
        super().clean()
        given = self.cleaned_data
        if "phone" in given and not given["phone"]:
            was_personal = getattr(self.record, "is_personal_phone", False)
            if was_personal and given.get("is_personal_phone"):
                del given["phone"]
            else:
                given["phone"] = None
        return given


class BodyForm(RegisterForm):
    facts = (
        "kind", "name", "short_name", "credit_code", "address", "contact", "phone", "is_personal_phone", "work",
        "since", "until",
    )  # fmt: skip
    organisation = UnionField(label="联系的工会")
    kind = forms.ChoiceField(label="类别", choices=[*EMPTY, *PartnerBody.Kind.choices])
    name = forms.CharField(label="名称", max_length=200)
    short_name = forms.CharField(label="简称", max_length=60, required=False)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    address = forms.CharField(label="地址", max_length=300, required=False)
    contact = forms.CharField(label="联系人", max_length=60, required=False)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    is_personal_phone = forms.BooleanField(label="是个人号码", required=False, help_text="个人号码在名单里隐去中间几位")
    work = forms.CharField(label="合作内容", max_length=300, required=False)
    since = DateField(label="合作起始", required=False)
    until = DateField(label="合作终止", required=False)


class PlaceForm(RegisterForm):
    facts = (
        "kind", "name", "address", "longitude", "latitude", "open_hours", "contact", "phone", "is_personal_phone",
        "note", "opened_on", "closed_on",
    )  # fmt: skip
    organisation = UnionField(label="所属工会")
    kind = forms.ChoiceField(label="类别", choices=[*EMPTY, *Place.Kind.choices])
    name = forms.CharField(label="名称", max_length=200)
    address = forms.CharField(label="地址", max_length=300)
    longitude = forms.DecimalField(
        label="经度", max_digits=9, decimal_places=6, required=False, help_text="如 114.9867"
    )
    latitude = forms.DecimalField(label="纬度", max_digits=8, decimal_places=6, required=False, help_text="如 27.1138")
    open_hours = forms.CharField(
        label="开放时间", max_length=100, required=False, help_text="如：周一至周五 8:30—17:30"
    )
    contact = forms.CharField(label="联系人", max_length=60, required=False)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    is_personal_phone = forms.BooleanField(label="是个人号码", required=False, help_text="个人号码在名单里隐去中间几位")
    note = forms.CharField(label="说明", max_length=300, required=False)
    opened_on = DateField(label="启用日期", required=False)
    closed_on = DateField(label="停用日期", required=False)


class MergeForm(VersionedForm):
    into = forms.ModelChoiceField(label="并入", queryset=PartnerBody.objects.none())
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea)

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = bodies  # type: ignore[attr-defined]
