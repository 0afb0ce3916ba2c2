"""Texts with variables, quiet hours, attempts, and what may be copied into a work group; no clock, no database."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil

from guildhall.kernel.people.rules.masks import mask_document, mask_phone

VARIABLE = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")
PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9A-Za-z])")
LONGEST_TEXT = 500
ONE_SMS, PART_OF_SMS = 70, 67

# What follows the n-th attempt that found nobody at the other end; after the last the message has failed.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
LEASE = timedelta(minutes=5)
BREAKS_AFTER = 5
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10))

QUEUED, SENDING, SENT, DELIVERED, READ = "queued", "sending", "sent", "delivered", "read"
FAILED, CANCELLED = "failed", "cancelled"
MOVES = {
    QUEUED: {SENDING, CANCELLED, FAILED},
    SENDING: {SENT, QUEUED, FAILED},
    SENT: {DELIVERED, QUEUED},
    DELIVERED: {READ},
    READ: set(),
    FAILED: {QUEUED},
    CANCELLED: {QUEUED},
}


def variables_in(text: str) -> list[str]:
    """The variables of a text in the order in which they first stand."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def why_not_text(text: str, known: Collection[str]) -> list[str]:
    """Reasons for which a text cannot be a template's; none means it can."""
    reasons = []
    if not text.strip():
        reasons.append("请填写正文")
    if len(text) > LONGEST_TEXT:
        reasons.append(f"正文有 {len(text)} 字，最多 {LONGEST_TEXT} 字")
    if BRACE.search(VARIABLE.sub("", text)):
        reasons.append("花括号没有成对，变量要写成 {名称} 的样子")
    unknown = [name for name in variables_in(text) if name not in known]
    if unknown:
        can_use = "、".join(f"{{{name}}}" for name in known) or "没有"
        reasons.append(f"没有这样的变量：{'、'.join(unknown)}。可以用的变量：{can_use}")
    return reasons


def why_not_since(since: date, today: date) -> list[str]:
    """A text holds from today or later: what was sent is not rewritten."""
    return ["生效日期不能早于今天"] if since < today else []


def missing_in(text: str, known: Collection[str]) -> list[str]:
    """The variables that a text leaves out; it may, but whoever edits it should know."""
    standing = set(variables_in(text))
    return [name for name in known if name not in standing]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables put in."""
    return VARIABLE.sub(lambda found: values[found[1]], text)


def provider_template(code: str) -> tuple[str, dict[str, str]]:
    """A provider's template number and what it calls our variables: "SMS_100 单位=unit 期限=day"."""
    number, *pairs = code.split() or [""]
    named = (pair.partition("=") for pair in pairs)
    return number, {ours: theirs for ours, is_pair, theirs in named if is_pair}


def why_not_provider_code(code: str, known: Collection[str]) -> list[str]:
    """Reasons for which a provider's template number cannot be kept."""
    number, mapping = provider_template(code)
    reasons = []
    if "=" in number or len(mapping) != len(code.split()[1:]):
        reasons.append("请先写模板编号，再写变量的对应，例如：SMS_100 单位=unit 期限=day")
    if unknown := [name for name in mapping if name not in known]:
        reasons.append(f"没有这样的变量：{'、'.join(unknown)}")
    return reasons


def renamed(values: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The values under the provider's names; all under our own where it has none."""
    return {theirs: values[ours] for ours, theirs in mapping.items() if ours in values} if mapping else dict(values)


def sms_parts(text: str) -> int:
    """How many short messages a text takes: 70 characters in one, 67 in each of several."""
    return 1 if len(text) <= ONE_SMS else ceil(len(text) / PART_OF_SMS)


def masked_text(text: str) -> str:
    """A body as officers read it: phones and identity numbers are masked."""
    return PHONE.sub(lambda found: mask_phone(found[0]), IDENTITY.sub(lambda found: mask_document(found[0]), text))


def mask_mail(address: str) -> str:
    """z***@example.cn."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}"


def time_of(text: str) -> time | None:
    """A time of day as an officer writes it: 21:00; None where it is not one."""
    found = CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def end_of_quiet(moment: datetime, since: time, until: time) -> datetime | None:
    """When the quiet hours end in which a local moment falls; None outside them."""
    at = moment.time()
    is_quiet = since <= at < until if since <= until else at >= since or at < until
    if not is_quiet:
        return None
    end = moment.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    return end if end > moment else end + timedelta(days=1)


def delay_after(attempt_count: int) -> timedelta | None:
    """How long to wait after so many attempts; None when it was the last."""
    return DELAYS[attempt_count - 1] if attempt_count <= len(DELAYS) else None


def pause_after(failure_count: int) -> timedelta | None:
    """How long a channel rests after so many failures one after another; None while it need not."""
    over = failure_count - BREAKS_AFTER
    return PAUSES[min(over, len(PAUSES) - 1)] if over >= 0 else None


def why_not_resend(*, state: str, label: str, has_body: bool, is_expired: bool, is_outside: bool) -> list[str]:
    """Reasons for which a message cannot be sent again."""
    if not is_outside:
        return ["站内消息不用重发"]
    reasons = []
    if QUEUED not in MOVES[state] or state == SENDING:
        reasons.append(f"这条消息{label}，不用重发")
    if not has_body:
        reasons.append("正文或地址已按保存期限清除，不能重发")
    if is_expired:
        reasons.append("已过有效时间，请重新办理")
    return reasons


def why_not_cancel(*, state: str, label: str) -> list[str]:
    """Reasons for which a message cannot be called off."""
    return [] if CANCELLED in MOVES[state] else [f"这条消息{label}，不能取消"]


def group_text(title: str, due: str, names: Sequence[str], note: str = "") -> str:
    """A list of the late as plain text for a work group; the names are of unions or units, never of people."""
    lines = [f"【{title}】"]
    if not names:
        return "\n".join([*lines, "已全部完成，感谢各单位的支持！"])
    lines.append(f"截止{due}，以下 {len(names)} 家还未完成：")
    lines += [f"{number}. {name}" for number, name in enumerate(names, start=1)]
    if note:
        lines.append(note)
    lines.append("请尽快办理，如有困难请及时联系。谢谢！")
    return "\n".join(lines)


def why_not_for_group(text: str, names_of_people: Collection[str] = ()) -> list[str]:
    """Reasons for which a text must not go to a work group: it carries personal data."""
    reasons = []
    if PHONE.search(text):
        reasons.append("含有手机号码，不能发到工作群")
    if IDENTITY.search(text):
        reasons.append("含有证件号码，不能发到工作群")
    if named := sorted(name for name in names_of_people if len(name) > 1 and name in text):
        reasons.append(f"含有 {len(named)} 个人名，不能发到工作群")
    return reasons
