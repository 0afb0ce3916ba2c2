"""Unions without a chair or a clerk, and posts whose holders never come."""

from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access import vacancies
from guildhall.kernel.access.models import Post
from guildhall.portal.administration import forms, tables
from guildhall.web.pages import ListPage

VIEW, ACTIVATE = vacancies.PERMISSION, "access.post.activate"
SHOWN = 50


class Counted(ListPage):
    """A list with its number in each county above it, and a text for a work group below the filters."""

    permission = VIEW
    template_name = "portal/vacancies.html"
    said = ""

    def line(self, record):
        raise NotImplementedError

    def context(self):
        visible = self.visible()
        counties = vacancies.by_county(visible)
        total = sum(number for _, number in counties)
        return {**super().context(), "counties": counties, "text": self.text(visible, counties, total)}

    def text(self, visible, counties, total):
        """Without names of people: it goes to a group."""
        if not total:
            return ""
        situation = self.filter.situation() if isinstance(self.filter, forms.CountyFilter) else ""
        title = f"{self.title}（{situation}）：共 {total} 个"
        if len(counties) > 1:
            return "\n".join([title, *(f"{name} {number} 个" for name, number in counties)])
        lines = [self.line(record) for record in visible[:SHOWN]]
        return "\n".join([title, *lines, *(["……"] if total > SHOWN else [])])


class VacancyList(Counted):
    title = "空缺岗位的工会"
    description = "没有主席、没有经办人或任期届满的基层工会。点工会名称启用新的主席。"
    columns = tables.VACANCIES
    narrowing = forms.VacancyFilter
    empty = "没有这样的工会"

    def records(self):
        return vacancies.unions_with_posts(timezone.localdate()).select_related("area").order_by("path")

    def address_of(self, record):
        if not self.actor.may(ACTIVATE):
            return record.get_absolute_url()
        role = "union.clerk" if record.has_chair and not record.has_clerk else "union.chair"
        return f"{reverse('administration:activate')}?union={record.code}&role={role}"

    def line(self, record):
        return record.name


class UnusedPostList(Counted):
    title = "闲置岗位"
    description = "任职的人从来没有登录，或者很久没有登录。提醒本人用手机号码和验证码登录即可，不用开账号。"
    columns = tables.UNUSED
    narrowing = forms.UnusedFilter
    empty = "没有闲置的岗位"

    def records(self):
        held = Post.objects.held_on(timezone.localdate())
        return held.select_related("person__account", "organisation", "area").order_by("-pk")

    def address_of(self, record):
        return record.get_absolute_url() if self.actor.may("access.post.view") else ""

    def line(self, record):
        return f"{record.organisation.name} {tables.role_of(record)}"
