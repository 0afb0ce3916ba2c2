"""Filters of unions, and the forms of their verbs."""

from django import forms
from django.db.models import Q

from guildhall.domains.organising import queries
from guildhall.kernel.organisations.codes import INDUSTRIES, UNIT_CATEGORIES
from guildhall.kernel.organisations.models import Alias, Kind, Organisation, Ownership
from guildhall.web.choosing import LineField, UnionField
from guildhall.web.forms import DateField, Filter, PeriodField, VersionedForm

UNION_KINDS = [(code, label) for code, label in Kind.choices if code not in {Kind.DEPARTMENT, Kind.INSTITUTION}]
FOUNDED_KINDS = [(code, label) for code, label in Kind.choices if code != Kind.CITY]
STATES = [("", "存续"), ("dissolved", "已撤销"), ("all", "全部")]
EMPTY = [("", "未填写")]
FACTS = (
    "ownership", "unit_category", "industry", "credit_code", "division_code", "address", "phone",
    "approval_number", "term_starts_on", "term_ends_on",
)  # fmt: skip


class NamedChoice(forms.ModelChoiceField):
    """A body by its usual short name."""

    def label_from_instance(self, obj):
        return obj.printed_name


class CountyFilter(Filter):
    """A filter by county for those who see more than one."""

    permission = ""
    county = NamedChoice(label="县区", queryset=Organisation.objects.none(), empty_label="不限")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        counties = queries.areas()
        if self.actor is not None:
            counties = counties.visible_to(self.actor, self.permission)
        self.fields["county"].queryset = counties  # type: ignore[attr-defined]
        if self.actor is not None and not self.actor.reach(self.permission).everything and counties.count() < 2:
            self.fields["county"].widget = forms.HiddenInput()


class UnionFilter(CountyFilter):
    permission = "organising.union.view"
    unions = ("q", "under")
    q = forms.CharField(label="名称、代码", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=[("", "不限"), ("grassroots", "全部基层工会"), *UNION_KINDS])
    line = LineField()
    state = forms.ChoiceField(label="状态", choices=STATES)
    founded = PeriodField(label="成立日期")
    field_order = ["q", "county"]
    under = forms.CharField(label="上级工会", max_length=40, widget=forms.HiddenInput)

    def narrow(self, records):
        given = self.cleaned_data
        if given["q"]:
            typed = given["q"].strip()
            known_as = Alias.objects.in_use().filter(text__icontains=typed).order_by().values("organisation")
            like = Q(name__icontains=typed) | Q(short_name__icontains=typed) | Q(code__istartswith=typed)
            records = records.filter(like | Q(pk__in=known_as))
        if given["county"]:
            records = records.filter(area=given["county"])
        if given["line"]:
            records = records.filter(line=given["line"])
        return self.narrowed_to_place(self.narrowed_to_time(records))

    def narrowed_to_time(self, records):
        state, (since, until) = self.cleaned_data["state"], self.cleaned_data["founded"] or (None, None)
        if state != "all":
            records = records.filter(dissolved_on__isnull=state != "dissolved")
        if since:
            records = records.filter(founded_on__gte=since)
        return records.filter(founded_on__lte=until) if until else records

    def narrowed_to_place(self, records):
        kind, under = self.cleaned_data["kind"], self.cleaned_data["under"]
        if kind == "grassroots":
            records = records.grassroots()
        elif kind:
            records = records.filter(kind=kind)
        above = Organisation.objects.filter(code=under).first() if under else None
        return records.below(above.path).exclude(pk=above.pk) if above else records


class UnionFacts(VersionedForm):
    """Facts that need no verb of their own."""

    ownership = forms.ChoiceField(label="单位性质", choices=[("", "请选择"), *Ownership.choices])
    unit_category = forms.ChoiceField(label="单位类别", choices=[*EMPTY, *UNIT_CATEGORIES], required=False)
    industry = forms.ChoiceField(label="行业门类", choices=[*EMPTY, *INDUSTRIES], required=False)
    credit_code = forms.CharField(
        label="工会统一社会信用代码", max_length=18, required=False, help_text="以 81 开头，没有可不填"
    )
    division_code = forms.RegexField(r"^\d{6}$", label="行政区划代码", required=False, help_text="六位数字")
    address = forms.CharField(label="地址", max_length=300, required=False)
    phone = forms.CharField(label="办公电话", max_length=30, required=False)
    approval_number = forms.CharField(label="批准文号", max_length=60, required=False)
    term_starts_on = DateField(label="本届开始", required=False)
    term_ends_on = DateField(label="本届届满", required=False)

    def clean_credit_code(self):
        code, reasons = queries.checked_union_code(self.cleaned_data["credit_code"])
        if reasons:
            raise forms.ValidationError(reasons)
        return code


class FoundForm(UnionFacts):
    line = NamedChoice(
        label="产业工会", queryset=queries.lines().standing(), required=False, empty_label="不属于产业工会"
    )
    parent = UnionField(label="上级工会")
    kind = forms.ChoiceField(label="类别", choices=FOUNDED_KINDS, initial=Kind.SINGLE)
    name = forms.CharField(label="名称", max_length=200)
    short_name = forms.CharField(label="规范化简称", max_length=60, required=False, help_text="不填则按规范自动生成")
    code = forms.CharField(label="组织代码", max_length=32, required=False, help_text="不填则按县区自动编号")
    day = DateField(label="成立日期", help_text="上级工会批准之日")

    field_order = ("parent", "kind", "name", "short_name", "code", "day", "approval_number", "line", *FACTS)


class CorrectForm(UnionFacts):
    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, initial={name: getattr(record, name) for name in FACTS}, **kwargs)


class ContactForm(VersionedForm):
    address = forms.CharField(label="地址", max_length=300, required=False)
    phone = forms.CharField(label="办公电话", max_length=30, required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args, record, **kwargs):
        initial = {"address": record.address, "phone": record.phone}
        super().__init__(*args, record=record, initial=initial, **kwargs)


class RenameForm(VersionedForm):
    name = forms.CharField(label="新名称", max_length=200)
    short_name = forms.CharField(label="规范化简称", max_length=60, required=False)
    day = DateField(label="起用日期")

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["short_name"].help_text = f"按规范可写作“{queries.short_name_below(record.parent, record.name)}”"


class MoveForm(VersionedForm):
    parent = UnionField(label="新的上级工会")
    day = DateField(label="移交日期")
    reason = forms.CharField(label="移交的依据", max_length=300, widget=forms.Textarea)


class DissolveForm(VersionedForm):
    day = DateField(label="撤销日期")
    reason = forms.CharField(label="撤销的理由", max_length=300, widget=forms.Textarea)
