"""Keep the pages readable in Chromium 86 and free of other hosts: no CSS word it does not know, no address but our own."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

UNKNOWN_TO_THE_OLDEST_BROWSER = {
    "light-dark()": r"\blight-dark\(",
    "oklch(), oklab(), lab(), lch(), hwb()": r"\b(?:ok)?(?:lch|lab)\(|\bhwb\(",
    "color-mix()": r"\bcolor-mix\(",
    "color()": r"(?<![\w-])color\(",
    "a relative colour": r"\b(?:rgb|hsl)a?\(\s*from\b",
    ":has()": r":has\(",
    ":is()": r":is\(",
    ":where()": r":where\(",
    ":not() with a list": r":not\([^()]*,",
    "inset": r"(?<![\w-])inset\s*:",
    "aspect-ratio": r"(?<![\w-])aspect-ratio\s*:",
    "@layer": r"@layer\b",
    "@container": r"@container\b",
    "nesting": r"&",
    "a media range": r"@media[^{]*[<>]",
    "a viewport unit d, s or l": r"\d[dsl]v[hw]\b",
}
LOADED_FROM_ELSEWHERE = r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//[^"')\s]+"""
TEMPLATE_LOADS_FROM_ELSEWHERE = (
    r"""<(?:script|img|link|iframe|source|use)\b[^>]*?\b(?:src|srcset|href)=["'](?:https?:)?//[^"']+"""
)

NOT_CODE = re.compile(
    r"""/\*.*?\*/|url\(\s*"data:[^"]*"\s*\)|url\(\s*'data:[^']*'\s*\)|url\(\s*data:[^)]*\)""", re.DOTALL
)
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'")


def faults_in_css(css: str) -> Iterator[str]:
    """Yield what the oldest browser would not understand and what is fetched from another host."""
    code = NOT_CODE.sub("", css)
    for found in re.finditer(LOADED_FROM_ELSEWHERE, code):
        yield f"loads from another host: {found[0]}"
    code = STRING.sub("''", code)
    for name, pattern in UNKNOWN_TO_THE_OLDEST_BROWSER.items():
        times = len(re.findall(pattern, code))
        if times:
            yield f"Chromium 86 does not know {name} ({times} times)"


def faults_in_template(template: str) -> Iterator[str]:
    """Yield what a page would fetch from another host."""
    for found in re.finditer(TEMPLATE_LOADS_FROM_ELSEWHERE, template):
        yield f"loads from another host: {found[0]}"


def faults_under(root: Path) -> list[str]:
    readers = {"*.css": faults_in_css, "*.html": faults_in_template}
    return [
        f"{path.relative_to(root)}: {fault}"
        for pattern, faults_in in readers.items()
        for path in sorted((root / "guildhall").rglob(pattern))
        for fault in faults_in(path.read_text(encoding="utf-8"))
    ]


if __name__ == "__main__":
    found = faults_under(ROOT)
    sys.stderr.write("".join(f"{fault}\n" for fault in found))
    sys.exit(1 if found else 0)
