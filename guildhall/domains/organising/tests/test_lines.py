from datetime import date

import pytest
from django.urls import reverse

from guildhall.domains.organising.actions import lines as actions
from guildhall.domains.organising.models import LineWork
from guildhall.domains.organising.tests.test_views import posted
from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.aliases import give_alias
from guildhall.kernel.organisations.employers import link_union, register_employer
from guildhall.kernel.organisations.models import Alias, Kind, LineStay, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, founded
from guildhall.kernel.people.tests.factories import member
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.indicators import queries as figures
from guildhall.mechanisms.indicators.rules.periods import year

DAY = date(2012, 6, 1)
CODES = ("organising.line_activities", "organising.line_participants")


@pytest.fixture
def line(root):
    return founded(root, Kind.INDUSTRIAL, "教育工会")


def work(line, **values):
    given = {"kind": "activity", "title": "教职工合唱节", "since": DAY, "until": DAY, "people_count": 120, **values}
    return actions.file_work(line=line, actor=TESTER, **given)


def test_a_county_proposes_and_the_industrial_union_confirms(client, line, unions_, counties, sign_in):
    clerk = sign_in(counties[0], "county.clerk", "刘小燕")

    posted(
        client, reverse("organising:join_line", args=[unions_[0].pk]), line=line.pk, day="2012-06-01", note="行业归口"
    )
    stay = LineStay.objects.get()
    own_answer = posted(client, reverse("organising:confirm_stay", args=[stay.pk]))
    sign_in(line, "industrial.officer", "欧阳婷", reaches="line")
    seen = client.get(reverse("organising:lines")).text
    answered = posted(client, reverse("organising:confirm_stay", args=[stay.pk]))

    stay.refresh_from_db()
    assert own_answer.context["form"].non_field_errors() == ["应由另一方确认"]
    assert stay.organisation.name in seen
    assert (answered.url, stay.state) == (stay.get_absolute_url(), "standing")
    assert Organisation.objects.get(pk=unions_[0].pk).line == line
    assert Entry.objects.get(verb="organisations.line.propose").account_id == clerk.pk


def test_an_industrial_union_proposes_and_the_county_refuses(client, line, unions_, counties, sign_in):
    sign_in(line, "industrial.officer", "欧阳婷", reaches="line")
    posted(client, reverse("organising:take_in", args=[line.pk]), union=unions_[0].name, day="2012-06-01", note="")
    stay = LineStay.objects.get()
    sign_in(counties[1], "county.clerk", "别县人")
    elsewhere = client.get(reverse("organising:refuse_stay", args=[stay.pk])).status_code
    sign_in(counties[0], "county.clerk", "刘小燕")

    posted(client, reverse("organising:refuse_stay", args=[stay.pk]), answer="属农林水利系统")

    stay.refresh_from_db()
    assert elsewhere == 404
    assert (stay.state, stay.answer) == ("refused", "属农林水利系统")
    assert Organisation.objects.get(pk=unions_[0].pk).line is None


def test_the_city_settles_both_sides_and_lets_a_union_leave(client, line, root, unions_, sign_in):
    sign_in(root, "city.officer", "刘晓梅")
    posted(client, reverse("organising:join_line", args=[unions_[0].pk]), line=line.pk, day="2012-06-01", note="")
    stay = LineStay.objects.get()

    missing = posted(client, reverse("organising:leave_stay", args=[stay.pk]), day="2012-05-01", note="归口调整")
    posted(client, reverse("organising:leave_stay", args=[stay.pk]), day="2012-07-01", note="归口调整")

    stay.refresh_from_db()
    assert missing.context["form"].non_field_errors() == ["退出日期不能早于加入日期"]
    assert (stay.state, stay.until) == ("ended", date(2012, 7, 1))


def test_nobody_joins_what_they_reach_on_no_side(line, counties, unions_, sign_in):
    clerk = actor_for(sign_in(counties[1], "county.clerk"), DAY)

    with pytest.raises(Refused, match="不在您的管理范围内"):
        actions.join(unions_[0], line=line, day=DAY, today=DAY, actor=clerk)

    assert not LineStay.objects.exists()


def test_the_page_of_a_line_shows_its_unions_by_county_and_its_work(client, line, root, counties, unions_, sign_in):
    for union in (unions_[0], unions_[2]):
        actions.join(union, line=line, day=DAY, today=DAY, actor=TESTER)
        member(union)
    filed = work(line)
    sign_in(root, "city.leader", "肖国华")

    response = client.get(reverse("organising:line", args=[line.pk]))

    assert [part.area for part in response.context["parts"]] == counties
    assert list(response.context["works"]) == [filed]
    assert client.get(reverse("organising:line", args=[counties[0].pk])).url == counties[0].get_absolute_url()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_works_costs_the_same_for_many(client, line, sign_in, count, django_assert_num_queries):
    sign_in(line, "industrial.officer", reaches="line")
    for number in range(count):
        work(line, title=f"活动{number}")
    client.get(reverse("organising:works"))

    with django_assert_num_queries(13):
        response = client.get(reverse("organising:works"))

    assert len(response.context["rows"]) == count


