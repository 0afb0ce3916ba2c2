"""Forms of the roster import."""

from typing import Any

from django import forms

from guildhall.domains.membership.queries.roster import unions_called
from guildhall.domains.membership.rules.roster.columns import COLUMNS, PERMISSION
from guildhall.mechanisms.workbooks.models import Import
from guildhall.mechanisms.workbooks.queries.imports import head_of
from guildhall.mechanisms.workbooks.rules.sheet_rows import column_letters
from guildhall.web.choosing import LineField, few_or_all, unions_like, unions_of_line
from guildhall.web.forms import Filter, Form, VersionedForm

LARGEST = 300 << 20
SHOWN_ROWS = 12
SHOWN_TEXT = 20


class RosterFilter(Filter):
    unions = ("union",)
    union = forms.CharField(label="工会", max_length=200)
    line = LineField()

    def narrow(self, records: Any) -> Any:
        given = self.cleaned_data
        if given["union"]:
            records = records.filter(organisation__in=few_or_all(unions_like(given["union"])))
        return records.filter(organisation__in=unions_of_line(given["line"])) if given["line"] else records


class UploadRoster(VersionedForm):
    union = forms.CharField(
        label="导入到工会", max_length=200, help_text="工会全称或组织代码；表中有“所属工会”一列的，以该列为准"
    )
    file = forms.FileField(
        label="花名册文件",
        help_text=".xlsx、.xls 或 .csv，最多 100 万行；人数多时请用 .xlsx",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.xlsm,.et"}),
    )

    def clean_union(self) -> Any:
        """The one union within reach that the text means."""
        reach = self.actor.reach(PERMISSION)
        found = unions_called(self.cleaned_data["union"].strip())
        within = [o for o in found if reach.covers(area=o.area_id, organisation=o.pk)]
        if not within:
            raise forms.ValidationError("您的管理范围内没有这个工会，请填写工会全称或组织代码")
        if len(within) > 1:
            raise forms.ValidationError("有几个工会同名，请填写组织代码")
        return within[0]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 300 MB，请拆成几个文件分别上传")
        return file


class MatchRoster(Form):
    """Which row is the heading, and which column holds what."""

    def __init__(self, *args: Any, import_: Import, **kwargs: Any) -> None:
        self.head = head_of(import_, SHOWN_ROWS)
        initial = {"heading_row": import_.heading_row or 1, **import_.mapping}
        super().__init__(*args, initial=initial, **kwargs)
        names = import_.headings or (self.head[0] if self.head else [])
        width = max([len(row) for row in self.head] + [len(names)], default=0)
        choices = [("", "表中没有这一列")]
        choices += [(str(c), f"{column_letters(c)} 列 {_shown(names, c)}".strip()) for c in range(width)]
        rows = max(len(self.head), import_.heading_row, 1)
        self.fields["heading_row"] = forms.IntegerField(label="表头在第几行", min_value=1, max_value=max(rows, 40))
        for spec in COLUMNS:
            self.fields[spec.key] = forms.ChoiceField(label=spec.label, choices=choices, required=spec.required)
        self._dress()

    def _dress(self) -> None:
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"

    def mapping(self) -> dict[str, int]:
        given = ((spec.key, self.cleaned_data[spec.key]) for spec in COLUMNS)
        return {key: int(column) for key, column in given if column}


class TakeBackRoster(VersionedForm):
    reason = forms.CharField(label="撤回原因", max_length=300)


def _shown(names: list[str], column: int) -> str:
    return names[column].strip()[:SHOWN_TEXT] if column < len(names) else ""
