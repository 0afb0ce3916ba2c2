from django import forms
from django.utils import timezone

from guildhall.kernel.access import queries, vacancies
from guildhall.kernel.access.actions import clean_username
from guildhall.kernel.access.models import Account, Post, Proposal, SignIn
from guildhall.kernel.access.passwords import StrongEnough
from guildhall.kernel.organisations.models import AREA_KINDS, Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.queries import found_by, known_by_document
from guildhall.kernel.people.rules.identity import clean_number
from guildhall.web.choosing import UnionField, choose_within
from guildhall.web.forms import DateField, Filter, Form, PeriodField, VersionedForm


def role_choices():
    return [("", "全部角色"), *((role.code, role.name) for role in queries.roles())]


class PostFilter(Filter):
    personal = ("name",)
    name = forms.CharField(label="姓名")
    role = forms.ChoiceField(label="角色", choices=role_choices)
    standing = forms.ChoiceField(label="状态", choices=[("", "全部"), ("held", "在任"), ("ended", "已离任")])

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["name"]:
            records = records.filter(person__in=found_by(asked["name"]).values("pk"))
        if asked["role"]:
            records = records.filter(role=asked["role"])
        if asked["standing"]:
            records = records.filter(until__isnull=asked["standing"] == "held")
        return records


class AccountFilter(Filter):
    personal = ("name",)
    name = forms.CharField(label="账号或姓名")
    standing = forms.ChoiceField(label="状态", choices=[("", "全部"), ("open", "启用"), ("closed", "停用")])

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["name"]:
            by_username = records.filter(username__startswith=clean_username(asked["name"]))
            records = by_username | records.filter(display_name__startswith=asked["name"].strip())
        if asked["standing"]:
            records = records.filter(is_active=asked["standing"] == "open")
        return records


class CountyFilter(Filter):
    """By county, for who sees more than one."""

    county = forms.ModelChoiceField(label="县区", queryset=Organisation.objects.none(), empty_label="不限")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = Organisation.objects.filter(depth=2, kind__in=AREA_KINDS).order_by("path")
        visible = areas.visible_to(self.actor, vacancies.PERMISSION) if self.actor else areas
        self.fields["county"].queryset = visible  # type: ignore[attr-defined]

    def situation(self):
        """The first choice in words, as a heading says it."""
        name = next(iter(self.fields))
        chosen = self.cleaned_data.get(name, "") if self.is_valid() else ""
        return dict(self.fields[name].choices).get(chosen, "")  # type: ignore[attr-defined]

    def in_county(self, records):
        county = self.cleaned_data["county"]
        return records.filter(area=county) if county else records


class VacancyFilter(CountyFilter):
    lacking = forms.ChoiceField(
        label="情况",
        choices=[("", "没有主席"), ("clerk", "没有经办人"), ("both", "主席和经办人都没有"), ("term", "任期届满")],
    )
    field_order = ["lacking", "county"]

    def narrow(self, records):
        lacking = self.cleaned_data["lacking"] or "chair"
        return self.in_county(vacancies.without(records, lacking, timezone.localdate()))


class UnusedFilter(CountyFilter):
    why = forms.ChoiceField(label="情况", choices=[("", "从来没有登录"), ("long", "很久没有登录")])
    role = forms.ChoiceField(label="角色", choices=role_choices)
    field_order = ["why", "role", "county"]

    def narrow(self, records):
        asked = self.cleaned_data
        found = vacancies.unused(records, asked["why"] or "never", timezone.localdate())
        return self.in_county(found.filter(role=asked["role"]) if asked["role"] else found)


class ProposalFilter(Filter):
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *Proposal.State.choices])

    def narrow(self, records):
        state = self.cleaned_data["state"]
        return records.filter(state=state) if state else records


class Decision(VersionedForm):
    reason = forms.CharField(label="意见", max_length=300, required=False, widget=forms.Textarea)


class SignInFilter(Filter):
    personal = ("account",)
    account = forms.CharField(label="账号")
    result = forms.ChoiceField(label="结果", choices=[("", "全部"), *SignIn.Result.choices])
    way = forms.ChoiceField(label="方式", choices=[("", "全部"), *SignIn.Way.choices])
    days = PeriodField(label="日期")

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["account"]:
            named = Account.objects.filter(username=clean_username(asked["account"]))
            records = records.filter(account_id__in=named.values("pk"))
        for name in ("result", "way"):
            if asked[name]:
                records = records.filter(**{name: asked[name]})
        since, until = asked["days"] or (None, None)
        if since:
            records = records.filter(at__date__gte=since)
        return records.filter(at__date__lte=until) if until else records


class TrailFilter(Filter):
    personal = ("account",)
    account = forms.CharField(label="操作人账号")
    verb = forms.CharField(label="操作")
    subject = forms.IntegerField(label="对象编号", min_value=1)
    days = PeriodField(label="日期")

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["account"]:
            named = Account.objects.filter(username=clean_username(asked["account"]))
            records = records.filter(account_id__in=named.values("pk"))
        if asked["verb"]:
            records = records.filter(verb__in=queries.verbs_called(asked["verb"]))
        if asked["subject"]:
            records = records.filter(subject_id=asked["subject"])
        since, until = asked["days"] or (None, None)
        if since:
            records = records.filter(at__date__gte=since)
        return records.filter(at__date__lte=until) if until else records


