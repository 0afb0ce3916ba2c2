"""Pages made with the kit, for its own tests only."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from guildhall.kernel.access.offers import Domain
from guildhall.kernel.offers import offer
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.web.columns import Column
from guildhall.web.forms import DateField, Filter, PeriodField, VersionedForm
from guildhall.web.pages import ListPage, open_page, page, signed_in_page

VIEW = "kit.union.view"
offer(Domain(code="kit", name="页面", permissions={VIEW: "查看"}, roles={"union.chair": [VIEW], "union.clerk": []}))


class UnionFilter(Filter):
    name = forms.CharField(label="名称")
    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), ("single", "单独"), ("county", "县区")])
    founded = PeriodField(label="成立日期")

    def narrow(self, records):
        if self.cleaned_data["name"]:
            records = records.filter(name__contains=self.cleaned_data["name"])
        if self.cleaned_data["kind"]:
            records = records.filter(kind=self.cleaned_data["kind"])
        return records


class Unions(ListPage):
    permission = VIEW
    title = "工会"
    narrowing = UnionFilter
    page_size = 2
    columns = (
        Column("名称", "name", sort="name", link=True),
        Column("类别", "kind", kind="choice"),
        Column("县区", "area.name"),
        Column("成立日期", "founded_on", kind="date"),
    )

    def records(self):
        return Organisation.objects.select_related("area").order_by("code")


class Rename(VersionedForm):
    name = forms.CharField(label="名称")
    day = DateField(label="日期")


@page(VIEW, Organisation)
def union(request, union):
    return render(request, "pages/detail.html", {"title": union.name})


@page(VIEW, Organisation)
def rename(request, union):
    form = Rename(request.POST or None, record=union, actor=request.actor)
    if form.is_valid():
        return HttpResponse("ok")
    return render(request, "pages/form.html", {"form": form, "title": "更名"})


@signed_in_page
def refused(request):
    raise Refused("金额超过标准", "没有生效的标准")


@signed_in_page
def own(request):
    return render(request, "base.html", {"title": "工作台"})


@signed_in_page
def broken(request):
    raise ZeroDivisionError


@open_page
def public(request):
    return render(request, "plain.html")


administration = [path("posts/", public, name="posts"), path("posts/trail/", public, name="trail")]
urlpatterns = [
    path("unions/", Unions.as_view(), name="unions"),
    path("unions/<int:pk>/", union, name="union"),
    path("unions/<int:pk>/rename/", rename, name="rename"),
    path("refused/", refused),
    path("own/", own),
    path("broken/", broken),
    path("public/", public),
    path("", include((administration, "administration"))),
    path("desk/", include("guildhall.web.urls")),
]