def test_work_is_filed_corrected_and_withdrawn_through_its_pages(client, line, sign_in):
    sign_in(line, "industrial.officer", reaches="line")
    given = {"title": "师德演讲赛", "since": "2012-06-01", "until": "", "place": "一中", "text": ""}

    refused = posted(client, reverse("organising:file_work"), line=line.pk, kind="plan", people_count="8", **given)
    posted(client, reverse("organising:file_work"), line=line.pk, kind="activity", people_count="80", **given)
    filed = LineWork.objects.get()
    posted(client, reverse("organising:correct_work", args=[filed.pk]), kind="activity", people_count="90", **given)
    posted(client, reverse("organising:withdraw_work", args=[filed.pk]), reason="没有举办")

    filed.refresh_from_db()
    assert refused.context["form"].non_field_errors() == ["只有活动填写参加人次"]
    assert (filed.people_count, filed.until, filed.withdrawn_at is not None) == (90, DAY, True)
    assert list(Entry.objects.filter(subject_id=filed.pk, verb__startswith="organising.work").order_by("pk").values_list("verb", flat=True)) == [
        "organising.work.file", "organising.work.correct", "organising.work.withdraw"
    ]  # fmt: skip


def test_work_of_another_line_does_not_exist_and_a_county_files_none(client, line, root, counties, sign_in):
    other = founded(root, Kind.INDUSTRIAL, "卫生工会")
    sign_in(other, "industrial.officer", reaches="line")
    elsewhere = client.get(reverse("organising:correct_work", args=[work(line).pk])).status_code
    sign_in(counties[0], "county.clerk")
    county = client.get(reverse("organising:file_work")).status_code

    assert (elsewhere, county) == (404, 403)


def test_activities_and_their_people_are_counted_by_line(root, line):
    other = founded(root, Kind.INDUSTRIAL, "卫生工会")
    work(line)
    work(line, people_count=30)
    work(other, people_count=5)
    work(line, kind="plan", people_count=0)
    actions.withdraw_work(work(line, people_count=1000), reason="误登", actor=TESTER)

    found = figures.read(CODES, year(2012), by="line")

    assert [found.value(code) for code in CODES] == [3, 155]
    assert {key: part[CODES[1]].value for key, part in found.parts.items()} == {line.pk: 150, other.pk: 5}


def test_every_list_is_narrowed_to_a_line_for_those_who_see_more(client, line, root, unions_, sign_in):
    actions.join(unions_[0], line=line, day=DAY, today=DAY, actor=TESTER)
    for union in unions_:
        member(union)
    sign_in(root, "city.officer")

    def shown(name):
        response = client.get(reverse(name), {"line": line.pk})
        return len(response.context["rows"])

    assert (shown("organising:unions"), shown("membership:members")) == (1, 1)
    assert (shown("organising:employers"), shown("membership:rosters"), shown("membership:transfers")) == (0, 0, 0)
    sign_in(line, "industrial.officer", "欧阳婷", reaches="line")
    field = client.get(reverse("organising:unions")).context["filter"]["line"]
    assert field.is_hidden


def test_aliases_of_a_union_are_given_and_ended_on_its_page(client, unions_, counties, sign_in):
    sign_in(counties[0], "county.clerk")
    address = reverse("organising:union_aliases", args=[unions_[0].pk])

    posted(client, address, text="吉机厂工会", source="roster")
    twice = posted(client, address, text="吉机厂 工会", source="roster")
    alias = Alias.objects.get()
    found = client.get(reverse("organising:unions"), {"q": "吉机厂"})
    once = client.get(address).context["once"]
    client.post(address, {"alias": alias.pk, "once": once})

    alias.refresh_from_db()
    assert twice.context["form"].non_field_errors() == ["这个工会已有这个别名"]
    assert [row[0].text for row in found.context["rows"]] == ["吉州机械厂工会"]
    assert alias.ended_at is not None


def test_an_alias_of_two_unions_asks_which(client, unions_, counties, sign_in):
    for union in unions_[:2]:
        give_alias(union, text="机械工会", source="roster", actor=TESTER)
    sign_in(counties[0], "county.clerk")

    response = posted(
        client, reverse("organising:found"), parent="机械工会", kind="branch", name="一车间分工会", ownership="other",
        day="2012-06-01",
    )  # fmt: skip

    assert response.context["form"].errors["parent"][0].startswith("有不止一个工会符合，请填组织代码：吉州机械厂工会")


def test_a_short_name_is_written_where_none_is_given(client, counties, sign_in):
    sign_in(counties[0], "county.clerk")

    posted(
        client, reverse("organising:found"), parent=counties[0].code, kind="single",
        name="吉州区新光（集团）有限责任公司工会委员会", ownership="other", day="2012-06-01",
    )  # fmt: skip

    assert Organisation.objects.get(name__contains="新光").short_name == "新光公司工会"


def test_a_lines_officer_reads_the_rate_that_the_city_reads(client, line, unions_, counties, root, sign_in):
    employer = register_employer(federation=counties[0], name="庐陵机械厂", head_count=4, actor=TESTER)
    link_union(employer, union=unions_[0], day=DAY, actor=TESTER)
    actions.join(unions_[0], line=line, day=DAY, today=DAY, actor=TESTER)
    member(unions_[0], since=DAY)

    read = {}
    for where, role, reaches in ((root, "city.officer", "branch"), (line, "industrial.officer", "line")):
        sign_in(where, role, f"{role}者", reaches=reaches)
        row = client.get(reverse("organising:lines")).context["rows"][0]
        read[role] = [reading.value for reading in row.readings]

    assert read["industrial.officer"] == read["city.officer"]
    assert read["industrial.officer"][-1] == 25
