"""Uploading an export, and settling differences."""

from django import forms

from guildhall.mechanisms.workbooks.models import ReadBack
from guildhall.mechanisms.workbooks.rules.exchange.settling import CHOICES, WORDS
from guildhall.portal.exchange.forms.files import OfPart, ProfileField, UploadField
from guildhall.web.choosing import UnionField
from guildhall.web.forms import DateField, Filter, VersionedForm


class ReadFilter(Filter):
    q = forms.CharField(label="文件名")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *ReadBack.State.choices])

    def narrow(self, records):
        given = self.cleaned_data
        if given["q"]:
            records = records.filter(file_name__icontains=given["q"].strip())
        return records.filter(state=given["state"]) if given["state"] else records


class NewRead(OfPart):
    profile = ProfileField()
    organisation = UnionField(label="与哪一部分核对", help_text="县区总工会或一个工会的名称、组织代码")
    as_of = DateField(label="截至日期", help_text="上级系统导出的日期")
    is_whole = forms.BooleanField(
        label="文件是这一部分的全部名单", required=False, initial=True, help_text="勾选后，文件里没有的列为“只有本级有”"
    )
    file = UploadField(label="上级系统导出的文件", help_text=".xlsx、.xls 或 .csv")


class Settle(VersionedForm):
    choice = forms.ChoiceField(label="处理", widget=forms.RadioSelect)
    reason = forms.CharField(label="处理意见", max_length=300, required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(choice, WORDS[choice]) for choice in CHOICES[kind]]
        self.fields["choice"].choices = offered  # type: ignore[attr-defined]
        self.initial.setdefault("choice", offered[0][0])


class Reason(VersionedForm):
    reason = forms.CharField(label="处理意见", max_length=300, required=False)
