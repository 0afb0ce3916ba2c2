"""Forms of transfers, and the filter of their list."""

from django import forms
from django.db.models import Q

from guildhall.domains.membership.models import TransferProposal
from guildhall.kernel.people.queries import found_by
from guildhall.web.choosing import LineField, UnionField, few_or_all, unions_like, unions_of_line
from guildhall.web.forms import DateField, Filter, VersionedForm


class TransferFilter(Filter):
    unions = ("union",)
    personal = ("q",)
    q = forms.CharField(label="会员", max_length=60)
    union = forms.CharField(label="转入工会", max_length=200)
    line = LineField()
    state = forms.ChoiceField(
        label="状态", choices=[("", "待接收"), ("all", "全部"), *TransferProposal.State.choices[1:]]
    )

    def narrow(self, records):
        given = self.cleaned_data
        if given["q"]:
            records = records.filter(person__in=found_by(given["q"]).order_by().values("pk"))
        if given["union"]:
            records = records.filter(to_union__in=few_or_all(unions_like(given["union"])))
        if given["line"]:
            of_line = unions_of_line(given["line"])
            records = records.filter(Q(to_union__in=of_line) | Q(from_union__in=of_line))
        if given["state"] == "all":
            return records
        return records.filter(state=given["state"] or TransferProposal.State.PROPOSED)


class TransferForm(VersionedForm):
    to_union = UnionField(label="转入工会")
    day = DateField(label="转会日期", help_text="在新工会入册之日")
    paper_number = forms.CharField(label="文号", max_length=60, required=False)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea, help_text="如工作调动")


class AcceptForm(VersionedForm):
    day = DateField(label="接收日期")
    note = forms.CharField(label="意见", max_length=300, required=False)


class RefuseForm(VersionedForm):
    note = forms.CharField(label="退回的原因", max_length=300, widget=forms.Textarea)