def find_person(text, actor, permission):
    """One person within reach, named by number, phone, account or an unmistakable name."""
    people = Person.objects.standing().visible_to(actor, permission).order_by("pk")
    by_account = people.filter(account__username=clean_username(text))
    found = list(by_account[:2]) or list(people.filter(pk__in=found_by(text).values("pk"))[:2])
    if len(found) == 1:
        return found[0]
    raise forms.ValidationError("不止一人，请改用证件号码或手机号码" if found else "在您的管理范围内没有找到此人")


class Appointment(VersionedForm):
    person = forms.CharField(label="人员", max_length=60, help_text="证件号码、手机号码、账号或姓名")
    organisation = forms.CharField(
        label="任职组织", max_length=200, help_text="组织代码或全称；部室的岗位管辖其所属的工会"
    )
    role = forms.ChoiceField(label="角色", choices=lambda: [("", "请选择"), *role_choices()[1:]])
    reaches = forms.ChoiceField(label="管辖范围", choices=Post.Reaches, initial=Post.Reaches.BRANCH)
    title = forms.CharField(label="职务", max_length=60, required=False)
    day = DateField(label="任职日期")
    until = DateField(label="离任日期", required=False, help_text="没有定下的留空")
    is_full_time = forms.BooleanField(label="专职", required=False)
    reason = forms.CharField(label="依据", max_length=200, required=False, help_text="任命文件的文号")

    def clean_person(self):
        return find_person(self.cleaned_data["person"], self.actor, "access.post.appoint")

    def clean_organisation(self):
        return find_organisation(self.cleaned_data["organisation"], self.actor)


def find_organisation(text, actor):
    """One standing organisation within reach, by its code or its whole name."""
    within = Organisation.objects.visible_to(actor, "access.post.appoint").standing()
    found = list(within.filter(code=text)[:1]) or list(within.filter(name=text)[:2])
    if len(found) == 1:
        return found[0]
    raise forms.ValidationError("不止一个组织叫这个名称，请用组织代码" if found else "在您的管理范围内没有找到这个组织")


class Successor(forms.ModelChoiceField):
    """A person by name."""

    def label_from_instance(self, obj):
        return obj.name


class Ending(VersionedForm):
    day = DateField(label="离任日期", help_text="从这一天起不再担任")
    successor = Successor(
        label="接交人",
        queryset=Person.objects.none(),
        required=False,
        empty_label="没有，交给上级工会",
        help_text="在同一组织任职的人；新人还没有任命的，请先任命",
    )
    reason = forms.CharField(label="原因", max_length=200)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["successor"].queryset = queries.possible_successors(record, timezone.localdate())  # type: ignore[attr-defined]


class Activation(VersionedForm):
    """Whom a county gives a grassroots post; somebody not on record is registered with it."""

    union = UnionField(label="工会")
    role = forms.ChoiceField(label="岗位", choices=lambda: queries.activated_roles())
    person = forms.CharField(
        label="新任者", max_length=60, help_text="在册的填证件号码、手机号码或姓名；不在册的填证件号码，并填姓名"
    )
    name = forms.CharField(label="姓名", max_length=60, required=False, help_text="在册的人不用填")
    phone = forms.CharField(
        label="手机号码", max_length=20, required=False, help_text="用来收验证码；在册且没有变的不用填"
    )
    title = forms.CharField(label="职务", max_length=60, required=False)
    day = DateField(label="任职日期")
    until = DateField(label="届满日期", required=False, help_text="没有定下的留空")
    reason = forms.CharField(label="依据", max_length=200, required=False, help_text="批复文件的文号")
    is_confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choose_within(self, "union", Organisation.objects.visible_to(self.actor, "access.post.activate").grassroots())

    def clean(self):
        super().clean()
        typed = self.cleaned_data.get("person", "")
        if not typed or self.errors:
            return self.cleaned_data
        if self.cleaned_data["name"] and known_by_document("01", clean_number(typed)) is None:
            self.cleaned_data["person"] = None
            self.cleaned_data["number"] = typed
        else:
            self.add_person(typed)
        return self.cleaned_data

    def add_person(self, typed):
        try:
            self.cleaned_data["person"] = find_person(typed, self.actor, "access.post.activate")
        except forms.ValidationError as error:
            said = "；不在册的，请填证件号码和姓名登记" if not self.cleaned_data["name"] else ""
            self.add_error("person", f"{error.messages[0]}{said}")


class Naming(VersionedForm):
    organisation = forms.CharField(label="工会", max_length=200, help_text="组织代码或全称")
    reference = forms.CharField(label="依据", max_length=100, required=False)
    day = DateField(label="起")

    def clean_organisation(self):
        return find_organisation(self.cleaned_data["organisation"], self.actor)


class NewAccount(VersionedForm):
    person = forms.CharField(label="人员", max_length=60, help_text="证件号码、手机号码或姓名")
    username = forms.CharField(label="账号", max_length=60)
    password = forms.CharField(
        label="初始密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=StrongEnough().get_help_text() + "本人首次登录时须更换。",
    )

    def clean_person(self):
        return find_person(self.cleaned_data["person"], self.actor, "access.account.open")


class NewPassword(Form):
    password = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=StrongEnough().get_help_text() + "本人下次登录时须更换。",
    )
    reason = forms.CharField(label="原因", max_length=200)


class Reason(Form):
    reason = forms.CharField(label="原因", max_length=200)
