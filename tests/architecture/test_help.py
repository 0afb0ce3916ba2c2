"""Every screen tells a clerk what it is for and how it is used."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template

from guildhall.web.screens import explained, part_of
from tests.architecture.test_conventions import HOUSE
from tests.architecture.test_urls import ALL, Address, named

# No screens: parts that a page asks for, files, what only a button sends, answers for machines.
NO_SCREEN = {
    "demo_sign_in", "sign_out", "ask_for_code", "end_own_session", "end_other_sessions", "administration:end_sessions",
    "portal:front", "portal:health", "portal:metrics", "portal:figures", "reports:proof_found",
    "administration:verify_trail", "reports:faults", "reports:text", "reports:docx",
    "people:find_duplicates", "keys:rotate",
    "statistics:group", "statistics:workbook", "statistics:unions", "statistics:ledger_account", "statistics:breaches",
    "statistics:drift", "statistics:value", "statistics:spark", "statistics:trend", "statistics:parts",
    "statistics:records_sum", "statistics:lines_table", "membership:roster_template", "membership:confirm_roster", "membership:cancel_roster",
    "membership:resume_roster", "membership:roster_result",
    "returns:call_totals", "returns:lower_totals", "returns:all_of_call", "returns:all_of_lower", "returns:table",
    "exchange:download", "exchange:lacking", "exchange:split_download",
    "messages:open", "messages:read_all", "messages:choose", "messages:retry", "messages:preview",
    "web:default_view", "web:file", "web:cancel_job", "web:resume_job", "web:help",
}  # fmt: skip

# Screens whose text is still to be written; this set only shrinks.
LATER: set[str] = set()

SCREENS = [
    address for address in ALL if address.name not in NO_SCREEN and "GET" in getattr(address.view, "methods", ("GET",))
]


def key_of(address: Address) -> tuple[str, str]:
    namespace, _, name = address.name.rpartition(":")
    return part_of(namespace), name


@pytest.mark.parametrize("address", SCREENS, ids=named)
def test_every_screen_has_a_help_text(address):
    assert key_of(address) in explained(settings.ROOT_URLCONF) or address.name in LATER


def test_what_is_excepted_exists():
    known = {address.name for address in ALL}

    assert sorted((NO_SCREEN | LATER) - known) == []


def test_every_text_belongs_to_a_screen():
    texts = {
        (path.parent.name, path.stem) for folder in HOUSE.rglob("templates/help") for path in folder.glob("*/*.html")
    }

    assert sorted(texts - {key_of(address) for address in SCREENS}) == []


@pytest.mark.parametrize("screen", explained(settings.ROOT_URLCONF).values(), ids=lambda screen: screen.template_name)
def test_a_text_begins_with_its_title_and_says_something(screen):
    source = get_template(screen.template_name).render()

    assert re.match(r"\s*<h2>[\u4e00-\u9fff][^<]*</h2>", source)
    assert len(re.sub(r"<[^>]+>|\s", "", source)) > 20
