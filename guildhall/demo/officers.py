"""The officers: people of every role, their posts, and the accounts with which one signs in to the demo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.contrib.auth.hashers import make_password

from guildhall.demo.places import CITY_CODE
from guildhall.demo.tree import Body, Tree
from guildhall.demo.unions import Union
from guildhall.demo.workforce import NEVER, Workforce
from guildhall.kernel.access.models import NamedUnion, Post
from guildhall.kernel.people.rules.pinyin import pinyin_key

PASSWORD = "Jian-2012-demo"  # noqa: S105 - it opens a demo city only
IN_OFFICE_SINCE = date(2011, 8, 1)
FULL_NAMES = {
    "360802": (("罗建华", "1"), ("刘小燕", "2")),
    "360803": (("王志平", "1"), ("曾丽萍", "2")),
    "360821": (("彭水生", "1"), ("胡晓红", "2")),
    "360822": (("周国平", "1"), ("李艳芳", "2")),
    "360823": (("何光明", "1"), ("习文娟", "2")),
    "360824": (("邹志刚", "1"), ("黄春梅", "2")),
    "360825": (("宋永平", "1"), ("聂小兰", "2")),
    "360826": (("匡建文", "1"), ("康海燕", "2")),
    "360827": (("郭德林", "1"), ("钟秀英", "2")),
    "360828": (("许新民", "1"), ("赖美华", "2")),
    "360829": (("刘卫东", "1"), ("欧阳红", "2")),
    "360830": (("龙小平", "1"), ("贺爱萍", "2")),
    "360881": (("谢红军", "1"), ("尹玉兰", "2")),
    "3608K1": (("陈建新", "1"), ("张晓静", "2")),
}


@dataclass(frozen=True)
class Seat:
    """Who holds which role where; `named` counts the unions of a post that reaches by name."""

    name: str
    sex: str
    role: str
    title: str
    body: Body
    reaches: str = Post.Reaches.BRANCH
    is_full_time: bool = True


@dataclass
class Officers:
    """Posts by position of person, with the names of those who have accounts."""

    seats: dict[int, Seat] = field(default_factory=dict)
    chairs: list[tuple[int, Body]] = field(default_factory=list)
    named: list[Body] = field(default_factory=list)

    @property
    def given_names(self) -> dict[int, str]:
        return {position: seat.name for position, seat in self.seats.items()}


def appoint(tree: Tree, unions: Sequence[Union], people: Workforce) -> Officers:
    """Seat officers among the members of their federations' own unions, and a chair in every union."""
    officers = Officers()
    first = np.searchsorted(
        people.union[: int(np.flatnonzero(np.diff(people.union) < 0)[0]) + 1], np.arange(len(unions))
    )
    seats_of: dict[int, list[Seat]] = {}
    for at, union in enumerate(unions):
        if union.plan.is_factory:
            seats_of[at] = _factory_seats(union.body)
        elif union.body.name == f"{union.plan.place.name}总工会机关工会委员会":
            seats_of[at] = _city_seats(tree) if union.plan.place.code == CITY_CODE else _county_seats(tree, union)
    order = sorted(seats_of, key=lambda at: (unions[at].plan.place.code != CITY_CODE, unions[at].plan.place.code))
    for at in order:
        for turn, seat in enumerate(seats_of[at]):
            officers.seats[int(first[at]) + turn] = seat
    for at, union in enumerate(unions):
        if union.stands_at_the_end and not union.plan.is_factory and at not in seats_of:
            officers.chairs.append((int(first[at]), union.body))
    officers.named = [union.body for union in unions if union.plan.is_factory]
    officers.named += [union.body for union in unions if union.plan.category == "joint" and union.stands_at_the_end][:2]
    _keep_in_office(people, officers)
    return officers


