import re

import pytest
from django.urls import reverse

from guildhall.kernel.access.actors import actor_for
from guildhall.kernel.access.models import Post
from guildhall.kernel.access.tests.factories import SINCE, account_of, officer
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import founded
from guildhall.kernel.people.tests.factories import person
from guildhall.kernel.refusal import Refused
from guildhall.web import actions
from guildhall.web.lists.asked import kept_of
from guildhall.web.lists.known import opened
from guildhall.web.models import ListChoice, SavedView

pytestmark = pytest.mark.django_db
LIST = "organising:unions"
SAVE = f"/desk/views/save/?list={LIST}&query="


@pytest.fixture
def unions(counties):
    return [founded(county, Kind.SINGLE, f"{county.name}电机厂工会") for county in counties]


@pytest.fixture
def head(counties):
    return account_of(officer(counties[0], "county.leader", "肖国华"))


@pytest.fixture
def clerk(counties):
    return account_of(officer(counties[0], "county.clerk", "刘小燕"))


@pytest.fixture
def named(counties, unions):
    """Somebody in the same office who reaches no union but those that are named, and none is."""
    return account_of(officer(counties[0], "county.clerk", "曾丽萍", reaches=Post.Reaches.NAMED))


def saved(client, account, query, **given):
    client.force_login(account)
    page = client.get(f"{SAVE}{query}").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    body = re.search(r'name="organisation" value="(\d+)"', page)[1]
    values = {"name": "电机", "organisation": body, "once": once, **given}
    return client.post(f"{SAVE}{query}", values)


def text_of(response):
    return response.content.decode()


def names_on(response):
    return re.findall(r'data-label="名称"><a href="[^"]*">([^<]*)</a>', text_of(response))


def test_a_view_keeps_filters_sort_and_columns_and_opens_them_again(client, clerk, unions):
    actions.choose_columns(LIST, columns=["code", "name"], actor=actor_for(clerk, SINCE))

    response = saved(client, clerk, "q%3D%E7%94%B5%E6%9C%BA%26sort%3D-name")

    view = SavedView.objects.get()
    assert (view.query, view.columns) == ({"q": ["电机"], "sort": ["-name"]}, ["code", "name"])
    assert response.url == f"/desk/unions/?view={view.pk}"
    opened = client.get(response.url)
    assert names_on(opened) == [unions[0].name]
    assert re.findall(r'<th scope="col" class="is-text"[^>]*>\s*(?:<a[^>]*>)?([^<\s]+)', text_of(opened)) == [
        "组织代码",
        "名称",
    ]
    assert Entry.objects.get(verb="web.view.save").after["query"] == "（已加密）"


def test_a_view_without_a_name_or_with_a_number_is_refused(client, clerk, unions):
    nameless = saved(client, clerk, "", name=" ")
    numbered = saved(client, clerk, "q%3D990001198001010018")

    assert "请填写" in text_of(nameless)
    assert "视图不保存证件号码和手机号码" in text_of(numbered)
    assert not SavedView.objects.exists()


def test_what_names_a_person_is_left_out_and_told(client, clerk, unions):
    client.force_login(clerk)
    address = "/desk/views/save/?list=membership:members&query=q%3D%E7%8E%8B%26sex%3D1"

    page = text_of(client.get(address))

    assert "“姓名、拼音、号码”是个人的姓名或号码，不存入视图" in page
    assert "<li>性别：男</li>" in page


def test_only_whoever_may_open_a_list_saves_a_view_of_it(client, clerk):
    client.force_login(clerk)

    codes = ["administration:trail", "nothing:here", "organising:union", ""]

    assert [client.get(f"/desk/views/save/?list={code}").status_code for code in codes] == [404] * 4


def test_an_own_view_is_nobody_elses(client, clerk, head, unions):
    saved(client, clerk, "q%3D%E7%94%B5%E6%9C%BA")
    view = SavedView.objects.get()
    client.force_login(head)

    addresses = [reverse(f"web:{name}", args=[view.pk]) for name in ("change_view", "delete_view")]

    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.post(reverse("web:default_view", args=[view.pk])).status_code == 404
    assert "已经删除，或不再与您共享" in text_of(client.get(f"/desk/unions/?view={view.pk}"))
    assert "电机" not in text_of(client.get("/desk/views/"))


