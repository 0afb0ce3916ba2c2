import os
import re
import subprocess
import sys
import time
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from guildhall.domains.membership.actions import transfers
from guildhall.domains.membership.models import TransferProposal
from guildhall.domains.membership.tests import rosters
from guildhall.kernel.access import actions
from guildhall.kernel.access.actors import POST_ENDED, actor_for, why_not_go_on
from guildhall.kernel.access.models import Account, Handover, Post
from guildhall.kernel.access.tests.factories import TESTER, account_of, officer, post
from guildhall.kernel.audit.models import Entry
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.notifications.models import Message
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import city, founded
from guildhall.kernel.people import actions as people
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests.factories import member, number, person
from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.actions import imports as workbooks
from guildhall.mechanisms.workbooks.actions.imports import HANDED_OVER
from guildhall.mechanisms.workbooks.models import Import

DAY, TODAY = date(2012, 12, 31), date(2013, 1, 15)
ACTIVATE = "/desk/administration/posts/activate/"
PHONE = "13879600001"


class World:
    """A county with a clerk, a union with a chair and a clerk, and another union."""

    def __init__(self):
        root = city()
        self.county, self.elsewhere = (founded(root, Kind.COUNTY, name) for name in ("吉州区总工会", "青原区总工会"))
        self.union = founded(self.county, Kind.SINGLE, "电机厂工会")
        self.other = founded(self.county, Kind.SINGLE, "水泥厂工会")
        self.chair = officer(self.union, "union.chair", "赵国庆")
        self.officer = officer(self.county, "county.clerk", "刘小燕")

    def actor(self, held):
        return actor_for(account_of(held), TODAY)

    def leave_things(self, folder):
        """The chair has an import waiting and a transfer proposed."""
        path = rosters.workbook(folder / "roster.xlsx", [("王小明", rosters.number(1), "", "2012-03-01")])
        self.import_ = rosters.uploaded(path, self.union, self.actor(self.chair))
        leaving = member(self.union, "孙三").person
        self.transfer = transfers.transfer(
            leaving, to_union=self.other, day=date(2012, 12, 1), today=TODAY, actor=self.actor(self.chair)
        )


@pytest.fixture
def world(db):
    return World()


def end(world, **values):
    return actions.end_post(world.chair, day=DAY, actor=TESTER, reason="换届", **values)


def test_what_is_held_passes_to_the_successor_with_a_trace_for_each_kind(world, tmp_path):
    world.leave_things(tmp_path)
    heir = officer(world.union, "union.chair", "钱进")

    end(world, successor=heir.person)

    handover = Handover.objects.get()
    assert (handover.successor, handover.received_by) == (heir.person, world.union)
    assert [(line["label"], line["count"]) for line in handover.lines] == [("待对方接收的转会", 1), ("未完成的导入", 1)]
    assert Import.objects.get().account_id == account_of(heir).pk
    assert TransferProposal.objects.get().account_id == account_of(heir).pk
    assert Entry.objects.filter(verb="access.post.hand_over", subject_id=world.chair.pk).count() == 2


def test_without_a_successor_the_upper_union_has_it(world, tmp_path):
    world.leave_things(tmp_path)

    end(world)

    handover = Handover.objects.get()
    assert (handover.successor, handover.received_by) == (None, world.county)
    assert Import.objects.get().account_id is None


def test_who_has_another_post_there_keeps_everything(world, tmp_path):
    world.leave_things(tmp_path)
    post(world.chair.person, world.union, "union.clerk")

    end(world)

    assert not Handover.objects.exists()
    assert Import.objects.get().account_id == account_of(world.chair).pk


def test_a_successor_who_does_not_serve_there_is_refused_and_nothing_changes(world, tmp_path):
    world.leave_things(tmp_path)

    with pytest.raises(Refused, match="接交人在这个组织没有岗位"):
        end(world, successor=person(world.union, "周二"))

    world.chair.refresh_from_db()
    assert world.chair.until is None
    assert Import.objects.get().account_id == account_of(world.chair).pk


