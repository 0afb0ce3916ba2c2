"""The pages of exchange, as the officers of a county and the city open them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guildhall.domains.membership.tests import exchanges
from guildhall.domains.membership.tests.exchanges import DAY
from guildhall.domains.membership.tests.test_exchange import row_of
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.jobs import work
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import member, number
from guildhall.mechanisms.workbooks.actions.exchange import settling, splitting
from guildhall.mechanisms.workbooks.models import Difference, Exchange, Profile, ReadBack, Split, UpperSystem

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"exchange:{name}", args=args)


def posted(client, address, **values):
    """Open a page, then send its form with the hidden fields it showed."""
    form = client.get(address).context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    return client.post(address, hidden | values)


def upload_of(path):
    return SimpleUploadedFile(path.name, path.read_bytes())


@pytest.fixture
def people(unions):
    return [
        member(unions[0], name, document_number=number(60 + at)).person for at, name in enumerate(("王小明", "李四"))
    ]


@pytest.fixture
def read(tmp_path, counties, people):
    """An export with two phones that we do not have and one member we do not know."""
    profile = exchanges.in_force(tmp_path)
    rows = [row_of(one, f"JX{place}", phone=f"1390000000{place}") for place, one in enumerate(people)]
    rows.append(("JX9", "赵六", "1", number(69), "", "", "否", "吉州机械厂工会", "20120601"))
    return exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", rows), counties[0])


def test_an_officer_builds_a_profile_from_an_example_and_puts_it_in_force(client, sign_in, root, tmp_path):
    sign_in(root, "city.officer")
    posted(client, at("new_system"), name="省总工会实名制系统", owner="江西省总工会", masters=["membership.members"])
    path = exchanges.workbook(tmp_path / "样表.xlsx", [exchanges.EXAMPLE])
    answer = posted(
        client, at("new_profile"), system=UpperSystem.objects.get().pk, subject="membership.members", year="2012",
        title="会员信息表2012", file=upload_of(path),
    )  # fmt: skip
    profile = Profile.objects.get()
    assert answer.url == at("columns", profile.pk)

    page = client.get(answer.url)
    form = page.context["form"]
    given = {name: form[name].value() or "" for name in form.fields if form[name].value() not in (None, False)}
    client.post(answer.url, given | {"c0_field": "", "c0_constant": "3608", "c4_longest": "10"})
    posted(client, at("codes", profile.pk, 4), code_20="本科", code_30="大专")
    posted(client, at("put_in_force", profile.pk), day="2012-09-01")

    profile.refresh_from_db()
    assert (profile.state, profile.since) == ("in_force", DAY)
    assert (profile.layout[0].constant, profile.layout[4].longest) == ("3608", 10)
    assert profile.layout[4].codes == {"20": "本科", "30": "大专"}
    assert "启用" in client.get(at("profiles")).text
    assert client.get(at("profile", profile.pk)).status_code == 200


def test_putting_in_force_says_what_ends_and_which_codes_lack_a_word(client, sign_in, root, tmp_path):
    old = exchanges.in_force(tmp_path)
    draft = exchanges.drafted(tmp_path, year=2013)
    sign_in(root, "city.officer")

    page = client.get(at("put_in_force", draft.pk))

    assert list(page.context["before"]) == [old]
    assert page.context["cautions"] != []
    assert "同日停用" in page.text


def test_a_clerk_makes_a_file_downloads_it_and_records_it_as_sent(client, sign_in, counties, people, tmp_path):
    sign_in(counties[0], "county.clerk")
    profile = exchanges.in_force(tmp_path)

    answer = posted(client, at("new_file"), profile=profile.pk, organisation=counties[0].code, reason="年报")
    exchange = Exchange.objects.get()
    assert answer.url == exchange.get_absolute_url()
    assert "生成中" in client.get(answer.url).text
    work.run(exchange.job_id)

    content = b"".join(client.get(at("download", exchange.pk)).streaming_content)
    assert content[:2] == b"PK"
    assert Entry.objects.filter(verb="workbooks.exchange.download").count() == 1
    exchange.refresh_from_db()
    today = exchange.made_at.astimezone().date().isoformat()
    posted(client, at("sent", exchange.pk), day=today, way="online", receipt="回执 001")
    exchange.refresh_from_db()
    assert (exchange.state, exchange.receipt) == ("sent", "回执 001")
    assert "回执 001" in client.get(answer.url).text


def test_a_file_past_its_term_is_not_given(client, sign_in, counties, people, tmp_path):
    sign_in(counties[0], "county.clerk")
    exchange = exchanges.filled(exchanges.in_force(tmp_path), counties[0])
    Exchange.objects.filter(pk=exchange.pk).update(expires_on=DAY)

    assert client.get(at("download", exchange.pk)).status_code == 409
    assert "下载期限已过" in client.get(at("file", exchange.pk)).text


def test_differences_are_shown_masked_and_settled_one_by_one_and_together(client, sign_in, counties, read):
    sign_in(counties[0], "county.clerk")
    page = client.get(at("read", read.pk))
    assert "139****0000" in page.text
    assert "13900000000" not in page.text
    first, second = Difference.objects.filter(kind="value").order_by("pk")

    posted(client, at("difference", first.pk), choice="taken", reason="已电话核实")
    client.post(at("settle_selected", read.pk), {"difference": [second.pk], "choice": "kept"})
    answer = posted(client, f"{at('settle_all', read.pk)}?kind=only_theirs&choice=registered", reason="")
    work.run(int(answer.url.rstrip("/").rpartition("/")[2]))

    assert [one.state for one in Difference.objects.order_by("kind", "pk")] == ["registered", "taken", "kept"]
    assert Person.objects.get(pk=first.record_id).phone == "13900000000"
    assert Person.objects.filter(name="赵六").count() == 1
    settled = client.get(f"{at('read', read.pk)}?state=settled")
    assert "采用上级" in settled.text


def test_the_clerk_who_comes_second_reads_who_was_first(client, sign_in, counties, read):
    account = sign_in(counties[0], "county.clerk")
    difference = Difference.objects.filter(kind="value").earliest("pk")
    settling.settle(difference, choice="kept", reason="", day=DAY, actor=exchanges.CLERK)

    client.post(at("settle_selected", read.pk), {"difference": [difference.pk], "choice": "taken"})

    told = client.get(at("read", read.pk)).text
    assert "已由测试于" in told
    assert "处理为“保留本级”，未再更改" in told
    assert account is not None


def test_where_the_province_is_master_its_export_becomes_a_roster_import(client, sign_in, counties, read):
    sign_in(counties[0], "county.clerk")
    assert client.get(at("feed", read.pk)).status_code == 200
    refused = posted(client, at("feed", read.pk), reason="")
    assert "没有设为“以上级为准”" in refused.text
    UpperSystem.objects.update(masters=["membership.members"])

    answer = posted(client, at("feed", read.pk), reason="")

    assert answer.url.startswith("/desk/rosters/")
    from guildhall.mechanisms.workbooks.models import Import  # noqa: PLC0415

    import_ = Import.objects.get()
    work.run(import_.job_id)
    import_.refresh_from_db()
    assert (import_.state, import_.counts["new"], import_.counts["changed"]) == ("previewed", 1, 2)
    assert ReadBack.objects.get().fed_to == answer.url


def test_a_clerk_gives_out_workbooks_and_takes_them_back(client, sign_in, counties, people, tmp_path):
    sign_in(counties[0], "county.clerk")
    answer = posted(
        client, at("new_split"), subject="membership.members", organisation=counties[0].code, title="会员核对",
        fields_membership_members=["phone"], fields_organising_unions=["address"],
    )  # fmt: skip
    split = Split.objects.get()
    assert (answer.url, split.fields) == (split.get_absolute_url(), ["name", "document_number", "phone"])
    work.run(split.job_id)
    assert "吉州机械厂工会" in client.get(answer.url).text
    content = b"".join(client.get(at("split_download", split.pk)).streaming_content)

    page = client.get(at("return_books", split.pk)).context["form"]
    hidden = {field.html_name: field.value() or "" for field in page.hidden_fields()}
    back = client.post(at("return_books", split.pk), hidden | {"books": [SimpleUploadedFile("交回.zip", content)]})
    read = ReadBack.objects.get()
    work.run(read.job_id)

    assert back.url == read.get_absolute_url()
    assert client.get(back.url).context["read"].counts["same"] == 2
    assert "都已交回" in client.get(answer.url).text


@pytest.mark.parametrize("name", ["new_file", "new_read", "new_split", "new_profile", "new_system"])
def test_who_may_not_design_or_make_is_turned_away(client, sign_in, unions, name):
    sign_in(unions[0], "union.chair")

    assert client.get(at(name)).status_code == 403


@pytest.mark.parametrize(("name", "maker"), [("files", "file"), ("reads", "read"), ("splits", "split")])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    client, sign_in, counties, people, tmp_path, name, maker, count, django_assert_num_queries
):
    sign_in(counties[0], "county.clerk")
    profile = exchanges.in_force(tmp_path)
    for place in range(count):
        if maker == "file":
            exchanges.filled(profile, counties[0])
        elif maker == "read":
            path = exchanges.workbook(tmp_path / f"回{place}.xlsx", [row_of(people[0], f"JX{place}")])
            exchanges.read_back(profile, path, counties[0])
        else:
            splitting.split(
                subject="membership.members", organisation=counties[0], title="核对", fields=["phone"],
                actor=exchanges.CLERK,
            )  # fmt: skip
    client.get(at(name))

    with django_assert_num_queries(LIST_QUERIES):
        client.get(at(name))


LIST_QUERIES = 12


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_differences_costs_the_same_whatever_its_length(
    client, sign_in, counties, unions, tmp_path, count, django_assert_num_queries
):
    sign_in(counties[0], "county.clerk")
    people = [member(unions[0], document_number=number(80 + place)).person for place in range(count)]
    rows = [row_of(one, f"JX{place}", phone="13900000001") for place, one in enumerate(people)]
    profile = exchanges.in_force(tmp_path)
    read = exchanges.read_back(profile, exchanges.workbook(tmp_path / "回.xlsx", rows), counties[0], is_whole=False)
    client.get(at("read", read.pk))

    with django_assert_num_queries(READ_QUERIES):
        client.get(at("read", read.pk))


READ_QUERIES = 11
