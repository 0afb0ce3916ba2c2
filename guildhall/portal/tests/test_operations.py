from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guildhall.kernel.access.tests.factories import account_of, officer
from guildhall.kernel.audit.verbs import note
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.tests import factories
from guildhall.kernel.scope import system
from guildhall.portal.jobs import blank_expired
from guildhall.portal.operations import facts
from guildhall.portal.operations.health_words import ATTENTION, GOOD, WRONG, cards

pytestmark = pytest.mark.django_db
STATUS, RETENTION, BLANK = (reverse(f"operations:{name}") for name in ("status", "retention", "blank_expired"))


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.GUILDHALL_TRAIL_HEAD = tmp_path / "head.log"
    settings.GUILDHALL_FILES_DIR = tmp_path / "files"
    settings.GUILDHALL_BACKUPS_DIR = tmp_path / "backups"


@pytest.fixture
def root():
    return city()


def entered(client, root, role="system.administrator"):
    client.force_login(account_of(officer(root, role, "陈思远")))
    return client


def backed_up(**after):
    note(
        actor=TESTER, verb="portal.backup.make", subject_type="portal.backup", after={"数据库字节": 5_000_000, **after}
    )


def levels(days=1, now=None):
    return {card.title: card.level for card in cards(now or facts.now(), backup_days=days)}


def test_an_administrator_sees_how_the_house_stands(client, root):
    backed_up()

    response = entered(client, root).get(STATUS)

    assert response.status_code == 200
    assert [card.title for card in response.context["cards"]] == [
        "数据库", "后台任务", "消息发送", "备份", "操作留痕", "磁盘", "密钥",
    ]  # fmt: skip


@pytest.mark.parametrize("address", [STATUS, RETENTION, BLANK])
def test_nobody_else_opens_it(client, root, address):
    assert entered(client, root, "union.chair").get(address).status_code == 403


@pytest.mark.parametrize(("days_ago", "missing", "level"), [(0, 0, GOOD), (2, 0, ATTENTION), (0, 1, ATTENTION)])
def test_an_old_or_incomplete_backup_asks_for_attention(root, days_ago, missing, level):
    backed_up(缺少的文件=missing)

    assert levels(now=facts.now() + timedelta(days=days_ago))["备份"] == level


def test_without_a_backup_something_is_wrong(root):
    assert levels()["备份"] == WRONG


def test_work_that_failed_or_nobody_does_is_told(root):
    Job.objects.create(
        name="x", title="读取名册", actor_label="李敏", state=Job.State.FAILED, ended_at=timezone.now(), message="出错"
    )

    assert facts.jobs(facts.now()).failed == 1
    assert levels()["后台任务"] == WRONG


def test_the_metrics_are_for_the_watcher_only(client, root, settings):
    none = client.get("/metrics").status_code
    settings.GUILDHALL_METRICS_TOKEN = "watch"
    wrong = client.get("/metrics", headers={"Authorization": "Bearer other"}).status_code

    response = client.get("/metrics", headers={"Authorization": "Bearer watch"})

    assert (none, wrong, response.status_code) == (404, 404, 200)
    text = response.content.decode()
    assert 'guildhall_jobs{state="queued"} 0.0' in text
    assert 'guildhall_request_seconds_count{method="GET",page="portal:metrics",status="4xx"}' in text


def test_metrics_name_pages_by_route_never_by_address(client, root, settings):
    settings.GUILDHALL_METRICS_TOKEN = "watch"
    entered(client, root).get("/desk/people/987654321/?q=13800138000")

    text = client.get("/metrics", headers={"Authorization": "Bearer watch"}).content.decode()

    assert "987654321" not in text
    assert "13800138000" not in text


def test_the_page_of_retention_tells_what_is_due(client, root):
    union = founded(founded(root, Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "甲厂工会")
    over = factories.person(union, phone="13800138000")
    Person.objects.filter(pk=over.pk).update(voided_at=timezone.now() - timedelta(days=400))

    response = entered(client, root, "security.administrator").get(RETENTION)

    due = {line.kept.rule.code: line.due for line in response.context["lines"]}
    assert due["people.voided"] == 1
    assert response.context["may_run"]


def test_the_security_administrator_blanks_what_is_over(client, root):
    keeper = entered(client, root, "security.administrator")
    once = keeper.get(BLANK).context["form"]["once"].value()

    keeper.post(BLANK, {"once": once})

    job = Job.objects.get(name="portal.blank_expired")
    assert job.actor_label


def test_the_job_blanks_by_every_rule_and_says_how_many(root):
    union = founded(founded(root, Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "甲厂工会")
    over = factories.person(union, phone="13800138000")
    Person.objects.filter(pk=over.pk).update(voided_at=timezone.now() - timedelta(days=400))

    class Run:
        actor = system("夜间任务")
        said = ""

        def advance(self, done, total, message=""):
            self.said = message

    run = Run()
    result = blank_expired(run)

    assert result["cleared"]["作废人员记录的证件和手机号码"] == 1
    assert run.said == "清除 1 条"
