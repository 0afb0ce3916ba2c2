"""Filters of the roll, and the facts of a member."""

from django import forms

from guildhall.domains.membership.queries.events import with_open_spell, without_open_spell
from guildhall.kernel.people.models import Person, choices
from guildhall.kernel.people.queries import found_by
from guildhall.web.choosing import LineField, UnionField, few_or_all, unions_like, unions_of_line
from guildhall.web.forms import DateField, Filter, PeriodField, VersionedForm

STANDINGS = [("", "全部在会"), ("full", "在册"), ("retained", "保留会籍"), ("gone", "已离会")]
FACTS = (
    "name", "document_type", "document_number", "sex", "born_on", "phone", "nationality", "education",
    "political_status", "household_type", "employment_state", "skill_level", "work_form", "job_title", "is_migrant_worker",
)  # fmt: skip
EMPTY = [("", "未填写")]
LIMIT = 20


class MemberFilter(Filter):
    unions = ("union",)
    personal = ("q",)
    q = forms.CharField(label="姓名、拼音、号码", max_length=60)
    union = forms.CharField(label="工会", max_length=200)
    standing = forms.ChoiceField(label="会籍状态", choices=STANDINGS)
    sex = forms.ChoiceField(label="性别", choices=[("", "不限"), ("1", "男"), ("2", "女")])
    education = forms.ChoiceField(label="学历", choices=[("", "不限"), *choices("education")])
    line = LineField()
    joined = PeriodField(label="入会日期")

    def narrow(self, records):
        given = self.cleaned_data
        if given["q"]:
            records = records.filter(pk__in=found_by(given["q"]).order_by().values("pk"))
        if given["union"]:
            records = records.filter(home_union__in=few_or_all(unions_like(given["union"])))
        if given["line"]:
            records = records.filter(home_union__in=unions_of_line(given["line"]))
        if given["sex"]:
            records = records.filter(sex=given["sex"])
        if given["education"]:
            records = records.filter(education__startswith=given["education"].removesuffix("0"))
        return self.narrowed_to_spell(records, given["standing"], *(given["joined"] or (None, None)))

    @staticmethod
    def narrowed_to_spell(records, standing, since, until):
        conditions = {"since__gte": since, "since__lte": until}
        conditions = {name: day for name, day in conditions.items() if day}
        if standing == "gone":
            return without_open_spell(records)
        if standing:
            conditions["standing"] = standing
        return with_open_spell(records, **conditions)


class FactsForm(VersionedForm):
    """The facts of a member's real-name record."""

    name = forms.CharField(label="姓名", max_length=60)
    document_type = forms.ChoiceField(label="证件类型", choices=choices("document"))
    document_number = forms.CharField(label="证件号码", max_length=40)
    sex = forms.ChoiceField(
        label="性别", choices=[("", "按身份证"), *choices("sex")], required=False, help_text="居民身份证自动识别"
    )
    born_on = DateField(label="出生日期", required=False, help_text="居民身份证自动识别")
    phone = forms.CharField(label="手机号码", max_length=20, required=False)
    nationality = forms.ChoiceField(label="民族", choices=[*EMPTY, *choices("nationality")], required=False)
    education = forms.ChoiceField(label="学历", choices=[*EMPTY, *choices("education")], required=False)
    political_status = forms.ChoiceField(
        label="政治面貌", choices=[*EMPTY, *choices("political_status")], required=False
    )
    household_type = forms.ChoiceField(label="户籍类型", choices=[*EMPTY, *choices("household_type")], required=False)
    employment_state = forms.ChoiceField(label="从业状况", choices=[*EMPTY, *choices("employment")], required=False)
    skill_level = forms.ChoiceField(label="技能等级", choices=[*EMPTY, *choices("skill_level")], required=False)
    work_form = forms.ChoiceField(label="新就业形态", choices=[("", "不是"), *choices("work_form")], required=False)
    job_title = forms.CharField(label="岗位", max_length=60, required=False)
    is_migrant_worker = forms.BooleanField(label="农民工", required=False)
    paper_number = forms.CharField(label="文号", max_length=60, required=False)
    paper = forms.FileField(label="附件", required=False, help_text="扫描件或照片；涉密文件不得上传")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)

    def clean(self):
        """What an identity card tells is not asked for: an empty sex or birthday stays out."""
        super().clean()
        given = self.cleaned_data
        for name in ("sex", "born_on"):
            if name in given and not given[name]:
                del given[name]
        return given


class AdmitForm(FactsForm):
    """Somebody joins a union."""

    organisation = UnionField(label="入会工会")
    day = DateField(label="入会日期", help_text="基层工会委员会批准之日")

    field_order = ("organisation", "day", *FACTS, "paper_number", "paper", "note")


class CorrectForm(FactsForm):
    """Corrected facts; numbers are never shown, so an empty one stays as it is."""

    field_order = (*FACTS, "note", "paper_number", "paper")

    def __init__(self, *args, record: Person, **kwargs) -> None:
        initial = {name: getattr(record, name) for name in FACTS if name not in {"document_number", "phone"}}
        super().__init__(*args, record=record, initial=initial, **kwargs)
        self.fields["document_number"].required = False
        for name in ("document_number", "phone"):
            self.fields[name].help_text = "不更改请留空"
        self.fields["note"].label, self.fields["note"].required = "更正依据", True


class PaperForm(VersionedForm):
    """A paper for a member's file."""

    paper = forms.FileField(label="附件", help_text="扫描件或照片；涉密文件不得上传")