def test_the_page_shows_first_what_will_pass_and_then_the_list_to_sign(client, world, tmp_path):
    world.leave_things(tmp_path)
    heir = officer(world.union, "union.clerk", "钱进")
    client.force_login(account_of(officer(world.county, "security.administrator")))
    url = reverse("administration:end_post", args=[world.chair.pk])
    page = client.get(url)
    hidden = {field.html_name: field.value() or "" for field in page.context["form"].hidden_fields()}

    done = client.post(url, {**hidden, "day": "2012-12-31", "reason": "换届", "successor": heir.person_id})
    listed = client.get(done.url)

    assert [(held.holding.label, held.count) for held in page.context["held"]] == [
        ("待对方接收的转会", 1),
        ("未完成的导入", 1),
    ]
    assert done.url == Handover.objects.get().get_absolute_url()
    assert "roster.xlsx" in listed.content.decode()
    assert "style=" not in listed.content.decode()


def filled(page, **values):
    form = page.context["form"]
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    return {**hidden, "role": "union.chair", "day": "2013-01-10", **values}


def test_a_county_clerk_activates_a_new_chair_after_seeing_what_passes(client, world, tmp_path):
    world.leave_things(tmp_path)
    known = number()
    heir = person(world.union, "钱进", document_number=known, phone=PHONE)
    client.force_login(account_of(world.officer))

    page = client.get(ACTIVATE, {"union": world.union.code})
    shown = client.post(ACTIVATE, filled(page, union=world.union.code, person=known))
    before = Post.objects.filter(person=heir).count()
    done = client.post(ACTIVATE, filled(shown, union=world.union.code, person=known))

    world.chair.refresh_from_db()
    assert [old.pk for old, _, _ in shown.context["replaced"]] == [world.chair.pk]
    assert (before, Post.objects.get(person=heir).role) == (0, "union.chair")
    assert world.chair.until == date(2013, 1, 10)
    assert done.url == Handover.objects.get(successor=heir).get_absolute_url()
    assert client.get(done.url).status_code == 200
    assert set(Message.objects.filter(person=heir).values_list("channel", flat=True)) == {"in_app", "sms"}


def test_the_new_chair_signs_in_by_phone_and_finds_the_old_drafts(client, world, tmp_path):
    world.leave_things(tmp_path)
    heir = person(world.union, "钱进", phone=PHONE)
    actions.activate(
        world.union, person=heir, role="union.chair", day=DAY, replaced=[world.chair], actor=world.actor(world.officer)
    )

    client.post("/sign-in/phone/", {"phone": PHONE})
    code = re.search(r"\d{6}", Message.objects.get(template="access.code").body)[0]
    client.post("/sign-in/phone/code/", {"code": code})

    assert client.get(reverse("membership:roster", args=[world.import_.pk])).status_code == 200
    assert Account.objects.get(person=heir).username == f"u{heir.pk}"


def test_somebody_unknown_is_registered_with_the_post(client, world):
    client.force_login(account_of(world.officer))
    page = client.get(ACTIVATE)
    values = filled(page, union=world.other.code, person=number(), name="郑新", phone=PHONE, role="union.clerk")

    client.post(ACTIVATE, values)

    made = Person.objects.get(name="郑新")
    assert (made.home_union, made.phone, made.posts.get().role) == (world.other, PHONE, "union.clerk")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"phone": ""}, "此人没有登记手机号码，收不到验证码；请填写手机号码"),
        ({"role": "county.clerk"}, "这里只能启用基层工会主席和经办人的岗位"),
        ({"of_county": True}, "这里只能启用基层工会的岗位；其他组织的岗位由安全管理员任命"),
        ({"shares": True}, "这个手机号码还登记在另一位有岗位或账号的人名下，请先核对更正"),
    ],
)
def test_what_cannot_be_activated_says_why(world, values, said):
    union = world.county if values.get("of_county") else world.union
    heir = person(world.union, "钱进", phone=values.get("phone", PHONE))
    if values.get("shares"):
        people.correct(world.chair.person, phone=PHONE, day=DAY, actor=TESTER)

    with pytest.raises(Refused) as refusal:
        actions.activate(
            union, person=heir, role=values.get("role", "union.chair"), day=DAY, actor=world.actor(world.officer)
        )

    assert said in refusal.value.reasons
    assert not Post.objects.filter(person=heir).exists()