def test_an_office_uses_a_shared_view_and_another_office_does_not(client, clerk, head, counties, unions):
    saved(client, clerk, "q%3D%E7%94%B5%E6%9C%BA", is_shared="on")
    view = SavedView.objects.get()
    elsewhere = account_of(officer(counties[1], "county.clerk", "曾志强"))

    seen = []
    for account in (head, elsewhere):
        client.force_login(account)
        seen.append(
            (view.name in text_of(client.get("/desk/views/")), names_on(client.get(f"/desk/unions/?view={view.pk}")))
        )

    assert seen == [(True, [unions[0].name]), (False, [counties[1].name, unions[1].name])]


def test_only_its_maker_and_the_head_of_the_body_change_a_shared_view(client, clerk, head, counties, unions):
    saved(client, clerk, "", is_shared="on")
    view = SavedView.objects.get()
    colleague = account_of(officer(counties[0], "county.clerk", "欧阳婷"))
    address = reverse("web:delete_view", args=[view.pk])

    client.force_login(colleague)
    refused = client.post(address).status_code
    client.force_login(head)
    taken = client.post(address)

    view.refresh_from_db()
    assert (refused, taken.url, view.voided_at is not None) == (403, "/desk/views/", True)
    assert Entry.objects.filter(verb="web.view.void").count() == 1
    with pytest.raises(Refused, match="已经删除"):
        actions.change_view(view, name="x", is_shared=True, kept=None, actor=actor_for(clerk, SINCE))


def test_a_union_out_of_reach_in_a_shared_view_shows_nothing_and_says_so(client, head, named, counties, unions):
    saved(
        client,
        head,
        "q%3D%E5%90%89%E5%B7%9E%E5%8C%BA%E6%80%BB%E5%B7%A5%E4%BC%9A%E7%94%B5%E6%9C%BA%E5%8E%82",
        is_shared="on",
        name="一个",
    )
    view = SavedView.objects.get()
    client.force_login(named)

    pages = [text_of(client.get(f"/desk/unions/?view={view.pk}{more}")) for more in ("", "&print=1")]

    assert ["电机厂" in page for page in pages] == [False, False]
    assert ["“名称、代码”不在您的管理范围内，没有列出记录" in page for page in pages] == [True, True]
    assert "电机厂" not in text_of(client.get(reverse("web:views")))


def test_a_county_out_of_reach_shows_nothing_rather_than_everything(client, clerk, counties, unions):
    view = made(clerk, {"county": [str(counties[1].pk)]}, {"county": "县区"})
    client.force_login(clerk)

    page = client.get(f"/desk/unions/?view={view.pk}")

    assert names_on(page) == []
    assert "没有列出记录" in text_of(page)
    assert counties[1].name not in text_of(page)


def made(account, query, labels, columns=()):
    owner = actor_for(account, SINCE)
    kept = kept_of(actions_list(owner))
    kept = type(kept)(query, list(columns), labels, [])
    return actions.save_view(
        LIST,
        title="工会组织",
        name="旧的",
        kept=kept,
        organisation=owner.posts[0].organisation,
        is_shared=False,
        actor=owner,
    )


def actions_list(owner):

    return opened(LIST, owner)


def test_a_view_survives_filters_and_columns_that_are_gone(client, clerk, unions):
    view = made(
        clerk,
        {"gone": ["1"], "kind": ["nothing"], "q": ["电机"]},
        {"gone": "老条件", "kind": "类别", "old": "老列"},
        ["old", "name"],
    )
    client.force_login(clerk)

    page = client.get(f"/desk/unions/?view={view.pk}")

    assert names_on(page) == [unions[0].name]
    told = re.findall(r'role="status">([^<]*)</div>', text_of(page))
    assert told == [
        "视图里的条件“老条件”已不再使用。",
        "视图的条件“类别”已不再有原来的选项，没有采用。",
        "视图里的列“老列”已经取消。",
    ]


