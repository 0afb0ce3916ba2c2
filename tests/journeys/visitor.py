"""Somebody before a real browser, who notices whatever goes wrong in it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

PATIENCE = 30_000
REFUSED_LOAD = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
LEFT_WAITING = re.compile(r"htmx:(afterRequest|sendError|sendAbort)\b")
SERVER_FAILED = 500

expect.set_options(timeout=30_000)


class Visitor:
    """One person with a browser of his own; `noticed` gathers console errors, failed scripts and answers of 500."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1280, height: int = 900) -> None:
        self.address = address
        self.noticed: list[str] = []
        is_phone = width < 600
        self.context: BrowserContext = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=is_phone,
            is_mobile=is_phone,
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.new_window()

    def new_window(self) -> Page:
        """Another window of the same person, with the same session."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.noticed.append(f"script failed: {error}"))
        page.on("response", self._look)
        page.on("requestfailed", self._miss)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error" or self._is_refusal(message) or LEFT_WAITING.match(message.text):
            return
        self.noticed.append(f"console at {message.location.get('url', '')}: {message.text}")

    def _is_refusal(self, message: ConsoleMessage) -> bool:
        """A page that was not to be seen (403, 404, 409, 429), told by the browser; a missing file is no such page."""
        return bool(REFUSED_LOAD.match(message.text)) and "/static/" not in message.location.get("url", "")

    def _look(self, response: Response) -> None:
        if response.status >= SERVER_FAILED:
            self.noticed.append(f"{response.status} from {response.request.method} {response.url}")

    def _miss(self, request: Request) -> None:
        """What was asked for and never came; a page that is left gives up what it was still waiting for."""
        if request.failure != "net::ERR_ABORTED":
            self.noticed.append(f"{request.failure}: {request.url}")

    def goes_to(self, address: str) -> Response:
        answer = self.page.goto(address)
        assert answer is not None
        return answer

    def signs_in_as(self, name: str) -> Visitor:
        """By the list of people that the sign-in page of a demo city offers."""
        self.goes_to("/sign-in/")
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url("**/desk/")
        return self

    def follows(self, name: str, *, exact: bool = True) -> None:
        """A link of the page's own text, not of the menu."""
        self.page.locator("#content").get_by_role("link", name=name, exact=exact).first.click()

    def chooses_in_menu(self, name: str) -> None:
        """A line of the menu, opening its group first."""
        link = self.page.locator(".menu-link", has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        if not link.is_visible():
            self.page.locator("details.menu-group", has=link).locator("summary").click()
        link.click()

    def waits_for_figures(self, page: Page | None = None) -> None:
        """Until all that is read after the page itself stands there."""
        at = page or self.page
        at.wait_for_load_state("load")
        expect(at.locator(".later")).to_have_count(0)

    def keeps_picture(self, folder: Path, name: str) -> list[Path]:
        """Pictures of all windows, for whoever looks why a journey failed."""
        folder.mkdir(parents=True, exist_ok=True)
        kept = []
        for number, page in enumerate(self.context.pages):
            kept.append(folder / f"{name}-{number}.png")
            page.screenshot(path=kept[-1], full_page=True)
        return kept


def digits(text: str) -> int:
    """The number in a text: 5,026 人 is 5026."""
    found = re.search(r"\d[\d,]*", text)
    assert found, f"no number in {text!r}"
    return int(found[0].replace(",", ""))
