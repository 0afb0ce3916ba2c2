"""Filters of employers, and the forms of their verbs."""

from django import forms
from django.db.models import Q

from guildhall.domains.organising.forms.unions import EMPTY, CountyFilter
from guildhall.kernel.organisations.codes import INDUSTRIES, REGISTRATION_TYPES, UNIT_CATEGORIES
from guildhall.kernel.organisations.models import Alias, Employer, Ownership
from guildhall.web.choosing import LineField, UnionField, unions_of_line
from guildhall.web.forms import DateField, VersionedForm

COVERED = [("", "不限"), ("yes", "已建会"), ("no", "未建会")]
FACTS = (
    "name", "credit_code", "ownership", "unit_category", "registration_type", "industry", "address", "head_count",
    "women_count", "migrant_count", "founded_on", "closed_on",
)  # fmt: skip


class EmployerFilter(CountyFilter):
    permission = "organising.employer.view"
    field_order = ["q", "county"]
    q = forms.CharField(label="名称、信用代码", max_length=100)
    ownership = forms.ChoiceField(label="单位性质", choices=[("", "不限"), *Ownership.choices])
    industry = forms.ChoiceField(label="行业", choices=[("", "不限"), *INDUSTRIES])
    covered = forms.ChoiceField(label="建会", choices=COVERED)
    line = LineField()
    fewest = forms.IntegerField(label="职工不少于", min_value=0)
    closed = forms.BooleanField(label="含已注销")

    def narrow(self, records):
        given = self.cleaned_data
        if given["q"]:
            typed = given["q"].strip()
            known_as = Alias.objects.in_use().filter(text__icontains=typed).order_by().values("employer")
            like = Q(name__icontains=typed) | Q(credit_code=typed.upper()) | Q(pk__in=known_as)
            records = records.filter(like)
        if given["county"]:
            records = records.filter(area=given["county"])
        for name in ("ownership", "industry"):
            if given[name]:
                records = records.filter(**{name: given[name]})
        if given["covered"]:
            records = records.filter(union__isnull=given["covered"] == "no")
        if given["line"]:
            records = records.filter(union__in=unions_of_line(given["line"]))
        if given["fewest"]:
            records = records.filter(head_count__gte=given["fewest"])
        return records if given["closed"] else records.filter(closed_on=None)


class EmployerForm(VersionedForm):
    """The facts of a unit; every one of them feeds the formation rate."""

    federation = UnionField(label="所属地方工会")
    name = forms.CharField(label="单位名称", max_length=200)
    credit_code = forms.CharField(
        label="统一社会信用代码", max_length=30, required=False, help_text="18 位，没有可不填"
    )
    ownership = forms.ChoiceField(label="单位性质", choices=[("", "请选择"), *Ownership.choices])
    unit_category = forms.ChoiceField(label="单位类别", choices=[*EMPTY, *UNIT_CATEGORIES], required=False)
    registration_type = forms.ChoiceField(label="登记注册类型", choices=[*EMPTY, *REGISTRATION_TYPES], required=False)
    industry = forms.ChoiceField(label="行业门类", choices=[*EMPTY, *INDUSTRIES], required=False)
    address = forms.CharField(label="地址", max_length=300, required=False)
    head_count = forms.IntegerField(label="职工人数", min_value=0, max_value=1_000_000, initial=0)
    women_count = forms.IntegerField(label="女职工人数", min_value=0, max_value=1_000_000, initial=0)
    migrant_count = forms.IntegerField(label="农民工人数", min_value=0, max_value=1_000_000, initial=0)
    founded_on = DateField(label="成立日期", required=False)
    closed_on = DateField(label="注销日期", required=False)

    def __init__(self, *args, record: Employer | None = None, initial=None, **kwargs) -> None:
        known = {name: getattr(record, name) for name in (*FACTS, "federation")} if record else {}
        super().__init__(*args, record=record, initial={**known, **(initial or {})}, **kwargs)


class LinkForm(VersionedForm):
    union = UnionField(label="所建工会", required=False, help_text="组织代码或名称；留空表示未建会")
    day = DateField(label="建会日期", required=False)
