"""The shape of what is chosen and entered on the pages of figures."""

from django import forms

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.models import DeclaredReading, Measure, Rate, Unit
from guildhall.mechanisms.indicators.rules.periods import read_period
from guildhall.portal.statistics.chosen import areas_within, lines, periods_offered
from guildhall.portal.statistics.showing import groups_of, visible
from guildhall.web.choosing import UnionField
from guildhall.web.forms import DateField, Filter, Form, VersionedForm

SCALES = {"100": "%", "1000": "‰", "1": "倍"}


class Choice(Form):
    """The pickers above figures: period, part of the city, industrial line."""

    period = forms.ChoiceField(label="统计期", required=False)
    union = forms.ChoiceField(label="范围", required=False)
    line = forms.ChoiceField(label="产业工会", required=False)
    cutoff = DateField(label="登记截止日", required=False)

    def __init__(self, chosen, *, reach, whole, source, with_cutoff=False):
        initial = {
            "period": chosen.period.code,
            "union": chosen.union.pk if chosen.union else "",
            "line": chosen.line.pk if chosen.line else "",
            "cutoff": chosen.cutoff,
        }
        super().__init__(initial=initial)
        if not with_cutoff:
            del self.fields["cutoff"]
        self.choose_from("period", periods_offered(chosen.period))
        self.choose_from("union", self.unions(chosen, reach, whole))
        self.fields["union"].widget.attrs.update({"data-source": source, "placeholder": "输入工会名称或代码查找"})
        offered = list(lines().order_by("rank", "path").values_list("pk", "name"))
        self.choose_from("line", [("", "全部"), *offered] if not chosen.is_own_line else offered)
        if not offered:
            del self.fields["line"]

    def choose_from(self, name, offered):
        self.fields[name].choices = offered  # type: ignore[attr-defined]

    def unions(self, chosen, reach, whole):
        areas = areas_within(reach).order_by("rank", "path")[:60]
        offered = [("", whole), *((area.pk, area.printed_name) for area in areas)]
        if chosen.union is not None and chosen.union.pk not in {key for key, _ in offered}:
            offered.append((chosen.union.pk, chosen.union.printed_name))
        return offered


class Freezing(VersionedForm):
    note = forms.CharField(label="说明", max_length=300, required=False, help_text="如：用于年鉴、上报省总")


