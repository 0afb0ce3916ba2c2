"""The shape of what is entered on the pages of returns."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.db.models import Q

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.actions.returns.answers import Entry
from guildhall.mechanisms.indicators.models import Indicator, ReturnCell, ReturnForm
from guildhall.mechanisms.indicators.queries import returns
from guildhall.mechanisms.indicators.rules.arithmetic import plain
from guildhall.portal.returns.showing import cells_of
from guildhall.portal.statistics.forms import PeriodTextField
from guildhall.portal.statistics.showing import groups_of, visible
from guildhall.web.forms import DateField, Filter, Form, VersionedForm, parse_moment

GROUPED = re.compile(r"[\s,，]")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")


class NumberField(forms.CharField):
    """A number as people type it: 1,234, full-width digits."""

    def clean(self, value):
        typed = GROUPED.sub("", super().clean(value)).translate(FULL_WIDTH)
        if not typed:
            return None
        try:
            number = Decimal(typed)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= Decimal(10) ** 18:
            raise forms.ValidationError("请填数字，如 1234")
        return number


class Filling(Form):
    """The cells of one return to be written; it knows which version of the return it showed."""

    version_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, answer, cells, values, **kwargs):
        super().__init__(*args, initial={"version_shown": answer.changed_at.isoformat()}, **kwargs)
        self.cells = [cell for cell in cells if not cell.is_computed and cell.pk in values]
        for cell in self.cells:
            self.add(cell, values[cell.pk])

    def add(self, cell, value):
        label = f"第 {cell.line_number} 行 {cell.line} {cell.column}"
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control", "aria-label": label}
        if value.counted is not None:
            attrs["data-counted"] = plain(value.counted)
        number = NumberField(required=False, label=label, max_length=24, widget=forms.TextInput(attrs))
        number.initial = "" if value.value is None else plain(value.value)
        said = {
            "class": "form-control",
            "placeholder": "差异说明" if cell.is_counted else "说明（可不填）",
            "aria-label": f"{label} 说明",
        }
        note = forms.CharField(required=False, max_length=300, widget=forms.TextInput(said))
        note.initial = value.note
        self.fields[f"value-{cell.pk}"], self.fields[f"note-{cell.pk}"] = number, note

    def clean(self):
        super().clean()
        given = self.cleaned_data
        for cell in self.cells:
            name = f"value-{cell.pk}"
            number = given.get(name)
            if number is not None and name in self.changed_data and number != round(number, cell.places):
                self.add_error(name, f"最多 {cell.places} 位小数" if cell.places else "请填整数，不带小数")

    @property
    def entries(self):
        given = self.cleaned_data
        return {cell.pk: Entry(given[f"value-{cell.pk}"], given[f"note-{cell.pk}"]) for cell in self.cells}

    @property
    def version(self):
        return parse_moment(self.cleaned_data.get("version_shown", ""))

    @property
    def typed(self):
        """What was typed, as text to copy when it could not be taken."""
        lines = []
        for cell in self.cells:
            value = self.data.get(f"value-{cell.pk}", "").strip()
            note = self.data.get(f"note-{cell.pk}", "").strip()
            if value or note:
                lines.append("\t".join([str(cell.line_number), cell.line, cell.column, value, note]).rstrip())
        return "\n".join(lines)


class ReturnFilter(Filter):
    unions = ("union",)
    name = forms.CharField(label="报表")
    union = forms.CharField(label="填报单位")
    standing = forms.ChoiceField(
        label="状态", choices=[("", "全部"), *((code, label) for code, (label, _) in returns.STANDINGS.items())]
    )
    mine = forms.ChoiceField(label="范围", choices=[("", "全部"), ("own", "本单位填报"), ("lower", "下级报来")])
    call = forms.IntegerField(widget=forms.HiddenInput)
    upper = forms.IntegerField(widget=forms.HiddenInput)

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["name"]:
            records = records.filter(call__form__name__icontains=asked["name"].strip())
        if asked["union"]:
            like = asked["union"].strip()
            records = records.filter(
                Q(organisation__name__icontains=like) | Q(organisation__short_name__icontains=like)
            )
        if asked["standing"]:
            records = records.filter(returns.STANDINGS[asked["standing"]][1])
        if asked["mine"]:
            side = "organisation__in" if asked["mine"] == "own" else "asked_by__in"
            records = records.filter(**{side: returns.homes_of(self.actor)})  # type: ignore[arg-type]
        if asked["call"]:
            records = records.filter(call=asked["call"], upper=asked["upper"])
        return records


class CallFilter(Filter):
    name = forms.CharField(label="报表")

    def narrow(self, records):
        name = self.cleaned_data["name"]
        return records.filter(form__name__icontains=name.strip()) if name else records


class FormFilter(Filter):
    name = forms.CharField(label="报表名称")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *ReturnForm.State.choices])

    def narrow(self, records):
        asked = self.cleaned_data
        if asked["name"]:
            records = records.filter(name__icontains=asked["name"].strip())
        return records.filter(state=asked["state"]) if asked["state"] else records


class FormFacts(VersionedForm):
    name = forms.CharField(label="报表名称", max_length=100, help_text="如：工会组织和会员基本情况年报")
    issuer = forms.CharField(label="制表机关", max_length=100, help_text="如：江西省总工会")
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    unit_line = forms.CharField(label="计量单位", max_length=40, required=False, help_text="印在表的右上角，如：家、人")
    period_kind = forms.ChoiceField(label="报告期别", choices=ReturnForm.PeriodKind.choices)
    checks = forms.CharField(
        label="审核关系",
        required=False,
        widget=forms.Textarea,
        help_text="每行一条，数字是行次，如 2≤1、5=3+4、1≥2+3；指定栏次写作 2.1≤1.1",
    )
    note = forms.CharField(label="填报说明", required=False, widget=forms.Textarea)


class CellFacts(VersionedForm):
    line_number = forms.IntegerField(label="行次", min_value=1, max_value=400)
    line = forms.CharField(label="指标名称", max_length=100)
    column_number = forms.IntegerField(label="栏次", min_value=1, max_value=40, initial=1)
    column = forms.CharField(label="栏名", max_length=60, initial="本期")
    unit = forms.CharField(label="计量单位", max_length=20, required=False)
    kind = forms.ChoiceField(label="来源", choices=ReturnCell.Kind.choices)
    figure = forms.ChoiceField(label="指标", required=False, help_text="平台取数时选")
    part = forms.ChoiceField(label="其中", required=False, help_text="只数指标的一部分时选")
    at = forms.ChoiceField(label="取数期间", choices=ReturnCell.At.choices)
    formula = forms.CharField(label="算式", max_length=200, required=False, help_text="表内计算时填，如 2+3、5-6")
    is_required = forms.BooleanField(label="必填", required=False, initial=True)
    places = forms.IntegerField(label="小数位", min_value=0, max_value=4, initial=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = visible(figures.catalogue(), self.actor)
        offered = [
            (group, [(f.code, f"{f.name}（{f.unit}）") for f in found]) for group, found in groups_of(known).items()
        ]
        self.fields["figure"].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]
        self.fields["figure"].widget.attrs["data-search"] = ""
        self.fields["part"].choices = [("", "全部"), *parts_offered(known)]  # type: ignore[attr-defined]
        self.fields["part"].widget.attrs["data-search"] = ""

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("kind") != ReturnCell.Kind.COUNTED:
            given["figure"], given["part"], given["at"] = "", "", ReturnCell.At.WHOLE
        if given.get("kind") != ReturnCell.Kind.COMPUTED:
            given["formula"] = ""
        by, _, part = given.get("part", "").partition(":")
        figure = figures.catalogue().get(given.get("figure", ""))
        if by and by not in getattr(figure, "breakdowns", {}):
            self.add_error("part", "所选指标不这样分组，请另选或选“全部”")
        given["by"], given["part"] = by, part
        return given


def parts_offered(known):
    """The parts of all breakdowns with fixed labels: sex, kind, ownership…"""
    ways = {}
    for figure in known.values():
        if isinstance(figure, Indicator):
            ways |= {name: breakdown for name, breakdown in figure.breakdowns.items() if breakdown.choices}
    return [
        (breakdown.label, [(f"{name}:{code}", f"{breakdown.label}：{label}") for code, label in breakdown.choices])
        for name, breakdown in ways.items()
    ]


class ChooseFigures(Form):
    figures = forms.MultipleChoiceField(label="指标", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        known = visible(figures.catalogue(), actor)
        self.fields["figures"].choices = [  # type: ignore[attr-defined]
            (group, [(f.code, f"{f.name}（{f.unit}）") for f in found]) for group, found in groups_of(known).items()
        ]


class Since(Form):
    since = DateField(label="施行日期")


class Until(Form):
    until = DateField(label="停用日期")
    reason = forms.CharField(label="理由", max_length=300)


class UnionsField(forms.CharField):
    """Named unions, one a line; `within` is set by the form."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.Textarea, **kwargs)
        self.within = Organisation.objects.none()

    def clean(self, value):
        names = [name.strip() for name in re.split(r"[\n、,，;；]", super().clean(value)) if name.strip()]
        asked = dict.fromkeys(names)
        same = Q(name__in=names) | Q(code__in=names) | Q(short_name__in=names)
        for union in self.within.filter(same) if names else ():
            for name in (union.name, union.code, union.short_name):
                if name in asked:
                    asked[name] = union
        missing = [name for name, union in asked.items() if union is None]
        if missing:
            raise forms.ValidationError(
                f"没有找到：{'、'.join(missing[:5])}；请填下级工会的全称、简称或组织代码，每行一个"
            )
        return list(dict.fromkeys(asked.values()))


