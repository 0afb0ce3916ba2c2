from datetime import date

import pytest

from guildhall.kernel.access import rules


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("Abcdef12", []),
        ("abcdef1!", []),
        ("工会Abc12", ["密码至少 8 个字符"]),
        ("abcdefg1", ["密码要含大写字母、小写字母、数字、符号中的至少三种"]),
        ("12345", ["密码至少 8 个字符", "密码要含大写字母、小写字母、数字、符号中的至少三种"]),
    ],
)
def test_a_password_has_eight_characters_of_three_classes(password, reasons):
    assert rules.why_not_password(password) == reasons


@pytest.mark.parametrize(
    ("role", "held", "reasons"),
    [
        ("trail.administrator", {"system.administrator"}, [rules.SEPARATED]),
        ("security.administrator", {"trail.administrator"}, [rules.SEPARATED]),
        ("system.administrator", {"county.clerk"}, []),
        ("county.clerk", {"system.administrator"}, []),
        ("nobody", set(), ["没有这个角色"]),
    ],
)
def test_nobody_holds_two_of_the_three_administrators(role, held, reasons):
    known = {"county.clerk", *rules.SEPARATED_ROLES}

    assert rules.why_not_role(role=role, known=known, held=held) == reasons


@pytest.mark.parametrize(
    ("since", "until", "day", "reasons"),
    [
        (date(2012, 1, 1), None, date(2012, 6, 1), []),
        (date(2012, 1, 1), date(2013, 1, 1), date(2012, 6, 1), []),
        (date(2012, 1, 1), date(2012, 6, 1), date(2012, 6, 1), ["这个岗位已经结束"]),
        (date(2012, 1, 1), None, date(2011, 12, 31), ["离任日期不能早于任职日期"]),
    ],
)
def test_a_post_ends_after_it_began_and_once(since, until, day, reasons):
    assert rules.why_not_end_post(since=since, until=until, day=day) == reasons


@pytest.mark.parametrize(
    ("username", "reasons"),
    [("zhang.san", []), ("张三", []), ("a", 1), ("zhang san", 1), ("x" * 61, 1)],
)
def test_a_username_has_no_blanks(username, reasons):
    assert len(rules.why_not_username(username, is_taken=False)) == (reasons or 0)
