"""What the record of a sign-in says about where it came from."""

import re

from axes.helpers import get_client_ip_address

from guildhall.kernel.access.actions import Visit

SYSTEMS = (
    ("HarmonyOS", "鸿蒙"), ("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("Android", "安卓手机"), ("Windows", "Windows"),
    ("Mac OS X", "苹果电脑"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("wxwork", "企业微信"), ("QQBrowser", "QQ 浏览器"), ("UCBrowser", "UC 浏览器"),
    ("360", "360 浏览器"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def browser_in_words(told: str) -> str:
    """What a browser says of itself, as one would say it: Windows 上的 Chrome."""
    system = next((name for sign, name in SYSTEMS if sign in told), "")
    browser = next((name for sign, name in BROWSERS if re.search(re.escape(sign), told)), "")
    return f"{system}上的{browser}" if system and browser else system or browser or "没有说明"


def visit_of(request, way: str, *, has_second_factor: bool = False) -> Visit:
    return Visit(
        way=way,
        address=get_client_ip_address(request) or "",
        browser=browser_in_words(request.headers.get("User-Agent", "")),
        has_second_factor=has_second_factor,
    )