def test_a_default_view_opens_the_list_until_it_is_left(client, clerk, counties, unions):
    saved(client, clerk, "q%3D%E7%94%B5%E6%9C%BA", is_default="on")
    view = SavedView.objects.get()

    bare, every = client.get("/desk/unions/"), client.get("/desk/unions/?view=0")
    client.post(reverse("web:default_view", args=[view.pk]))
    after = client.get("/desk/unions/")

    assert [len(names_on(page)) for page in (bare, every, after)] == [1, 2, 2]
    assert ListChoice.objects.get().default_view is None


def test_a_changed_view_takes_the_conditions_of_now(client, clerk, unions):
    saved(client, clerk, "")
    view = SavedView.objects.get()
    address = f"{reverse('web:change_view', args=[view.pk])}?query=in%3D{view.pk}%26kind%3Dsingle"
    page = text_of(client.get(address))
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("once", "version_shown")}

    response = client.post(address, {"name": "单独", **hidden})

    view.refresh_from_db()
    assert (response.url, view.name, view.query) == (f"/desk/unions/?view={view.pk}", "单独", {"kind": ["single"]})


def test_columns_are_chosen_and_remembered_for_page_paper_and_workbook(client, clerk, unions):
    client.force_login(clerk)
    address = f"/desk/columns/?list={LIST}&query=kind%3Dsingle"
    assert client.get(address).status_code == 200

    response = client.post(address, {"columns": ["code", "name", "nonsense"]})

    assert response.url == "/desk/unions/?kind=single"
    heads = re.findall(r"<th[^>]*>([^<]+)</th>", text_of(client.get("/desk/unions/?print=1")))
    assert heads == ["序号", "组织代码", "名称"]
    opened = actions_list(actor_for(clerk, SINCE))
    assert [row[1] for row in opened.exported_rows()] == ["吉州区总工会", unions[0].name]
    client.post(address, {"reset": "1"})
    assert ListChoice.objects.get().columns == []


def test_a_fixed_column_cannot_be_hidden(client, clerk, unions):
    client.force_login(clerk)

    client.post(f"/desk/columns/?list={LIST}", {"columns": ["code"]})

    assert names_on(client.get("/desk/unions/")) != []


def test_paper_has_title_body_unit_conditions_and_signatures(client, clerk, unions):
    client.force_login(clerk)

    page = text_of(client.get("/desk/unions/?kind=single&print=1"))

    words = (
        "<h1>工会组织</h1>",
        "填报单位（盖章）：吉州区总工会",
        "单位：个",
        "条件：类别：单独基层工会",
        "填表人：",
        "审核人：",
        "负责人：",
        "由 刘小燕 于 ",
    )
    assert [word for word in words if word not in page] == []
    assert unions[1].name not in page


def test_paper_says_when_it_does_not_hold_all(client, clerk, unions, monkeypatch):
    monkeypatch.setattr("guildhall.web.lists.page.ON_PAPER", 1)
    client.force_login(clerk)

    page = text_of(client.get("/desk/unions/?print=1"))

    assert "名单超过 1 行，本表只列前 1 行" in page


def test_conditions_on_paper_mask_whole_numbers(client, clerk, unions):
    client.force_login(clerk)
    somebody = person(unions[0])

    page = text_of(client.get("/desk/people/?q=13812345678&print=1"))

    assert "138****5678" in page
    assert ("13812345678" in page.split("<main")[1], somebody.name in page) == (False, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_views_costs_the_same_for_many(client, clerk, rows, unions, django_assert_num_queries):
    owner = actor_for(clerk, SINCE)
    kept = kept_of(actions_list(owner))
    for number in range(rows):
        actions.save_view(
            LIST, title="工会组织", name=f"视图{number}", kept=kept, organisation=owner.posts[0].organisation,
            is_shared=True, actor=owner,
        )  # fmt: skip
    client.force_login(clerk)
    client.get("/desk/views/")

    with django_assert_num_queries(6):
        client.get("/desk/views/")
