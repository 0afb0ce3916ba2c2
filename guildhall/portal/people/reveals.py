"""Who looked at whose personal facts."""

from guildhall.kernel.people.models import Reveal
from guildhall.portal.people import forms, tables
from guildhall.portal.people.domain import VIEW_REVEALS
from guildhall.web.pages import ListPage


class RevealList(ListPage):
    permission = VIEW_REVEALS
    title = "个人信息查看记录"
    description = "谁在何时因何查看了谁的哪一项；内容本身不记录。"
    columns = tables.REVEALS
    narrowing = forms.RevealFilter
    empty = "还没有人查看过个人信息"

    def records(self):
        return Reveal.objects.select_related("organisation").order_by("-pk")

    def address_of(self, record):
        """The file of the one looked at, for those who may open it."""
        is_person = record.subject_type == "people.person"
        return f"/desk/people/{record.subject_id}/" if is_person and self.actor.may("membership.member.view") else ""