class WhomToCall(VersionedForm):
    """To which lower unions: all of them, or named ones."""

    due_on = DateField(label="报送期限")
    whom = forms.ChoiceField(label="填报单位", widget=forms.RadioSelect, initial="all")
    unions = UnionsField(label="指定的工会", help_text="全称、简称或组织代码，每行一个；选“全部”时不填")

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.lower = returns.lower_unions(organisation)
        below = Organisation.objects.below(organisation.path).exclude(pk=organisation.pk).unions()
        self.fields["unions"].within = below.order_by("path")  # type: ignore[attr-defined]
        kinds = "县（市、区）总工会和开发区工会" if organisation.depth == 1 else "基层工会"
        self.fields["whom"].choices = [("all", f"全部下级{kinds}（{self.lower.count()} 家）"), ("named", "指定的工会")]  # type: ignore[attr-defined]

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("whom") == "all":
            given["unions"] = list(self.lower)
        elif not given.get("unions") and "unions" not in self.errors:
            self.add_error("unions", "请填要布置的工会")
        return given


class NewCall(WhomToCall):
    form = forms.ModelChoiceField(
        label="报表", queryset=ReturnForm.objects.filter(state="in_force").order_by("name"), empty_label=None
    )
    period = PeriodTextField()
    cutoff_on = DateField(label="截止登记日", required=False, help_text="这一天以后登记的记录照数，另行列出")
    allows_one_person = forms.BooleanField(
        label="只有一名干部的单位可以一人填表和审核", required=False, help_text="报表上会注明"
    )
    note = forms.CharField(label="布置要求", max_length=500, required=False, widget=forms.Textarea)

    field_order = ("form", "period", "due_on", "cutoff_on", "whom", "unions", "allows_one_person", "note")


