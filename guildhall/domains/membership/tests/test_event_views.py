from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guildhall.domains.membership.actions import events, transfers
from guildhall.domains.membership.models import Event, TransferProposal
from guildhall.domains.membership.queries.events import papers_of
from guildhall.kernel.people.models import Person, Spell
from guildhall.kernel.people.queries import open_spell_of
from guildhall.kernel.people.tests.factories import member, number
from guildhall.kernel.scope import system

TESTER = system("测试")
DAY = date(2012, 6, 1)
TODAY = date(2012, 12, 1)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FACTS = {"name": "王小明", "document_type": "01", "education": "21", "phone": "13800000001"}
PAGES = ("member", "life_file", "correct", "attach", "transfer", "retain", "leave", "deem_left", "expel", "decease")


def posted(client, url, **values):
    """Send a form as its page gave it, with the hidden version and one-time key."""
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() or "" for name in ("once", "version_shown")}
    return client.post(url, {**hidden, **values})


def names_in(response):
    return [row[0].text for row in response.context["rows"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_roll_costs_the_same_for_many(client, unions, sign_in, count, django_assert_num_queries):
    sign_in(unions[0].parent, "county.clerk")
    for index in range(count):
        member(unions[0], f"王小{'明华强'[index]}")
    client.get(reverse("membership:members"))

    with django_assert_num_queries(14):
        response = client.get(reverse("membership:members"))

    assert len(response.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_of_events_and_transfers_cost_the_same_for_many(
    client, unions, sign_in, count, django_assert_num_queries
):
    sign_in(unions[0].parent, "county.clerk")
    for _ in range(count):
        spell = member(unions[2])
        transfers.propose(spell.person, to_union=unions[0], day=DAY, actor=TESTER)
        events.retain(member(unions[0]).person, day=DAY, today=TODAY, actor=TESTER, note="退休")
    client.get(reverse("membership:events"))

    with django_assert_num_queries(13):
        happened = client.get(reverse("membership:events"))
    with django_assert_num_queries(13):
        waiting = client.get(reverse("membership:transfers"))

    assert (len(happened.context["rows"]), len(waiting.context["rows"])) == (count, count)


def test_numbers_are_masked_in_the_roll_and_on_the_page(client, unions, sign_in):
    spell = member(unions[0], document_number=number(7, date(1980, 1, 1)), phone="13812345678")
    sign_in(unions[0], "union.chair")

    pages = [client.get(reverse("membership:members")), client.get(spell.person.get_absolute_url())]
    pages.append(client.get(reverse("membership:life_file", args=[spell.person_id])))

    texts = [page.content.decode() for page in pages]
    person = Person.objects.get(pk=spell.person_id)
    assert [("138****5678" in text, person.phone in text, person.document_number in text) for text in texts] == [
        (True, False, False)
    ] * 3


def test_the_roll_is_narrowed(client, unions, sign_in):
    sign_in(unions[0].parent.parent, "city.officer")
    member(unions[0], "王小明", education="21", phone="13800000001")
    woman = member(unions[2], "单雄信", since=date(2012, 5, 1))
    events.retain(member(unions[1], "李大钊").person, day=DAY, today=TODAY, actor=TESTER, note="退休")
    events.leave(member(unions[1], "赵四").person, day=DAY, today=TODAY, actor=TESTER, note="离职")

    Person.objects.update(sex="1")
    Person.objects.filter(pk=woman.person_id).update(sex="2")

    def found(**params):
        return set(names_in(client.get(reverse("membership:members"), params)))

    assert found() >= {"王小明", "单雄信", "李大钊"}
    assert "赵四" not in found()
    assert found(standing="gone") == {"赵四"}
    assert found(standing="retained") == {"李大钊"}
    assert found(q="shan") == {"单雄信"}
    assert found(q="13800000001") == {"王小明"}
    assert found(union="纺织") == {"李大钊"}
    assert found(education="21") == found(education="20") == {"王小明"}
    assert found(sex="2") == {"单雄信"}
    assert found(joined_since="2012-05-01", joined_until="2012-05-31") == {"单雄信"}


def test_somebody_joins_through_the_page(client, unions, sign_in):
    sign_in(unions[0], "union.clerk")

    response = posted(
        client,
        reverse("membership:admit"),
        **FACTS,
        document_number=number(),
        organisation=unions[0].code,
        day="2012-06-01",
    )

    spell = Spell.objects.get()
    assert response.url == spell.person.get_absolute_url()
    assert (spell.organisation, spell.since, spell.person.education) == (unions[0], DAY, "21")


def test_a_member_of_another_union_is_refused_in_words(client, unions, sign_in):
    document = number()
    member(unions[2], "王小明", document_number=document)
    sign_in(unions[0], "union.clerk")

    response = posted(
        client,
        reverse("membership:admit"),
        **FACTS,
        document_number=document,
        organisation=unions[0].code,
        day="2012-06-01",
    )

    assert response.context["form"].non_field_errors() == ["该职工已是青原水泥厂工会会员，请办理转会"]
    assert Event.objects.count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_member(client, name, unions, sign_in):
    """They open for the own county's clerk, do not exist for others, are closed to readers, and reading changes nothing."""
    own, other = member(unions[0]), member(unions[2])
    sign_in(unions[0].parent, "county.clerk")
    before = list(Spell.objects.order_by("pk").values())

    within = client.get(reverse(f"membership:{name}", args=[own.person_id]))
    outside = client.get(reverse(f"membership:{name}", args=[other.person_id]))

    assert (within.status_code, outside.status_code) == (200, 404)
    assert (list(Spell.objects.order_by("pk").values()), Event.objects.count()) == (before, 0)


@pytest.mark.parametrize("name", [*PAGES[2:], "resume", "admit"])
def test_who_only_reads_does_not_change(client, name, unions, sign_in):
    spell = member(unions[0])
    sign_in(unions[0].parent, "county.leader")
    arguments = [] if name == "admit" else [spell.person_id]

    assert client.get(reverse(f"membership:{name}", args=arguments)).status_code == 403


def test_the_statistician_sees_figures_and_no_names(client, unions, sign_in):
    spell = member(unions[0])
    sign_in(unions[0].parent.parent, "city.statistician")

    pages = [reverse("membership:members"), spell.person.get_absolute_url(), reverse("membership:events")]

    assert [client.get(page).status_code for page in pages] == [403, 403, 403]


def test_a_transfer_out_of_reach_is_received_through_its_page(client, unions, sign_in):
    spell = member(unions[0])
    sign_in(unions[0].parent, "county.clerk", "李建国")
    posted(client, reverse("membership:transfer", args=[spell.person_id]), to_union=unions[2].code, day="2012-06-01")
    proposal = TransferProposal.objects.get()
    sender = client.get(proposal.get_absolute_url()).status_code
    sign_in(unions[2].parent, "county.clerk", "刘春华")

    received = names_in(client.get(reverse("membership:transfers")))
    posted(client, reverse("membership:accept", args=[proposal.pk]), day="2012-07-01")

    proposal.refresh_from_db()
    assert (sender, received, proposal.state) == (404, ["王小明"], "accepted")
    assert open_spell_of(spell.person).organisation == unions[2]


def test_sending_a_transfer_back_wants_a_reason(client, unions, sign_in):
    spell = member(unions[0])
    proposal = transfers.propose(spell.person, to_union=unions[2], day=DAY, actor=TESTER)
    sign_in(unions[2].parent, "county.leader")

    silent = posted(client, reverse("membership:refuse", args=[proposal.pk]), note="")
    posted(client, reverse("membership:refuse", args=[proposal.pk]), note="查无此人")

    proposal.refresh_from_db()
    assert list(silent.context["form"].errors) == ["note"]
    assert (proposal.state, proposal.decision_note) == ("refused", "查无此人")


def test_a_paper_of_the_wrong_kind_is_refused_in_words(client, unions, sign_in):
    spell = member(unions[0])
    sign_in(unions[0], "union.clerk")

    response = posted(
        client,
        reverse("membership:attach", args=[spell.person_id]),
        paper=SimpleUploadedFile("x.exe", b"MZ\x90\x00" * 9),
    )

    assert len(response.context["form"].non_field_errors()) == 1
    assert not papers_of(spell.person).exists()


@pytest.mark.system("membership-file")
def test_a_life_is_appended_with_papers_and_printed(client, unions, sign_in):
    """Joining, retaining, resuming, transfer and leaving through the pages; nothing is overwritten; the file prints them."""
    sign_in(unions[0].parent, "county.clerk")
    posted(
        client, reverse("membership:admit"), **FACTS, document_number=number(), organisation=unions[0].code, day="2012-01-10",
        paper_number="吉机工〔2012〕1号", paper=SimpleUploadedFile("入会申请书.pdf", PDF),
    )  # fmt: skip
    person = Person.objects.get(spells__organisation=unions[0])

    def record(verb, **values):
        return posted(client, reverse(f"membership:{verb}", args=[person.pk]), **values)

    record("retain", day="2012-03-01", note="下岗")
    record("resume", day="2012-04-01", note="再就业")
    record("transfer", day="2012-05-01", to_union=unions[1].code, note="调动")
    record("correct", **FACTS | {"education": "31", "phone": ""}, document_number="", note="核对毕业证")
    unnumbered = record("expel", day="2012-08-01", note="判刑")
    record("leave", day="2012-09-01", note="本人书面申请")
    page = client.get(reverse("membership:life_file", args=[person.pk]))

    told = [(event.kind, event.organisation.name) for event in page.context["events"]]
    assert told[:5] == [
        ("joined", "吉州机械厂工会"),
        ("retained", "吉州机械厂工会"),
        ("resumed", "吉州机械厂工会"),
        ("transferred_out", "吉州机械厂工会"),
        ("transferred_in", "吉州纺织厂工会"),
    ]
    assert sorted(told[5:]) == [("corrected", "吉州纺织厂工会"), ("left", "吉州纺织厂工会")]
    assert unnumbered.context["form"].non_field_errors() == ["开除会籍须由基层工会委员会决定，请填写决定的文号"]
    assert [paper.name for paper in page.context["papers"]] == ["入会申请书.pdf"]
    assert [(spell.opened_by, spell.closed_by) for spell in page.context["spells"]] == [
        ("joined", "transferred"),
        ("transferred", "left"),
    ]