def test_nobody_activates_in_another_county_or_for_oneself(world):
    abroad = founded(world.elsewhere, Kind.SINGLE, "化肥厂工会")
    clerk = world.actor(world.officer)
    people.correct(world.officer.person, phone=PHONE, day=DAY, actor=TESTER)

    with pytest.raises(Refused, match="不在您的管理范围内"):
        actions.activate(abroad, person=person(abroad, phone="13879600002"), role="union.chair", day=DAY, actor=clerk)
    with pytest.raises(Refused, match="不能任免自己的岗位"):
        actions.activate(world.union, person=world.officer.person, role="union.chair", day=DAY, actor=clerk)


def test_a_county_clerk_gives_no_other_role(world):
    with pytest.raises(Refused, match="您的岗位没有这项权限"):
        actions.appoint(
            person(world.county),
            organisation=world.county,
            role="county.leader",
            day=DAY,
            actor=world.actor(world.officer),
        )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_handovers_costs_the_same_for_one_and_for_three(client, world, count, django_assert_num_queries):
    end(world)
    for _ in range(count - 1):
        actions.end_post(officer(world.union, "union.clerk"), day=DAY, actor=TESTER)
    client.force_login(account_of(officer(world.county, "county.leader")))
    client.get(reverse("administration:handovers"))

    with django_assert_num_queries(12):
        response = client.get(reverse("administration:handovers"))

    assert len(response.context["rows"]) == count


def test_work_whose_asker_has_lost_the_post_does_not_go_on(world):
    account = account_of(world.chair)
    job = Job(account_id=account.pk, subject_type="organisations.organisation", subject_id=world.union.pk)
    before = why_not_go_on(job)

    Post.objects.filter(pk=world.chair.pk).update(until=date(2012, 1, 1))

    assert (before, why_not_go_on(job)) == ([], [POST_ENDED])
    assert why_not_go_on(Job(account_id=None)) == []


def test_a_post_ended_in_the_middle_of_an_import_stops_it_and_the_successor_goes_on(cloned_database, tmp_path):
    """With a worker of its own: what runs stops at its next step, and the import waits for the successor."""
    world = World()
    heir = officer(world.union, "union.clerk", "钱进")
    rows = [(f"王{place}", rosters.number(place), "", "2012-03-01") for place in range(60_000)]
    path = rosters.workbook(tmp_path / "big.xlsx", [("王小明", *row[1:]) for row in rows])
    import_ = workbooks.receive_upload(
        rosters.KIND, path=path, file_name=path.name, organisation=world.union, actor=world.actor(world.chair)
    )
    import_ = workbooks.confirm_match(
        import_, heading_row=import_.heading_row, mapping=import_.mapping, actor=world.actor(world.chair)
    )
    worker = worker_on(cloned_database)
    try:
        wait_for(lambda: Job.objects.get(pk=import_.job_id).done_count > 0)
        end(world, successor=heir.person)
        wait_for(lambda: not Job.objects.get(pk=import_.job_id).is_open)
        stopped = Import.objects.get(pk=import_.pk)
        workbooks.resume(Import.objects.get(pk=import_.pk), actor=world.actor(heir))
        wait_for(lambda: Import.objects.get(pk=import_.pk).state == "previewed")
    finally:
        worker.terminate()
        worker.wait()

    assert (stopped.state, stopped.stopped_in, stopped.reason) == ("failed", "reading", HANDED_OVER)
    assert stopped.account_id == account_of(heir).pk
    assert Import.objects.get().counts["new"] == 60_000


def worker_on(database):
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{database}?host={settings['HOST'].replace('/', '%2F')}"
    if settings["PORT"]:
        url += f"&port={settings['PORT']}"
    given = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "manage.py", "worker", "--queue", "work"]
    return subprocess.Popen(command, env={**os.environ, **given}, stdout=subprocess.DEVNULL)  # noqa: S603


def wait_for(condition, seconds=90):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)
