"""Names as people write them: rare characters kept, the middle dot unified, a key under which variants meet."""

import re
import unicodedata
from collections.abc import Iterable

from guildhall.kernel.people.rules.text import EXCEL_QUOTES, fold

LONGEST = 50
# Private-use characters stand for rare ones in files of older systems: they are kept.
CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007\ue000-\uf8ff\U00020000-\U000323af\U000f0000-\U0010fffd"
DOTS = r"·•‧・･．.∙⋅●。｡ꞏᐧ᛫"
PLAIN = re.compile(r"[\u4e00-\u9fff]{2,4}")
HAS_CHINESE = re.compile(f"[{CHINESE}]")
CHINESE_DOT = re.compile(rf"\s*[{DOTS}][\s{DOTS}]*")
ANY_DOT_BUT_STOP = re.compile(rf"[{DOTS.replace('.', '')}]")
BLANKS = re.compile(r"\s+")
NOT_IN_KEY = re.compile(rf"[\s{DOTS}\-'’‐–]")
NO_NAMES = (
    "无 暂无 没有 不详 未知 未填 待定 空 测试 测试人员 姓名 名字 同上 合计 总计 小计 示例 样例 某某 说明 备注 填表人 制表人 "
    "none null nil nan test n/a na"
)
PLACEHOLDERS = frozenset(NO_NAMES.split())


def clean_name(text: str | None) -> str:
    """The name as it is kept and shown."""
    if not text or PLAIN.fullmatch(text):
        return text or ""
    name = fold(text).lstrip(EXCEL_QUOTES)
    if HAS_CHINESE.search(name):
        return CHINESE_DOT.sub("·", BLANKS.sub("", name)).strip("·")
    return BLANKS.sub(" ", ANY_DOT_BUT_STOP.sub("·", name)).strip(" ·")


def clean_names(texts: Iterable[str | None]) -> list[str]:
    is_plain = PLAIN.fullmatch
    return [text if text and is_plain(text) else clean_name(text) for text in texts]


def name_key(name: str) -> str:
    """The same for all ways of writing one name: without dots, blanks and case, compatibility forms folded."""
    if PLAIN.fullmatch(name):
        return name
    folded = unicodedata.normalize("NFKC", clean_name(name)).casefold()
    return unicodedata.normalize("NFKC", NOT_IN_KEY.sub("", folded))


def name_keys(names: Iterable[str]) -> list[str]:
    is_plain = PLAIN.fullmatch
    return [name if is_plain(name) else name_key(name) for name in names]


def name_reasons(name: str) -> list[str]:
    """Reasons for which a cleaned name is refused; none means it is a name."""
    if not name:
        return ["姓名为空"]
    if name.casefold() in PLACEHOLDERS:
        return [f"「{name}」不是姓名"]
    if PLAIN.fullmatch(name):
        return []
    reasons = []
    if len(name) > LONGEST:
        reasons.append(f"姓名超过 {LONGEST} 个字")
    if len(name) == 1:
        reasons.append("姓名只有一个字")
    if any(character.isdigit() for character in name):
        reasons.append("姓名中有数字")
    if "*" in name:
        reasons.append("姓名被隐去了一部分，请填写全名")
    elif not all(map(_belongs_in_a_name, name)):
        reasons.append("姓名中有不应有的符号")
    return reasons


def name_reasons_many(names: Iterable[str]) -> list[list[str]]:
    is_plain = PLAIN.fullmatch
    return [[] if is_plain(name) and name not in PLACEHOLDERS else name_reasons(name) for name in names]


def _belongs_in_a_name(character: str) -> bool:
    return (
        character in " ·.-'’"
        or character.isdigit()
        or unicodedata.category(character)[0] in "LM"
        or _is_private(character)
    )


def _is_private(character: str) -> bool:
    return unicodedata.category(character) == "Co"
