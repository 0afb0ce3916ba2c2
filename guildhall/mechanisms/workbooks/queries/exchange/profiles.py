"""Profiles by what a file's headings say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from guildhall.kernel.refusal import Refused
from guildhall.mechanisms.workbooks.models import Profile
from guildhall.mechanisms.workbooks.rules.exchange.profiles import fingerprint
from guildhall.mechanisms.workbooks.rules.headings import plain, spellings

SEARCHED_ROWS = 30


def profiles_in_force() -> QuerySet[Profile]:
    return Profile.objects.filter(state=Profile.State.IN_FORCE).select_related("system").order_by("-year", "pk")


@dataclass(frozen=True)
class Heading:
    """Where the heading of a file is, and which of its columns is which of the profile's."""

    row_no: int
    places: dict[int, int]  # column of the profile → column of the file
    unused: list[str]


def in_force_before(profile: Profile) -> QuerySet[Profile]:
    """The profiles that end when this one is put in force."""
    same = profiles_in_force().filter(system=profile.system_id, subject=profile.subject)
    return same.exclude(pk=profile.pk)


def heading_in(head: Sequence[Sequence[str]], profile: Profile) -> Heading:
    """The profile's heading in a file; refused, in words, where the file is another profile's or lacks columns."""
    wanted = [plain(heading) for heading in profile.headings]
    best: Heading | None = None
    for number, row in enumerate(head[:SEARCHED_ROWS], start=1):
        found = _places(row, wanted)
        if best is None or len(found) > len(best.places):
            unused = [text.strip() for place, text in enumerate(row) if text.strip() and place not in found.values()]
            best = Heading(number, found, unused)
    if best is not None and len(best.places) == len(wanted):
        return best
    if other := recognised(head, besides=profile):
        raise Refused(
            f"这是“{other.title}”的文件，不是“{profile.title}”的，请改选方案“{other.title}”，或换成正确的文件"
        )
    if best is None or not best.places:
        raise Refused(f"没有找到“{profile.title}”的表头，请确认文件是否选对，表头是否在前 {SEARCHED_ROWS} 行")
    missing = [heading for place, heading in enumerate(profile.headings) if place not in best.places]
    raise Refused(f"表头与“{profile.title}”不符，缺少：{'、'.join(missing[:8])}。请核对是否换了年度或改了列名")


def _places(row: Sequence[str], wanted: Sequence[str]) -> dict[int, int]:
    names: dict[str, list[int]] = {}
    for place, text in enumerate(row):
        for name in spellings(text)[:1]:
            names.setdefault(name, []).append(place)
    found = {}
    for place, name in enumerate(wanted):
        if names.get(name):
            found[place] = names[name].pop(0)
    return found


def recognised(head: Sequence[Sequence[str]], *, besides: Profile | None = None) -> Profile | None:
    """The profile, of whatever year, whose headings a file carries."""
    marks = []
    for row in head[:SEARCHED_ROWS]:
        filled = list(row)
        while filled and not filled[-1].strip():
            filled.pop()
        if filled:
            marks.append(fingerprint(filled))
    known = Profile.objects.filter(fingerprint__in=marks).order_by("-year", "-pk")
    if besides is not None:
        known = known.exclude(fingerprint=besides.fingerprint)
    return known.first()