def _keep_in_office(people: Workforce, officers: Officers) -> None:
    """Officers neither leave nor retire, and are of the sex of their names."""
    for position in [*officers.seats, *(position for position, _ in officers.chairs)]:
        people.present.until[position] = NEVER
        people.present.closed_by[position] = ""
        people.present.standing[position] = "full"
        people.is_retired[position] = False
    for position, seat in officers.seats.items():
        people.is_woman[position] = seat.sex == "2"


def _city_seats(tree: Tree) -> list[Seat]:
    root = tree.root
    offices = {body.name: body for body in tree.bodies if body.parent is root}
    return [
        Seat("肖国华", "1", "city.leader", "党组书记、常务副主席", root),
        Seat("刘晓梅", "2", "city.officer", "组织部部长", offices["组织部"]),
        Seat("曾志强", "1", "city.statistician", "统计员", offices["办公室"]),
        Seat("郭海涛", "1", "city.officer", "企业工会指导员", offices["组织部"], Post.Reaches.NAMED),
        Seat("欧阳婷", "2", "industrial.officer", "教育工会副主席", tree.industrial["教育工会"], Post.Reaches.LINE),
        Seat("陈思远", "1", "system.administrator", "系统管理员", offices["网络工作部"]),
        Seat("彭雪", "2", "security.administrator", "安全管理员", offices["网络工作部"]),
        Seat("谢文", "1", "trail.administrator", "审计管理员", offices["经费审查委员会办公室"]),
    ]


def _county_seats(tree: Tree, union: Union) -> list[Seat]:
    county = tree.counties[union.plan.place.code]
    leader, clerk = FULL_NAMES[union.plan.place.code]
    return [
        Seat(*leader, "county.leader", "主席", county),
        Seat(*clerk, "county.clerk", "组织干事", county),
    ]


def _factory_seats(body: Body) -> list[Seat]:
    return [
        Seat("张文斌", "1", "union.chair", "工会主席", body, is_full_time=False),
        Seat("黄小芳", "2", "union.clerk", "工会干事", body),
    ]


def post_rows(officers: Officers, people: Workforce) -> list[dict[str, Any]]:
    """The posts; those of named officers first, so that the sign-in page finds them first."""
    rows = [
        _post(position, seat.body, seat.role, seat.title, IN_OFFICE_SINCE, seat.reaches, seat.is_full_time)
        for position, seat in officers.seats.items()
    ]
    for position, body in officers.chairs:
        joined = people.present.since[position].item()
        since = max(joined, body.term_starts_on or joined)
        rows.append(_post(position, body, "union.chair", "工会主席", since, Post.Reaches.BRANCH, False))
    return [{"id": number, **row} for number, row in enumerate(rows, 1)]


def _post(
    position: int, body: Body, role: str, title: str, since: date, reaches: str, is_full_time: bool
) -> dict[str, Any]:
    return {
        "person": position + 1,
        "organisation": body.id,
        "area": body.area.id,
        "role": role,
        "title": title,
        "reaches": str(reaches),
        "is_full_time": is_full_time,
        "since": since,
    }


def named_rows(officers: Officers, posts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The unions that the guidance officer reaches by assignment."""
    guide = next(post["id"] for post in posts if post["reaches"] == Post.Reaches.NAMED)
    return [
        {
            "post": guide,
            "organisation": body.id,
            "through": str(NamedUnion.Through.ASSIGNMENT),
            "reference": "市总企业工会指导组",
            "since": IN_OFFICE_SINCE,
        }
        for body in officers.named
    ]


def account_rows(officers: Officers) -> list[dict[str, Any]]:
    """An account for each named officer, by the pinyin of the name; all share the demo's password."""
    password = make_password(PASSWORD)
    return [
        {
            "username": pinyin_key(seat.name).replace(" ", ""),
            "password": password,
            "person": position + 1,
            "display_name": seat.name,
            "email": "",
            "is_active": True,
            "needs_second_factor": False,
        }
        for position, seat in officers.seats.items()
    ]
