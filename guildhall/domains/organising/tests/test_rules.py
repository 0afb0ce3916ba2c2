from datetime import date

import pytest

from guildhall.domains.organising import rules
from guildhall.kernel.organisations import rules as tree

DAY, LATER = date(2012, 5, 1), date(2012, 6, 1)


@pytest.mark.parametrize(("day", "reasons"), [(DAY, []), (LATER, []), (date(2012, 6, 2), ["日期不能晚于今天"])])
def test_a_day_is_not_to_come(day, reasons):
    assert rules.why_not_dated(day=day, today=LATER) == reasons


@pytest.mark.parametrize(
    ("name", "short_name", "reasons"),
    [
        ("新厂工会", "", []),
        ("老厂工会", "老厂", []),
        (" 老厂工会 ", "", ["名称没有变化"]),
        (" ", "", ["请填写名称"]),
    ],
)
def test_a_new_name(name, short_name, reasons):
    found = rules.why_not_rename(name=name, short_name=short_name, old_name="老厂工会", old_short_name="")

    assert found == reasons


@pytest.mark.parametrize(("reason", "reasons"), [("区划调整", []), (" ", ["请写明移交的依据"])])
def test_handing_over_is_explained(reason, reasons):
    assert rules.why_not_explained(reason) == reasons


@pytest.mark.parametrize(
    ("counts", "reasons"),
    [
        ((10, 5, 5), []),
        ((0, 0, 0), []),
        ((1, 2, 0), ["女职工人数不能多于职工人数"]),
        ((1, 2, 2), ["女职工人数不能多于职工人数", "农民工人数不能多于职工人数"]),
    ],
)
def test_parts_of_the_staff(counts, reasons):
    head_count, women_count, migrant_count = counts

    assert tree.why_not_counts(head_count=head_count, women_count=women_count, migrant_count=migrant_count) == reasons


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"kind": "county"}, ["只有基层工会可以作为单位所建的工会"]),
        ({"stands": False}, ["该工会已撤销"]),
        ({"is_closed": True}, ["该单位已注销"]),
        ({"has_day": False}, ["请填写建会日期"]),
    ],
)
def test_a_union_covers_a_unit(changes, reasons):
    given = {"kind": "single", "stands": True, "is_closed": False, "has_day": True, **changes}

    assert tree.why_not_cover(**given) == reasons


@pytest.mark.parametrize(
    ("starts", "ends", "reasons"),
    [
        (None, None, []),
        (DAY, LATER, []),
        (date(2012, 1, 1), LATER, ["本届开始不能早于成立日期"]),
        (LATER, DAY, ["本届届满应晚于本届开始"]),
    ],
)
def test_the_term_of_a_committee(starts, ends, reasons):
    assert tree.why_not_term(founded_on=DAY, term_starts_on=starts, term_ends_on=ends) == reasons
