"""The shape of what is chosen and entered on the pages of figures."""

from django import forms

from guildhall.kernel.organisations.models import Organisation
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.rules.periods import read_period
from guildhall.portal.statistics.chosen import areas_within, lines, periods_offered
from guildhall.portal.statistics.showing import groups_of, visible
from guildhall.web.choosing import UnionField
from guildhall.web.forms import Form, VersionedForm

SCALES = {"100": "%", "1000": "‰", "1": "倍"}


class Choice(Form):
    """The pickers above figures: period, part of the city, industrial line."""

    period = forms.ChoiceField(label="统计期", required=False)
    union = forms.ChoiceField(label="范围", required=False)
    line = forms.ChoiceField(label="产业工会", required=False)

    def __init__(self, chosen, *, reach, whole, source):
        initial = {
            "period": chosen.period.code,
            "union": chosen.union.pk if chosen.union else "",
            "line": chosen.line.pk if chosen.line else "",
        }
        super().__init__(initial=initial)
        self.choose_from("period", periods_offered(chosen.period))
        self.choose_from("union", self.unions(chosen, reach, whole))
        self.fields["union"].widget.attrs.update({"data-source": source, "placeholder": "输入工会名称或代码查找"})
        offered = list(lines().order_by("rank", "path").values_list("pk", "name"))
        self.choose_from("line", [("", "全部"), *offered])
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
        kwargs.setdefault("help_text", "2012、2012-03 或 2011-10-01..2012-09-30")
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
    name = forms.CharField(label="名称", max_length=100, help_text="如：集体合同签订率")
    numerator = forms.ChoiceField(label="分子")
    denominator = forms.ChoiceField(label="分母")
    basis = forms.CharField(label="以什么为基数", max_length=200, help_text="如：已建工会的企业数")
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
            self.fields[name].choices = [("", ""), *offered]  # type: ignore[attr-defined]
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


class Reason(Form):
    reason = forms.CharField(label="理由", max_length=300)
