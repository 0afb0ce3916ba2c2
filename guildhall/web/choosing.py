"""Choosing a union by its code or name: seven thousand of them are too many for a drop-down."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from guildhall.kernel.organisations.aliases import unions_known_as
from guildhall.kernel.organisations.letters import typed_letters
from guildhall.kernel.organisations.models import Alias, Kind, Organisation, OrganisationQuerySet
from guildhall.kernel.organisations.names import SHORTEST
from guildhall.kernel.scope import Actor
from guildhall.web.forms import ForReader

FEW, MANY = 5, 500
WIDE_KINDS = (Kind.CITY, Kind.COUNTY, Kind.ZONE)


def unions_like(text: str) -> OrganisationQuerySet:
    """Unions by their code, or by a part of their name, of an alias, of the pinyin or initials."""
    typed = text.strip()
    like = Q(code__iexact=typed) | Q(name__icontains=typed) | Q(short_name__icontains=typed)
    if letters := typed_letters(typed):
        like |= Q(letters__contains=letters)
    if len(typed) >= SHORTEST:
        like |= Q(pk__in=Alias.objects.in_use().filter(text__icontains=typed).order_by().values("organisation"))
    return Organisation.objects.unions().filter(like)


def few_or_all(unions: OrganisationQuerySet) -> Any:
    """What a list is narrowed to: told the numbers of a few unions, the database knows how few their records are."""
    numbers = list(unions.order_by().values_list("pk", flat=True)[: MANY + 1])
    return numbers if len(numbers) <= MANY else unions.order_by().values("pk")


class UnionField(forms.CharField):
    """One union, typed as code or name; `within` is set by the form to what may be chosen."""

    within: OrganisationQuerySet | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "工会")
        kwargs.setdefault("help_text", "组织代码或名称")
        super().__init__(max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Organisation | None:
        typed = super().clean(value)
        if not typed:
            return None
        within = self.within if self.within is not None else Organisation.objects.all()
        standing = within.unions().standing()
        found = list(standing.filter(Q(code__iexact=typed) | Q(name=typed) | Q(short_name=typed)).order_by("path")[:2])
        found = found or list(standing.filter(pk__in=unions_known_as([typed])[typed]).order_by("path")[: FEW + 1])
        found = found or list(standing.filter(name__icontains=typed).order_by("path")[: FEW + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError("没有找到这个工会，或不在您的管理范围内")
        names = "、".join(f"{one.name}（{one.code}）" for one in found[:FEW])
        raise forms.ValidationError(f"有不止一个工会符合，请填组织代码：{names}{'等' if len(found) > FEW else ''}")


class LineField(ForReader, forms.ModelChoiceField):
    """An industrial union to narrow a list to: for those who see more than one line, wherever its unions stand."""

    def __init__(self, **kwargs: Any) -> None:
        lines = Organisation.objects.filter(kind=Kind.INDUSTRIAL, dissolved_on=None).in_kept_order()
        super().__init__(queryset=lines, **{"label": "产业工会", "empty_label": "不限", **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.printed_name)

    def prepare_for(self, actor: Actor | None) -> None:
        """An industrial union's own officers see their line anyway, a grassroots union has but one."""
        home = getattr(actor, "home", None)
        if home is not None and home.kind not in WIDE_KINDS:
            self.widget = forms.HiddenInput()


def unions_of_line(line: Organisation) -> QuerySet[Organisation]:
    """The keys of the unions that carry a line."""
    return Organisation.objects.filter(line=line).order_by().values("pk")


def choose_within(form: forms.BaseForm, name: str, unions: OrganisationQuerySet) -> None:
    """Say from which unions a form's field chooses: those within the reach of whoever fills it in."""
    field = form.fields[name]
    assert isinstance(field, UnionField)  # noqa: S101 - for the type checker
    field.within = unions
