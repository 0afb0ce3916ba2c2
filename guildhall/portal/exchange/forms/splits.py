"""Giving out a list, and taking the filled workbooks back."""

from django import forms

from guildhall.mechanisms.workbooks.queries.exchange.values import subject_named, subjects
from guildhall.portal.exchange.forms.files import OfPart
from guildhall.web.choosing import UnionField
from guildhall.web.forms import DateField, Filter, VersionedForm

LARGEST = 200 << 20


class SplitFilter(Filter):
    q = forms.CharField(label="名称")

    def narrow(self, records):
        typed = self.cleaned_data["q"].strip()
        return records.filter(title__icontains=typed) if typed else records


class NewSplit(OfPart):
    subject = forms.ChoiceField(label="内容")
    organisation = UnionField(label="范围", help_text="它下面有记录的每个工会各一个工作簿")
    title = forms.CharField(label="名称", max_length=120, help_text="也是压缩包和每张表的标题，如：吉州区会员信息核对")
    note = forms.CharField(label="填报要求", max_length=200, required=False, help_text="写在每张表的第二行")
    due_on = DateField(label="交回日期", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [(one.code, one.name) for one in subjects()]  # type: ignore[attr-defined]
        for one in subjects():
            offered = [
                (field.key, field.label)
                for field in one.fields
                if not field.fixed and field.key != "name" and field.key not in one.required
            ]
            self.fields[f"fields_{self.slug(one.code)}"] = forms.MultipleChoiceField(
                label=f"{one.name}的栏目",
                choices=offered,
                required=False,
                initial=[key for key, _ in offered],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
                help_text="姓名、名称和证件号码总在表里",
            )

    @staticmethod
    def slug(code):
        return code.replace(".", "_")

    def given(self):
        """What the verb takes: the fields of the chosen subject only."""
        values = {name: value for name, value in self.cleaned_data.items() if not name.startswith("fields_")}
        return {**values, "fields": self.cleaned_data[f"fields_{self.slug(values['subject'])}"]}

    def clean(self):
        super().clean()
        chosen = self.cleaned_data.get("subject")
        if chosen and not self.cleaned_data.get(f"fields_{self.slug(chosen)}"):
            self.add_error(f"fields_{self.slug(chosen)}", f"请至少勾选一个{subject_named(chosen).name}的栏目")
        return self.cleaned_data


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or many; each is checked by itself."""

    def __init__(self, **kwargs):
        super().__init__(widget=ManyFiles(attrs={"accept": ".xlsx,.xls,.zip"}), **kwargs)

    def clean(self, data, initial=None):
        given = data if isinstance(data, (list, tuple)) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given]
        if sum(file.size for file in files) > LARGEST:
            raise forms.ValidationError("文件合计超过 200 MB，请分几次上传")
        return files


class GiveBack(VersionedForm):
    books = FilesField(label="交回的工作簿", help_text="可以一次选多个 .xlsx，也可以上传一个 .zip")