class CallLower(WhomToCall):
    pass


class Preparing(VersionedForm):
    filler = forms.CharField(label="填表人", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=30, required=False, help_text="印在表上，请填办公电话")
    reviewer = forms.CharField(label="审核人", max_length=60, required=False)


class Confirming(VersionedForm):
    reviewer = forms.CharField(label="审核人", max_length=60, required=False)
    head = forms.CharField(label="负责人", max_length=60)


class WithReason(VersionedForm):
    reason = forms.CharField(label="原因", max_length=300)


class Reissuing(VersionedForm):
    due_on = DateField(label="报送期限")


class UpperWorkbook(VersionedForm):
    file = forms.FileField(
        label="上级的空表", widget=forms.FileInput(attrs={"accept": ".xlsx"}), help_text=".xlsx；.xls 请先另存为 .xlsx"
    )


class Mapping(Form):
    """Sheet and address of each cell of a form, and the table with one row for each unit."""

    unit_sheet = forms.ChoiceField(label="分单位的工作表", required=False)
    unit_column = forms.RegexField(
        r"^[A-Za-z]{1,3}$", label="单位名称所在列", required=False, error_messages={"invalid": "写列的字母，如 A"}
    )

    def __init__(self, *args, form, sheets, suggested, formulas=frozenset(), **kwargs):
        self.formulas = formulas
        super().__init__(*args, initial={"unit_sheet": form.unit_sheet, "unit_column": form.unit_column}, **kwargs)
        named = [("", "—"), *((name, name) for name in sheets)]
        self.fields["unit_sheet"].choices = named  # type: ignore[attr-defined]
        self.cells = cells_of(form)
        for cell in self.cells:
            stands = cell.sheet in sheets
            sheet = forms.ChoiceField(
                required=False, choices=named, label=f"第 {cell.line_number} 行 {cell.line} 的工作表"
            )
            sheet.initial = cell.sheet if stands else suggested.get(cell.pk, ("", ""))[0]
            address = forms.RegexField(
                r"^[A-Za-z]{1,3}[0-9]{1,7}$", required=False, label=f"第 {cell.line_number} 行 {cell.line} 的单元格",
                error_messages={"invalid": "写作 C5"},
            )  # fmt: skip
            column = forms.RegexField(
                r"^[A-Za-z]{1,3}$", required=False, label=f"第 {cell.line_number} 行 {cell.line} 在分单位表的列",
                error_messages={"invalid": "写列的字母，如 C"}, initial=cell.row_column,
            )  # fmt: skip
            address.initial = cell.address if stands and cell.address else suggested.get(cell.pk, ("", ""))[1]
            self.fields[f"sheet-{cell.pk}"], self.fields[f"address-{cell.pk}"] = sheet, address
            self.fields[f"column-{cell.pk}"] = column
            for name, field in (
                (f"sheet-{cell.pk}", sheet),
                (f"address-{cell.pk}", address),
                (f"column-{cell.pk}", column),
            ):
                field.widget.attrs |= {
                    "aria-label": field.label,
                    "class": "form-select" if "sheet" in name else "form-control",
                }

    def clean(self):
        super().clean()
        given = self.cleaned_data
        for cell in self.cells:
            address = given.get(f"address-{cell.pk}", "").upper()
            if (given.get(f"sheet-{cell.pk}"), address) in self.formulas:
                self.add_error(f"address-{cell.pk}", f"{address} 是上级的公式，不能写，请另选一格")

    @property
    def rows(self):
        return [
            {
                "cell": cell,
                "sheet": self[f"sheet-{cell.pk}"],
                "address": self[f"address-{cell.pk}"],
                "column": self[f"column-{cell.pk}"],
            }
            for cell in self.cells
        ]

    @property
    def places(self):
        given = self.cleaned_data
        names = ("sheet", "address", "column")
        told = {cell.pk: [given[f"{name}-{cell.pk}"] for name in names] for cell in self.cells}
        return {key: (sheet, address.upper(), column.upper()) for key, (sheet, address, column) in told.items()}
