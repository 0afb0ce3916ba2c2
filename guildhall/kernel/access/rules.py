"""Who may hold which post, and what an account must look like."""

import re
from collections.abc import Collection
from datetime import date

# 三员分立: GB/T 22239-2019 8.1.4, domain.md §11.2.
SEPARATED_ROLES = ("system.administrator", "security.administrator", "trail.administrator")
ACTIVATED_ROLES = ("union.chair", "union.clerk")
SEPARATED = "系统管理员、安全管理员、审计管理员不能由一人兼任"
USERNAME = re.compile(r"[\w.@+-]{2,60}")
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
SHORTEST_PASSWORD = 8
FEWEST_CLASSES = 3
SECONDS_BETWEEN_CODES = 60


def why_not_role(*, role: str, known: Collection[str], held: Collection[str]) -> list[str]:
    """Reasons against giving a role to somebody who holds these roles within the same term."""
    if role not in known:
        return ["没有这个角色"]
    return [SEPARATED] if role in SEPARATED_ROLES and any(one in SEPARATED_ROLES for one in held) else []


def why_not_term(*, day: date, until: date | None) -> list[str]:
    return ["离任日期要晚于任职日期"] if until is not None and until <= day else []


def why_not_seat(*, stands: bool, reaches: str, is_industrial: bool) -> list[str]:
    """Reasons against a post in a body, by whether it stands and whether it leads a line."""
    reasons = [] if stands else ["任职组织已撤销"]
    if reaches == "line" and not is_industrial:
        reasons.append("只有产业工会的岗位可以管辖本产业")
    return reasons


def why_not_concern_oneself(*, person_id: int, actor_person_id: int | None) -> list[str]:
    return ["不能任免自己的岗位"] if person_id == actor_person_id else []


def why_not_end_post(*, since: date, until: date | None, day: date) -> list[str]:
    """Reasons against ending a post on a day; a day already agreed may be brought forward."""
    reasons = []
    if day < since:
        reasons.append("离任日期不能早于任职日期")
    if until is not None and until <= day:
        reasons.append("这个岗位已经结束")
    return reasons


def why_not_succeed(*, is_oneself: bool, serves_there: bool) -> list[str]:
    """Reasons against handing what a post holds to somebody."""
    if is_oneself:
        return ["不能把手中的事项交给离任人自己"]
    return [] if serves_there else ["接交人在这个组织没有岗位，请先任命，或交给上级工会"]


def why_not_activate(
    *, role: str, is_grassroots: bool, has_phone: bool, is_alone_with_phone: bool, is_closed: bool
) -> list[str]:
    """Reasons against giving a grassroots post to somebody who will sign in by phone."""
    reasons = [] if role in ACTIVATED_ROLES else ["这里只能启用基层工会主席和经办人的岗位"]
    if not is_grassroots:
        reasons.append("这里只能启用基层工会的岗位；其他组织的岗位由安全管理员任命")
    if not has_phone:
        reasons.append("此人没有登记手机号码，收不到验证码；请填写手机号码")
    elif not is_alone_with_phone:
        reasons.append("这个手机号码还登记在另一位有岗位或账号的人名下，请先核对更正")
    if is_closed:
        reasons.append("此人的账号已停用，请先联系系统管理员恢复")
    return reasons


def why_not_name_union(*, reaches: str, is_open: bool, stands: bool, is_named: bool) -> list[str]:
    """Reasons against naming a union for a post."""
    reasons = []
    if reaches != "named":
        reasons.append("这个岗位按组织管辖，不能另行指定工会")
    if not is_open:
        reasons.append("这个岗位已经结束")
    if not stands:
        reasons.append("该工会已撤销")
    if is_named:
        reasons.append("该工会已经指定给这个岗位")
    return reasons


def why_not_username(username: str, *, is_taken: bool) -> list[str]:
    if not USERNAME.fullmatch(username):
        return ["账号为 2 至 60 个字，可用汉字、字母、数字和 . _ @ + -"]
    return ["这个账号已有人使用"] if is_taken else []


def class_count(password: str) -> int:
    """How many of lower case, upper case, digits and others a password has."""
    return sum(re.search(pattern, password) is not None for pattern in CLASSES)


def why_not_password(password: str) -> list[str]:
    """Eight characters of three of the four classes (domain.md §11.2)."""
    reasons = []
    if len(password) < SHORTEST_PASSWORD:
        reasons.append(f"密码至少 {SHORTEST_PASSWORD} 个字符")
    if class_count(password) < FEWEST_CLASSES:
        reasons.append("密码要含大写字母、小写字母、数字、符号中的至少三种")
    return reasons


def why_not_send(
    *,
    seconds_since_last: int | None,
    sent_to_phone: int,
    most_to_phone: int,
    sent_from_address: int,
    most_from_address: int,
) -> list[str]:
    """Reasons against sending one more code within the hour."""
    if seconds_since_last is not None and seconds_since_last < SECONDS_BETWEEN_CODES:
        return [f"刚刚已经发送，请在 {SECONDS_BETWEEN_CODES - seconds_since_last} 秒后再试"]
    if sent_to_phone >= most_to_phone:
        return [f"这个号码一小时内最多发送 {most_to_phone} 次，请稍后再试或改用密码登录"]
    if sent_from_address >= most_from_address:
        return ["本网络一小时内发送验证码的次数过多，请稍后再试或改用密码登录"]
    return []


def why_not_decide(*, is_waiting: bool, is_own: bool) -> list[str]:
    """Reasons against deciding what somebody prepared."""
    if not is_waiting:
        return ["这件事已经办理"]
    return ["经办人不能确认自己报送的事项，请由主席或上级工会确认"] if is_own else []


def why_not_confirm(*, is_stale: bool) -> list[str]:
    return ["报送以后内容已经变动，请退回，由经办人核对后重新报送"] if is_stale else []


def why_not_withdraw(*, is_waiting: bool, is_own: bool) -> list[str]:
    if not is_waiting:
        return ["这件事已经办理，不能撤回"]
    return [] if is_own else ["只有经办人可以撤回"]
