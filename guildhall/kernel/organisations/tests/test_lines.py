from datetime import date

import pytest

from guildhall.kernel.audit.models import Entry
from guildhall.kernel.organisations import lines
from guildhall.kernel.organisations.models import Kind, LineStay, Organisation
from guildhall.kernel.organisations.tests.factories import TESTER, city, founded
from guildhall.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
DAY = date(2012, 7, 1)
Side = LineStay.Side


@pytest.fixture
def root():
    return city()


@pytest.fixture
def line(root):
    return founded(root, Kind.INDUSTRIAL, "教育工会")


@pytest.fixture
def school(root):
    return founded(founded(root, Kind.COUNTY, "吉州区总工会"), Kind.SINGLE, "一中工会")


def line_of(union):
    return Organisation.objects.get(pk=union.pk).line


def test_a_union_carries_the_line_once_the_other_side_confirms(line, school):
    stay = lines.propose_line(school, line=line, day=DAY, side=Side.TERRITORY, actor=TESTER)
    before = line_of(school)

    lines.confirm_line(stay, actor=TESTER)

    assert (before, line_of(school), stay.state) == (None, line, "standing")
    assert list(Entry.objects.filter(subject_id=stay.pk).order_by("pk").values_list("verb", flat=True))[-2:] == [
        "organisations.line.propose", "organisations.line.confirm"
    ]  # fmt: skip


def test_both_sides_at_once_need_no_confirmation(line, school):
    lines.propose_line(school, line=line, day=DAY, side=Side.BOTH, actor=TESTER)

    assert line_of(school) == line


def test_a_union_leaves_and_its_stay_is_history(line, school):
    stay = lines.propose_line(school, line=line, day=DAY, side=Side.BOTH, actor=TESTER)

    lines.leave_line(stay, day=date(2013, 1, 1), note="学校撤并", actor=TESTER)

    assert line_of(school) is None
    assert (stay.state, stay.until) == ("ended", date(2013, 1, 1))
    with pytest.raises(Refused, match="加入日期不能早于 2013-01-01"):
        lines.propose_line(school, line=line, day=DAY, side=Side.BOTH, actor=TESTER)


def test_a_refused_stay_leaves_no_line_and_another_may_be_proposed(line, school):
    stay = lines.propose_line(school, line=line, day=DAY, side=Side.LINE, actor=TESTER)

    lines.refuse_line(stay, answer="属卫生系统", actor=TESTER)
    again = lines.propose_line(school, line=line, day=DAY, side=Side.LINE, actor=TESTER)

    assert (stay.state, again.state, line_of(school)) == ("refused", "proposed", None)
    with pytest.raises(Refused, match="已经办理"):
        lines.confirm_line(stay, actor=TESTER)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"day": date(1999, 1, 1)}, "加入日期不能早于 2001-05-01"),
        ({"line": "county"}, "请选择现有的产业工会"),
        ({"union": "line"}, "这类工会不归入产业工会"),
    ],
)
def test_a_stay_against_the_rules_is_refused(root, line, school, change, reason):
    union = line if change.get("union") else school
    target = school.parent if change.get("line") else line

    with pytest.raises(Refused) as refused:
        lines.propose_line(union, line=target, day=change.get("day", DAY), side=Side.BOTH, actor=TESTER)

    assert reason in refused.value.reasons
    assert not LineStay.objects.exists()


def test_two_proposals_for_one_union_wait_for_each_other(line, school):
    lines.propose_line(school, line=line, day=DAY, side=Side.LINE, actor=TESTER)

    with pytest.raises(Refused, match="已有一份产业隶属待确认"):
        lines.propose_line(school, line=line, day=DAY, side=Side.TERRITORY, actor=TESTER)


def test_a_union_founded_in_a_line_has_its_stay(root, line):
    union = founded(root, Kind.SINGLE, "二中工会", line=line)

    assert LineStay.objects.get(organisation=union).state == "standing"
