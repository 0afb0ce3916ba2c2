"""The forms of other names."""

from django import forms

from guildhall.kernel.organisations.models import Alias
from guildhall.web.forms import DateField, VersionedForm


class AliasForm(VersionedForm):
    text = forms.CharField(label="别名", max_length=200, help_text="印刷件、花名册或旧文件中的写法")
    source = forms.ChoiceField(label="来源", choices=Alias.Source.choices, initial=Alias.Source.ROSTER)
    since = DateField(label="起用日期", required=False)


class EndAliasForm(VersionedForm):
    alias = forms.ModelChoiceField(label="别名", queryset=Alias.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, aliases, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["alias"].queryset = aliases  # type: ignore[attr-defined]
