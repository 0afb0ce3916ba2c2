"""Asking for a file, and recording that it was sent."""

from django import forms

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.workbooks.models import Exchange
from guildhall.mechanisms.workbooks.queries.exchange.profiles import profiles_in_force
from guildhall.web.choosing import UnionField, choose_within
from guildhall.web.forms import DateField, Filter, VersionedForm

LARGEST = 300 << 20
ACCEPTED = {"accept": ".xlsx,.xls,.csv"}


class FileFilter(Filter):
    q = forms.CharField(label="方案")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *Exchange.State.choices])

    def narrow(self, records):
        given = self.cleaned_data
        if given["q"]:
            records = records.filter(profile__title__icontains=given["q"].strip())
        return records.filter(state=given["state"]) if given["state"] else records


class ProfileField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=profiles_in_force(), label="交换方案", empty_label="请选择", **kwargs)

    def label_from_instance(self, obj):
        return f"{obj.title}（{obj.system.name}）"


class OfPart(VersionedForm):
    """A form about a part of the city within the actor's reach."""

    def __init__(self, *args, permission, **kwargs):
        super().__init__(*args, **kwargs)
        choose_within(self, "organisation", Organisation.objects.visible_to(self.actor, permission))


class NewFile(OfPart):
    profile = ProfileField()
    organisation = UnionField(label="范围", help_text="市总工会、县区总工会或一个工会的名称、组织代码")
    reason = forms.CharField(label="用途", max_length=200, help_text="写入留痕和文件属性，如：2012 年度实名制上报")


class Sent(VersionedForm):
    day = DateField(label="报送日期")
    way = forms.ChoiceField(label="报送方式", choices=Exchange.Way.choices)
    receipt = forms.CharField(
        label="回执", max_length=300, required=False, widget=forms.Textarea, help_text="回执编号、接收人或系统提示"
    )


class UploadField(forms.FileField):
    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs=dict(ACCEPTED)))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file.size > LARGEST:
            raise forms.ValidationError("文件超过 300 MB，请拆成几个文件分别上传")
        return file
