"""The form under which a list is kept as a view."""

from typing import Any

from django import forms

from guildhall.kernel.organisations.models import Organisation
from guildhall.web.forms import VersionedForm
from guildhall.web.models import SavedView, posts_of


class BodyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return str(obj.printed_name)


class ViewForm(VersionedForm):
    name = forms.CharField(label="名称", max_length=40, help_text="如：本季度新建、已届满未换届")
    is_shared = forms.BooleanField(
        label="本单位共享", required=False, help_text="同单位任职的人都能用；各人只看到自己管辖范围内的记录"
    )


class SaveView(ViewForm):
    organisation = BodyChoice(label="单位", queryset=Organisation.objects.none(), empty_label=None)
    is_default = forms.BooleanField(label="设为我打开这个名单时的默认视图", required=False)

    field_order = ("name", "organisation", "is_shared", "is_default")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = {post.organisation_id for post in posts_of(self.actor)}
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=bodies).order_by("path")
        field.initial = min(bodies, default=None)
        if len(bodies) < 2:
            field.widget = forms.HiddenInput()


class ChangeView(ViewForm):
    def __init__(self, *args: Any, record: SavedView, **kwargs: Any) -> None:
        initial = {"name": record.name, "is_shared": record.is_shared}
        super().__init__(*args, record=record, initial=initial, **kwargs)
