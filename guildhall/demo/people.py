"""What is written of each member, as blocks of columns for the tables of people and spells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildhall.demo.dice import Dice, dice, draw, labels
from guildhall.demo.identity import mobile_phones, resident_numbers
from guildhall.demo.loading import Block
from guildhall.demo.names import people_names
from guildhall.demo.unions import Union
from guildhall.demo.workforce import Days, Spells, Workforce, in_blocks, job_titles
from guildhall.kernel.crypto import blind_index_hex_many, encrypt_many
from guildhall.kernel.organisations.models import Ownership
from guildhall.kernel.people.models import Person
from guildhall.kernel.people.rules.names import name_keys
from guildhall.kernel.people.rules.pinyin import initials_many, pinyin_keys
from guildhall.kernel.people.rules.strokes import names_strokes

# Shares by the sort of unit: enterprises and others, institutions, offices of government.
EDUCATION = ("11", "14", "21", "31", "41", "44", "47", "61", "71", "81")
EDUCATION_WEIGHTS = (
    (0, 1, 7, 17, 12, 6, 5, 20, 29, 3),
    (1, 4, 44, 36, 10, 1, 0, 3, 1, 0),
    (0, 5, 52, 33, 4, 0, 0, 5, 1, 0),
)
POLITICS = ("01", "02", "03", "05", "08", "12", "13")
POLITICS_WEIGHTS = ((8, 1, 11, 0, 0, 0, 80), (27, 2, 12, 1, 1, 1, 56), (71, 3, 8, 1, 0, 1, 16))
EMPLOYMENT = ("11", "13", "17", "21", "24", "27")
EMPLOYMENT_WEIGHTS = ((0, 7, 12, 6, 70, 5), (0, 78, 14, 0, 8, 0), (84, 3, 9, 0, 4, 0))
SKILL = ("00", "20", "30", "40", "50", "60")
SKILL_WEIGHTS = ((52, 22, 16, 8, 1.6, 0.4), (86, 2, 5, 5, 2, 0), (94, 1, 2, 2, 1, 0))
MIGRANT_SHARE = (0.34, 0.01, 0.01)
RETIRED = "80"
LACKS_NUMBER = 0.004
FILES_SINCE = np.datetime64("2010-01-01", "D")
RECORDED_BY = "示范城市"
OPENED = {"joined": "joined", "transferred": "transferred_in"}
CLOSED = {"transferred": "transferred_out", "left": "left", "deemed_left": "deemed_left", "deceased": "deceased"}


@dataclass
class Details:
    """The written columns of all people, in their order."""

    names: list[str]
    nationality: list[str]
    numbers: list[str | None]
    phones: list[str | None]
    job_titles: list[str]
    is_migrant: NDArray[np.bool_]
    education: list[str]
    politics: list[str]
    household: list[str]
    employment: list[str]
    skill: list[str]
    work_form: list[str]
    uuids: list[str]


def details(unions: Sequence[Union], people: Workforce, given_names: Mapping[int, str]) -> Details:
    """Write down the people; `given_names` are those of officers, by position."""
    rng = dice("people")
    sort = np.array([_sort_of(union) for union in unions])[people.union]
    sex = np.where(people.is_woman, "2", "1")
    names, nationality = people_names(rng, sex, people.born_on)
    for position, name in given_names.items():
        names[position], nationality[position] = name, "01"
    is_migrant = rng.random_sample(people.count) < np.array(MIGRANT_SHARE)[sort]
    divisions = np.array([int(union.plan.place.division) + union.plan.place.is_zone for union in unions])
    numbers: list[str | None] = list(resident_numbers(divisions[people.union], people.born_on, people.is_woman))
    for position in np.flatnonzero(rng.random_sample(people.count) < LACKS_NUMBER).tolist():
        numbers[position] = None
    employment = _by_sort(rng, sort, EMPLOYMENT, EMPLOYMENT_WEIGHTS)
    employment[people.is_retired] = RETIRED
    from_afar = rng.random_sample(people.count) < 0.2
    rural = np.where(from_afar, "12", "11")
    return Details(
        names=names,
        nationality=nationality,
        numbers=numbers,
        phones=mobile_phones(rng, people.count),
        job_titles=job_titles(unions, people, rng),
        is_migrant=is_migrant,
        education=_by_sort(rng, sort, EDUCATION, EDUCATION_WEIGHTS).tolist(),
        politics=_by_sort(rng, sort, POLITICS, POLITICS_WEIGHTS).tolist(),
        household=np.where(is_migrant, rural, "21").tolist(),
        employment=employment.tolist(),
        skill=_by_sort(rng, sort, SKILL, SKILL_WEIGHTS).tolist(),
        work_form=_work_forms(unions, people, rng),
        uuids=_uuids(rng, people.count),
    )


def _sort_of(union: Union) -> int:
    return {Ownership.INSTITUTION: 1, Ownership.GOVERNMENT: 2}.get(Ownership(union.body.ownership), 0)


def _by_sort(
    rng: Dice, sort: NDArray[np.int64], codes: Sequence[str], weights: Sequence[Sequence[float]]
) -> NDArray[np.object_]:
    drawn = np.empty(len(sort), dtype=object)
    for number, shares in enumerate(weights):
        here = np.flatnonzero(sort == number)
        drawn[here] = labels(codes, draw(rng, shares, len(here)))
    return drawn


def _work_forms(unions: Sequence[Union], people: Workforce, rng: Dice) -> list[str]:
    """Lorry drivers and couriers among those who work in transport."""
    drives = np.array([union.body.industry == "G" for union in unions])[people.union]
    chance = rng.random_sample(people.count)
    form = np.where(drives & (chance < 0.3), "01", "").astype(object)
    form[drives & (chance > 0.95)] = "03"
    return form.tolist()


def _uuids(rng: Dice, count: int) -> list[str]:
    """Version 4 by form, the same each time by content."""
    octets = np.frombuffer(rng.bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    octets[:, 6] = octets[:, 6] & 0x0F | 0x40
    octets[:, 8] = octets[:, 8] & 0x3F | 0x80
    text = octets.tobytes().hex()
    return [text[at : at + 32] for at in range(0, len(text), 32)]


def people_blocks(unions: Sequence[Union], people: Workforce, written: Details) -> Iterator[Block]:
    """The people in blocks, sealed columns sealed."""
    homes = _keys([union.body.id for union in unions])[people.union]
    areas = _keys([union.body.area.id for union in unions])[people.union]
    document, phone = Person._meta.get_field("document_number"), Person._meta.get_field("phone")
    for part in in_blocks(people.count):
        names = written.names[part]
        pinyin = pinyin_keys(names)
        numbers, phones = written.numbers[part], written.phones[part]
        count = len(names)
        yield {
            "id": [str(number) for number in range(part.start + 1, part.stop + 1)],
            "uuid": written.uuids[part],
            "name": names,
            "name_key": name_keys(names),
            "pinyin": pinyin,
            "initials": initials_many(pinyin),
            "strokes": names_strokes(names),
            "sex": np.where(people.is_woman[part], "2", "1").tolist(),
            "born_on": _dates(people.born_on[part]),
            "document_type": ["01"] * count,
            "document_number": _sealed(numbers, document.label),
            "document_index": blind_index_hex_many(numbers, purpose="people.document"),
            "phone": _sealed(phones, phone.label),
            "phone_index": blind_index_hex_many(phones, purpose="people.phone"),
            "nationality": written.nationality[part],
            "education": written.education[part],
            "political_status": written.politics[part],
            "household_type": written.household[part],
            "employment_state": written.employment[part],
            "skill_level": written.skill[part],
            "work_form": written.work_form[part],
            "job_title": written.job_titles[part],
            "is_migrant_worker": np.where(written.is_migrant[part], "t", "f").tolist(),
            "employer": [None if at < 0 else str(at + 1) for at in people.employer[part].tolist()],
            "home_union": homes[part].tolist(),
            "area": areas[part].tolist(),
        }


def spell_blocks(unions: Sequence[Union], spells: Spells, first: int) -> Iterator[Block]:
    """Spells in blocks, numbered from `first`."""
    homes = _keys([union.body.id for union in unions])[spells.union]
    areas = _keys([union.body.area.id for union in unions])[spells.union]
    for part in in_blocks(spells.count, 50_000):
        yield {
            "id": [str(number) for number in range(first + part.start, first + part.stop)],
            "person": [str(at + 1) for at in spells.person[part].tolist()],
            "organisation": homes[part].tolist(),
            "area": areas[part].tolist(),
            "since": _dates(spells.since[part]),
            "until": _dates(spells.until[part]),
            "opened_by": spells.opened_by[part],
            "closed_by": spells.closed_by[part],
            "standing": spells.standing[part],
        }


def event_blocks(unions: Sequence[Union], spells: Spells, first: int) -> Iterator[Block]:
    """The events that opened or closed spells since files are kept in full."""
    homes = _keys([union.body.id for union in unions])[spells.union]
    areas = _keys([union.body.area.id for union in unions])[spells.union]
    sides = ((spells.since, spells.opened_by, OPENED), (spells.until, spells.closed_by, CLOSED))
    for days, reasons, kinds in sides:
        kind = np.array([kinds.get(reason, "") for reason in reasons], dtype=object)
        kept = np.flatnonzero((days >= FILES_SINCE) & (kind != ""))
        for part in in_blocks(len(kept), 50_000):
            here = kept[part]
            yield {
                "person": [str(at + 1) for at in spells.person[here].tolist()],
                "spell": [str(first + at) for at in here.tolist()],
                "organisation": homes[here].tolist(),
                "area": areas[here].tolist(),
                "kind": kind[here].tolist(),
                "happened_on": _dates(days[here]),
                "paper_number": [""] * len(here),
                "note": [""] * len(here),
                "recorded_by": [RECORDED_BY] * len(here),
            }


def _keys(keys: Sequence[int]) -> NDArray[np.object_]:
    return np.array([str(key) for key in keys], dtype=object)


def _dates(days: Days) -> list[str | None]:
    texts: list[str | None] = np.datetime_as_string(days, unit="D").tolist()
    if np.isnat(days).any():
        return [None if text == "NaT" else text for text in texts]
    return texts


def _sealed(values: Sequence[str | None], label: str) -> list[str | None]:
    """Sealed bytes as COPY takes them."""
    return [None if blob is None else f"\\\\x{blob.hex()}" for blob in encrypt_many(values, label=label)]
