"""Forms of a household: its members are chosen among those who live in it."""

from django import forms

from guildhall.kernel.people.models import HEAD, Person, choices
from guildhall.kernel.people.queries import found_by
from guildhall.web.forms import DateField, VersionedForm

RELATIONS = [(code, label) for code, label in choices("relation") if code != HEAD]


class FoundForm(VersionedForm):
    day = DateField(label="登记日期")
    address = forms.CharField(label="家庭住址", max_length=200, required=False)


class JoinForm(VersionedForm):
    person = forms.CharField(label="成员", max_length=60, help_text="已登记人员的证件号码、手机号码或姓名")
    relation = forms.ChoiceField(label="与户主关系", choices=[("", "请选择"), *RELATIONS])
    day = DateField(label="起始日期")

    def clean_person(self):
        people = Person.objects.standing().visible_to(self.actor, "membership.member.view")
        found = list(people.filter(pk__in=found_by(self.cleaned_data["person"]).order_by().values("pk"))[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError("不止一人，请改填证件号码" if found else "在您的管理范围内没有找到，请先登记")


class AddressForm(VersionedForm):
    address = forms.CharField(label="家庭住址", max_length=200, help_text="原住址不显示，请填写完整")


class MembersForm(VersionedForm):
    """A form that speaks of the members who live in a household now."""

    day = DateField(label="日期")
    reason = forms.CharField(label="说明", max_length=200)

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {member.pk: member for member in members}
        named = [(pk, f"{one.person.name}（{one.get_relation_display()}）") for pk, one in self.members.items()]
        self.build(named)

    def build(self, named):
        raise NotImplementedError

    def one_of(self, label, named):
        return forms.TypedChoiceField(
            label=label, coerce=int, choices=named, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
        )

    def ask_relations(self, named, said, empty):
        for pk, name in named:
            select = forms.Select(attrs={"class": "form-select"})
            self.fields[f"relation_{pk}"] = forms.ChoiceField(
                label=f"{name}{said}", choices=[("", empty), *RELATIONS], required=False, widget=select
            )

    def relations(self):
        given = {pk: self.cleaned_data.get(f"relation_{pk}") for pk in self.members}
        return {pk: relation for pk, relation in given.items() if relation}


class LeaveForm(MembersForm):
    def build(self, named):
        self.fields["member"] = self.one_of("退出的成员", named)
        self.order_fields(("member", "day", "reason"))

    def clean_member(self):
        return self.members[self.cleaned_data["member"]]


class HeadForm(MembersForm):
    def build(self, named):
        others = [(pk, name) for pk, name in named if self.members[pk].relation != HEAD]
        self.fields["head"] = self.one_of("新户主", others)
        self.ask_relations(named, "与新户主的关系", "不填（新户主本人）")
        self.order_fields(("head", *(name for name in self.fields if name.startswith("relation_")), "day", "reason"))

    def clean_head(self):
        return self.members[self.cleaned_data["head"]]


class SplitForm(HeadForm):
    address = forms.CharField(label="新住址", max_length=200, required=False)

    def build(self, named):
        others = [(pk, name) for pk, name in named if self.members[pk].relation != HEAD]
        self.fields["head"] = self.one_of("分出后的户主", others)
        self.ask_relations(others, "同往，与新户主的关系", "留下（或为新户主本人）")
        relations = [name for name in self.fields if name.startswith("relation_")]
        self.order_fields(("head", *relations, "day", "address", "reason"))
