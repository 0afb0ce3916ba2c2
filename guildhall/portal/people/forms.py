"""Filters and forms about people's records."""

from django import forms

from guildhall.kernel.access.actions import clean_username
from guildhall.kernel.access.models import Account
from guildhall.kernel.people.models import Duplicate, Person
from guildhall.kernel.people.queries import found_by
from guildhall.kernel.people.rules.merging import CLOSE, VOID
from guildhall.kernel.people.rules.privacy import CLASSES
from guildhall.web.forms import Filter, Form, PeriodField, VersionedForm


class RevealFilter(Filter):
    personal = ("account",)
    account = forms.CharField(label="查看人账号", max_length=60)
    privacy = forms.ChoiceField(
        label="类别", choices=[("", "全部"), *((each.code, each.label) for each in CLASSES.values())]
    )
    over = forms.BooleanField(label="只看超出提醒次数的")
    days = PeriodField(label="日期")

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["account"]:
            named = Account.objects.filter(username=clean_username(asked["account"]))
            records = records.filter(account_id__in=named.values("pk"))
        if asked["privacy"]:
            records = records.filter(privacy=asked["privacy"])
        if asked["over"]:
            records = records.filter(is_over=True)
        since, until = asked["days"] or (None, None)
        if since:
            records = records.filter(day__gte=since)
        return records.filter(day__lte=until) if until else records


class DuplicateFilter(Filter):
    personal = ("q",)
    q = forms.CharField(label="姓名、拼音、号码", max_length=60)
    state = forms.ChoiceField(label="状态", choices=[("", "待核对"), ("all", "全部"), *Duplicate.State.choices[1:]])
    ground = forms.ChoiceField(label="依据", choices=[("", "不限"), *Duplicate.Ground.choices])

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["q"]:
            found = found_by(asked["q"]).order_by().values("pk")
            records = records.filter(first__in=found) | records.filter(second__in=found)
        if asked["state"] != "all":
            records = records.filter(state=asked["state"] or Duplicate.State.OPEN)
        return records.filter(ground=asked["ground"]) if asked["ground"] else records


class PairForm(Form):
    """Two records that somebody takes for one person's."""

    one = forms.CharField(label="档案一", max_length=60, help_text="证件号码或手机号码，也可以填会员页地址里的编号")
    other = forms.CharField(label="档案二", max_length=60, help_text="同上")

    def __init__(self, *args, actor, permission, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = Person.objects.standing().visible_to(actor, permission)

    def clean_one(self):
        return self.person("one")

    def clean_other(self):
        return self.person("other")

    def person(self, name):
        typed = self.cleaned_data[name].strip()
        by_key = self.people.filter(pk=int(typed)) if typed.isdecimal() and len(typed) < 11 else self.people.none()
        found = list(by_key) or list(self.people.filter(pk__in=found_by(typed).order_by().values("pk"))[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError("不止一份，请改填号码或编号" if found else "在您的管理范围内没有找到")


class MergeForm(VersionedForm):
    """Which record stays, which facts, which membership."""

    keep = forms.TypedChoiceField(label="保留哪一份", coerce=int, widget=forms.RadioSelect)
    keep_open = forms.TypedChoiceField(label="保留的会籍", coerce=int, widget=forms.RadioSelect, required=False)
    other = forms.ChoiceField(
        label="另一段会籍",
        choices=[(VOID, "作废：重复登记的"), (CLOSE, "终止：先后在两个工会，按转会办")],
        widget=forms.RadioSelect,
        initial=VOID,
        required=False,
    )
    reason = forms.CharField(
        label="依据", max_length=300, widget=forms.Textarea, help_text="怎样核实是同一人，例如：电话核实本人，换发证件"
    )

    def __init__(self, *args, sides, spells, differing, **kwargs):
        super().__init__(*args, **kwargs)
        self.differing = [name for name, _, _ in differing]
        self.offer("keep", [(person.pk, said) for person, said in sides])
        self.offer("keep_open", spells)
        if len(spells) < 2:
            del self.fields["keep_open"], self.fields["other"]
        for name, label, values in differing:
            choices = list(zip((str(person.pk) for person, _ in sides), values, strict=True))
            self.fields[f"fact_{name}"] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
            self.fields[f"fact_{name}"].widget.attrs["class"] = "form-check-input"
        self.order_fields(["keep", *(f"fact_{name}" for name in self.differing), "keep_open", "other", "reason"])

    def offer(self, name, choices):
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def taken(self):
        """The facts that come from the record that does not stay."""
        kept = str(self.cleaned_data["keep"])
        return [name for name in self.differing if self.cleaned_data[f"fact_{name}"] != kept]


class ReasonForm(VersionedForm):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea)
