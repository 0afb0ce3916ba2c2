from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from guildhall.kernel.access.tests.factories import SINCE, account_of, actor, officer
from guildhall.kernel.files.models import File
from guildhall.kernel.files.queries import open_file
from guildhall.kernel.jobs import work
from guildhall.kernel.jobs.models import Job
from guildhall.kernel.organisations.models import Kind
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.parameters import retention
from guildhall.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.urls("guildhall.web.tests.urls")]
UNIONS = {"page": "guildhall.web.tests.urls.Unions", "query": "kind=single&sort=name", "arguments": {}}


@pytest.fixture
def chair():
    county, other = (founded(root, Kind.COUNTY, name) for root in [city()] for name in ("吉州区总工会", "青原区总工会"))
    founded(county, Kind.SINGLE, "=HYPERLINK(1)工会")
    founded(county, Kind.SINGLE, "电机厂工会")
    founded(other, Kind.SINGLE, "别处工会")
    return officer(county, "union.chair", "李建国")


def test_an_export_holds_what_the_asker_sees_and_no_formula(chair):
    asked = work.enqueue("workbooks.export_list", actor=actor(chair, SINCE), **UNIONS)

    work.run(asked.pk)

    done = Job.objects.get(pk=asked.pk)
    assert (done.state, done.result["rows"]) == (Job.State.DONE, 2)
    file = File.objects.get()
    assert file.is_sensitive
    with open_file(file) as source:
        rows = CalamineWorkbook.from_filelike(BytesIO(source.read())).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[:3]] == ["工会", "类别：单独", "填报单位（盖章）：吉州区总工会"]
    assert rows[3] == ["名称", "类别", "县区", "成立日期"]
    assert [row[0] for row in rows[4:6]] == ["=HYPERLINK(1)工会", "电机厂工会"]
    assert rows[7] == ["填表人：", "审核人：", "负责人：", "填表日期："]
    assert rows[8][0].startswith("由 李建国 于 ")


def test_one_who_lost_the_permission_exports_nothing(chair):
    asked = work.enqueue("workbooks.export_list", actor=actor(chair, SINCE), **UNIONS)
    clerk = officer(chair.organisation, "union.clerk", "张华")
    Job.objects.filter(pk=asked.pk).update(account_id=account_of(clerk).pk)

    work.run(asked.pk)

    assert Job.objects.get(pk=asked.pk).state == Job.State.FAILED
    assert not File.objects.exists()


def test_an_export_is_erased_when_its_days_are_over(chair):
    asked = work.enqueue("workbooks.export_list", actor=actor(chair, SINCE), **UNIONS)
    work.run(asked.pk)
    exported = File.objects.get()
    today = timezone.localdate()

    def due(day):
        return [
            file.pk
            for kept in retention.rules_on(day)
            if kept.rule.code == "workbooks.exports"
            for file in retention.due(kept)
        ]

    assert (due(today + timedelta(days=7)), due(today + timedelta(days=9))) == ([], [exported.pk])
    kept = next(one for one in retention.rules_on(today + timedelta(days=9)) if one.rule.code == "workbooks.exports")
    assert retention.blank(kept, actor=TESTER) == 1
    with pytest.raises(Refused, match="保存期满"), open_file(File.objects.get()):
        pass
