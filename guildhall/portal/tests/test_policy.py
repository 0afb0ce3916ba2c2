from datetime import date

import pytest
from django.urls import reverse

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.calendar.models import Day, PublishedYear, Term
from guildhall.kernel.calendar.queries import days
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.parameters.models import Value
from guildhall.portal.policy.arrangement import WrongLines, read_lines, spans_of

pytestmark = pytest.mark.django_db
CODE = "access.password_days"
NOTICE = "国务院办公厅关于2031年部分节假日安排的通知"


@pytest.fixture
def counties():
    root = city()
    return [founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会")]


@pytest.fixture
def keeper(client, counties):
    client.force_login(account_of(officer(counties[0].parent, "city.officer")))
    return client


def keyed(response, **values):
    form = response.context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    return {**hidden, **values}


def test_parameters_are_listed_by_part_and_unsure_ones_are_marked(keeper):
    response = keeper.get(reverse("portal:parameters"))

    lines = {line.standing.parameter.code: line for _, part in response.context["groups"] for line in part}
    assert lines[CODE].standing.needs_confirmation
    assert response.context["groups"][0][0] == "本市"


def test_only_unsure_parameters_are_listed_when_asked_for(keeper):
    response = keeper.get(reverse("portal:parameters"), {"standing": "unsure"})

    codes = [line.standing.parameter.code for _, part in response.context["groups"] for line in part]
    assert CODE in codes
    assert "city.hotline" not in codes


def test_a_value_is_set_from_a_date_on_and_stands_in_the_history(keeper):
    url = reverse("portal:set_parameter", args=[CODE])

    response = keeper.post(url, keyed(keeper.get(url), value="60", since="2012-01-01", source="吉工办〔2012〕3号"))
    page = keeper.get(response.url)

    assert Value.objects.get(code=CODE).value == "60"
    assert page.context["standing"].shown == "60 天"
    assert [(value.shown, value.place) for value in page.context["values"]] == [("60 天", "全市")]


def test_a_value_of_one_county_leaves_the_citys_as_it_is(keeper, counties):
    url = reverse("portal:set_parameter", args=[CODE])

    keeper.post(
        url,
        keyed(
            keeper.get(url),
            value="30",
            since="2012-01-01",
            organisation_id=counties[0].pk,
            source="吉州工办〔2012〕1号",
        ),
    )
    page = keeper.get(reverse("portal:parameter", args=[CODE]))
    listed = keeper.get(reverse("portal:parameters"))

    assert page.context["standing"].shown == "90 天"
    assert [value.place for value in page.context["values"]] == ["吉州区总工会"]
    assert [line.local_count for _, part in listed.context["groups"] for line in part if line.local_count] == [1]


@pytest.mark.parametrize("value", ["-1", "九十", ""])
def test_a_wrong_value_is_refused_in_words_and_changes_nothing(keeper, value):
    url = reverse("portal:set_parameter", args=[CODE])

    response = keeper.post(url, keyed(keeper.get(url), value=value, since="2012-01-01", source="通知"))

    assert list(response.context["form"].errors) == ["value"]
    assert not Value.objects.exists()


def test_a_refusal_of_the_rule_is_shown(keeper):
    url = reverse("portal:set_parameter", args=[CODE])

    given = keyed(keeper.get(url), value="60", since="2012-05-01", until="2012-01-01", source="通知")
    response = keeper.post(url, given)

    assert list(response.context["form"].non_field_errors()) == ["终止日期不能早于生效日期"]


def test_an_unsure_default_is_confirmed(keeper):
    url = reverse("portal:confirm_parameter", args=[CODE])

    response = keeper.post(url, {"source": "主席办公会 2012 年第 3 次会议"})

    assert not keeper.get(response.url).context["standing"].needs_confirmation


def test_an_administrator_of_a_county_sets_values_only_there(client, counties):
    client.force_login(account_of(officer(counties[0], "system.administrator")))
    url = reverse("portal:set_parameter", args=[CODE])
    given = {"value": "30", "since": "2012-01-01", "source": "通知"}

    refused = [
        client.post(url, keyed(client.get(url), **given, organisation_id=place)) for place in ("", counties[1].pk)
    ]
    taken = client.post(url, keyed(client.get(url), **given, organisation_id=counties[0].pk))

    assert [list(response.context["form"].errors) for response in refused] == [["organisation_id"]] * 2
    assert taken.status_code == 302
    assert client.get(reverse("portal:confirm_parameter", args=[CODE])).status_code == 404


def test_an_unknown_parameter_does_not_exist(keeper):
    assert keeper.get(reverse("portal:parameter", args=["no.such"])).status_code == 404


@pytest.mark.parametrize(
    ("role", "name", "arguments", "status"),
    [
        ("union.chair", "parameters", [], 403),
        ("union.chair", "calendar", [], 403),
        ("union.chair", "terms", [], 403),
        ("county.clerk", "parameters", [], 200),
        ("county.clerk", "calendar", [], 200),
        ("county.clerk", "set_parameter", [CODE], 403),
        ("county.clerk", "confirm_parameter", [CODE], 403),
        ("county.clerk", "set_day", [], 403),
        ("county.clerk", "publish_year", [], 403),
        ("system.administrator", "publish_year", [], 302),
    ],
)
def test_reading_and_setting_are_two_permissions(client, counties, role, name, arguments, status):
    client.force_login(account_of(officer(counties[0], role)))

    assert client.get(reverse(f"portal:{name}", args=arguments)).status_code == status


def test_a_year_is_shown_with_its_holidays_and_worked_weekends(keeper):
    response = keeper.get(reverse("portal:calendar"), {"year": "2026"})

    october = response.context["months"][9]
    kinds = {one.day.day: one.kind for week in october.weeks for one in week if one}
    assert (kinds[1], kinds[10], kinds[11], kinds[12]) == ("off", "worked", "weekend", "")
    assert response.context["warnings"] == ()


def test_a_year_without_a_published_table_is_warned_of(keeper):
    response = keeper.get(reverse("portal:calendar"), {"year": "2031"})

    assert response.context["warnings"] == ("2031 年放假安排尚未公布，日期按周末推算",)
    assert "尚未公布" in response.content.decode()


def test_one_day_is_set(keeper):
    given = {"day": "2031-05-04", "is_working": "1", "name": "劳动节", "notice": "省政府办公厅通知"}

    response = keeper.post(reverse("portal:set_day"), given)

    assert response.url == "/desk/calendar/?year=2031"
    assert Day.objects.get(date=date(2031, 5, 4)).is_working
    assert keeper.get(reverse("portal:set_day"), {"day": "2031-05-04"}).context["form"].initial["name"] == "劳动节"


def test_a_year_is_published_and_shown_again_as_it_was_written(keeper):
    lines = "2031-10-01 至 2031-10-07 放假 国庆节\n2031-10-11 上班 国庆节"

    response = keeper.post(reverse("portal:publish_year"), {"year": "2031", "notice": NOTICE, "lines": lines})
    again = keeper.get(reverse("portal:publish_year"), {"year": "2031"})

    assert response.url == "/desk/calendar/?year=2031"
    assert PublishedYear.objects.get(year=2031).notice == NOTICE
    assert not days().is_working(date(2031, 10, 7))
    assert again.context["form"].initial["lines"] == lines


def test_lines_that_cannot_be_read_are_told_with_their_number(keeper):
    lines = "2031-10-01 放假 国庆节\n2031-13-01 放假 元旦\n国庆放假"

    response = keeper.post(reverse("portal:publish_year"), {"year": "2031", "notice": NOTICE, "lines": lines})

    assert response.context["form"].errors["lines"] == [
        "第 2 行：没有 2031-13-01 这一天",
        "第 3 行：写作“2027-10-01 至 2027-10-07 放假 国庆节”",
    ]
    assert not PublishedYear.objects.filter(year=2031).exists()


def test_days_of_another_year_are_refused_in_words(keeper):
    given = {"year": "2031", "notice": NOTICE, "lines": "2030-10-01 放假 国庆节"}

    response = keeper.post(reverse("portal:publish_year"), given)

    assert list(response.context["form"].non_field_errors()) == ["2030-10-01 不在 2031 年"]


def test_statutory_periods_are_listed_and_narrowed(keeper):
    every = keeper.get(reverse("portal:terms"))
    unsure = keeper.get(reverse("portal:terms"), {"standing": "unsure"})

    assert every.context["count"].number == Term.objects.count()
    assert unsure.context["count"].number == Term.objects.filter(is_unsure=True).count() > 0


def test_opening_the_pages_changes_nothing(keeper):
    before = (Entry.objects.count(), Value.objects.count(), Day.objects.count())

    for name in ("parameters", "calendar", "set_day", "publish_year", "terms"):
        keeper.get(reverse(f"portal:{name}"))
    for name in ("parameter", "set_parameter", "confirm_parameter"):
        keeper.get(reverse(f"portal:{name}", args=[CODE]))

    assert (Entry.objects.count(), Value.objects.count(), Day.objects.count()) == before


@pytest.mark.parametrize(
    ("line", "count", "is_working"),
    [
        ("2031年10月1日至2031年10月7日 放假 国庆节", 7, False),
        ("2031.1.1 放假 元旦", 1, False),
        ("2031/2/9，上班，春节", 1, True),
    ],
)
def test_a_line_is_read_as_people_write_it(line, count, is_working):
    arranged = read_lines(line)

    assert (len(arranged), arranged[0].is_working, len(spans_of(arranged))) == (count, is_working, 1)


def test_a_span_ends_after_it_begins():
    with pytest.raises(WrongLines, match="止日应在起日之后"):
        read_lines("2031-10-07 至 2031-10-01 放假 国庆节")