class PeriodTextField(forms.CharField):
    """A period as people write it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "统计期")
        kwargs.setdefault("help_text", "2012、2012-03、2012年上半年、2012年第一季度，或 2011-10-01..2012-09-30")
        super().__init__(max_length=30, **kwargs)

    def clean(self, value):
        typed = super().clean(value)
        try:
            return read_period(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ForUnion(VersionedForm):
    """A form about one union within the reach of a permission."""

    def __init__(self, *args, permission, **kwargs):
        super().__init__(*args, **kwargs)
        within = Organisation.objects.within(self.actor.reach(permission))
        self.fields["organisation"].within = within  # type: ignore[attr-defined]


class TargetForm(ForUnion):
    organisation = UnionField(label="承担单位")
    period = PeriodTextField()
    value = forms.DecimalField(label="目标值", max_digits=20, decimal_places=2)
    source = forms.CharField(label="依据文件", max_length=200, required=False, help_text="如：2012年工作要点")


class PrintedRateForm(ForUnion):
    organisation = UnionField(label="统计范围")
    period = PeriodTextField()
    value = forms.DecimalField(
        label="公布的比率", max_digits=12, decimal_places=4, help_text="照原文填写，小数位也照原文"
    )
    source = forms.CharField(label="出处", max_length=200, help_text="文件、年鉴或通报的名称和页码")


class RateForm(VersionedForm):
    kind = forms.ChoiceField(label="类型", choices=Rate.Kind.choices, help_text="占比的两边单位相同；增幅只选分子")
    name = forms.CharField(label="名称", max_length=100, help_text="如：集体合同签订率")
    numerator = forms.ChoiceField(label="分子（增幅：求哪个指标的增幅）")
    denominator = forms.ChoiceField(label="分母", required=False)
    basis = forms.CharField(
        label="以什么为基数", max_length=200, required=False, help_text="如：已建工会的企业数；增幅可写补充说明"
    )
    scale = forms.ChoiceField(label="表示为", choices=[("100", "百分比 %"), ("1000", "千分比 ‰"), ("1", "倍数")])
    places = forms.IntegerField(label="小数位", min_value=0, max_value=4, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = groups_of(visible(figures.catalogue(), self.actor))
        offered = [
            (
                group,
                [(figure.code, f"{figure.name}（{figure.unit}）") for figure in found if figure.code != self.own_code],
            )
            for group, found in groups.items()
        ]
        for name in ("numerator", "denominator"):
            self.fields[name].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["data-search"] = ""

    @property
    def own_code(self):
        return getattr(self.record, "code", "")

    def clean_scale(self):
        return int(self.cleaned_data["scale"])

    @property
    def values(self):
        """What the verb takes: the unit follows from the scale."""
        given = dict(self.cleaned_data)
        return {**given, "unit": SCALES[str(given["scale"])]}

    def clean(self):
        given = dict(super().clean() or {})
        if given.get("kind") in {str(kind) for kind in Rate.GROWTHS}:
            given["denominator"] = ""
        elif not given.get("denominator"):
            self.add_error("denominator", "比率和占比要选定分母")
        return given


class DeclaredForm(ForUnion):
    """A declared number: of what, whose, for when, how much, from where, proved by what."""

    what = forms.ChoiceField(label="指标或计量项目", help_text="没有统计指标的，先在“计量项目”里加一项")
    organisation = UnionField(label="所属单位", help_text="这个数是哪个单位的：组织代码或名称")
    period = PeriodTextField()
    value = forms.DecimalField(label="申报数", max_digits=20, decimal_places=6, min_value=0)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label=None)
    source = forms.CharField(label="来源", max_length=200, help_text="哪份文件、通报或报表，写到文号或页码")
    note = forms.CharField(label="说明", max_length=300, required=False)
    evidence = forms.FileField(label="依据材料", help_text="文件扫描件、报表或照片；涉密文件不得上传")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(is_retired=False).order_by("rank", "name")  # type: ignore[attr-defined]
        known = groups_of(visible(figures.catalogue(), self.actor))
        offered = [(group, [(f.code, f"{f.name}（{f.unit}）") for f in found]) for group, found in known.items()]
        measures = Measure.objects.filter(is_retired=False).select_related("unit").order_by("name")
        own = [(one.code, f"{one.name}（{one.unit}）") for one in measures]
        self.fields["what"].choices = [("", "请选择"), *([("计量项目", own)] if own else []), *offered]  # type: ignore[attr-defined]
        self.fields["what"].widget.attrs["data-search"] = ""

    @property
    def values(self):
        """What the verb takes: a figure by its code, or a measure."""
        given = dict(self.cleaned_data)
        what = given.pop("what")
        measure = Measure.objects.filter(code=what).first()
        return given | ({"measure": measure} if measure else {"code": what})


class CorrectionForm(VersionedForm):
    value = forms.DecimalField(label="更正为", max_digits=20, decimal_places=6, min_value=0)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label=None)
    source = forms.CharField(label="来源", max_length=200)
    note = forms.CharField(label="说明", max_length=300, required=False)
    evidence = forms.FileField(label="新的依据材料", required=False, help_text="没有新材料的可不传；涉密文件不得上传")
    reason = forms.CharField(label="更正理由", max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(is_retired=False).order_by("rank", "name")  # type: ignore[attr-defined]


class WithdrawalForm(VersionedForm):
    reason = forms.CharField(label="撤回理由", max_length=300)


class DeclaredFilter(Filter):
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *DeclaredReading.State.choices])
    period = forms.CharField(label="统计期", max_length=30)
    source = forms.CharField(label="来源", max_length=100)

    def clean_period(self):
        typed = self.cleaned_data["period"]
        try:
            return read_period(typed) if typed else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def narrow(self, records):
        given = self.cleaned_data
        if given["state"]:
            records = records.filter(state=given["state"])
        if given["period"]:
            records = records.of_period(given["period"])
        return records.filter(source__icontains=given["source"]) if given["source"] else records


class UnitForm(VersionedForm):
    name = forms.CharField(label="单位", max_length=20, help_text="如：人、户、万元")
    kind = forms.ChoiceField(label="类别", choices=Unit.Kind.choices)
    factor = forms.DecimalField(
        label="折合基本单位", max_digits=18, decimal_places=6, initial=1,
        help_text="基本单位是元、公斤、平方米、米、小时；如万元填 10000。按个数计的填 1",
    )  # fmt: skip
    places = forms.IntegerField(label="小数位", min_value=0, max_value=6, initial=0)


class MeasureForm(VersionedForm):
    name = forms.CharField(label="名称", max_length=100, help_text="如：全省综合考核名次")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label=None)
    definition = forms.CharField(label="口径", max_length=300, help_text="计的是什么、怎样计、何时的数")
    adds_up = forms.BooleanField(label="各单位的数可以相加", required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(is_retired=False).order_by("rank", "name")  # type: ignore[attr-defined]


class Reason(Form):
    reason = forms.CharField(label="理由", max_length=300)
