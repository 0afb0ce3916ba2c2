"""The members: who joined which union when, who left, and what is written of each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildhall.demo import words
from guildhall.demo.dice import Dice, dice, draw, labels, share_out
from guildhall.demo.sizes import Size
from guildhall.demo.unions import FACTORY_MEMBERS, Union

Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]

NEVER = np.datetime64("NaT", "D")
YEAR = np.timedelta64(365, "D")
WORKS_FROM = 18 * YEAR
FIRST_DAY = np.datetime64("1978-01-01", "D")
LAST_OF_2011 = np.datetime64("2011-12-31", "D")
FIRST_OF_2012 = np.datetime64("2012-01-01", "D")
LAST_OF_2012 = np.datetime64("2012-12-31", "D")
OLDEST_MAN, OLDEST_WOMAN = np.datetime64("1952-07-01", "D"), np.datetime64("1957-07-01", "D")
SIZE_OF = {  # median and spread of the number of members
    "enterprise": (30, 1.15),
    "institution": (45, 0.8),
    "government": (36, 0.6),
    "joint": (80, 0.7),
    "village": (34, 0.6),
    "regional": (150, 0.6),
    "industry": (190, 0.7),
}
FEWEST = 8
SHARE_OF_WOMEN = {"P": 0.55, "Q": 0.66, "C": 0.42, "E": 0.14, "G": 0.2, "S": 0.3, "B": 0.1, "F": 0.5}
LEAVING = ("left", "deceased", "deemed_left", "expelled")
LEAVING_WEIGHTS = (72, 14, 13, 1)


@dataclass
class Spells:
    """Stretches of membership by columns; `until` is NaT and `closed_by` empty while they last."""

    person: Numbers
    union: Numbers
    since: Days
    until: Days
    opened_by: list[str]
    closed_by: list[str]
    standing: list[str]

    @property
    def count(self) -> int:
        return len(self.person)


@dataclass
class Workforce:
    """The people by columns, and their spells; `union` and `employer` are positions in the lists of the city."""

    union: Numbers
    employer: Numbers
    is_woman: NDArray[np.bool_]
    born_on: Days
    is_retired: NDArray[np.bool_]
    past: Spells
    present: Spells

    @property
    def count(self) -> int:
        return len(self.union)


def members_of(size: Size, unions: Sequence[Union], rng: Dice) -> Numbers:
    """How many members each union has at the end of the year; they add up exactly."""
    medians = np.array([SIZE_OF[union.plan.category] for union in unions])
    weights = medians[:, 0] * np.exp(medians[:, 1] * np.clip(rng.standard_normal(len(unions)), -2.5, 3.3))
    weights[[not union.stands_at_the_end for union in unions]] = 0
    is_factory = np.array([union.plan.is_factory for union in unions])
    others = (weights > 0) & ~is_factory
    members = np.zeros(len(unions), dtype=np.int64)
    members[others] = share_out(size.members - FACTORY_MEMBERS, weights[others], FEWEST)
    members[is_factory] = FACTORY_MEMBERS
    return members


def workforce(size: Size, unions: Sequence[Union], members: Numbers) -> Workforce:
    rng = dice("workforce")
    founded = np.array([union.plan.founded_on for union in unions], dtype="datetime64[D]")
    dissolved = np.array([union.plan.dissolved_on for union in unions], dtype="datetime64[D]")
    is_new_union = np.array([union.is_new for union in unions])
    staying = np.repeat(np.arange(len(unions)), members)
    is_new = _newcomers(size, staying, is_new_union, rng)
    later = _pick(rng, np.flatnonzero((members > 0) | (founded > LAST_OF_2012)), size.later_members)
    was_there = np.isnat(dissolved) & ~is_new_union & (founded < np.datetime64("2009-01-01", "D"))
    gone = _pick(rng, np.flatnonzero(was_there | ~np.isnat(dissolved)), size.gone_members)
    union = np.concatenate([staying, later, gone])
    when = np.zeros(len(union), dtype=np.int64)
    when[: len(staying)][is_new] = 1
    when[len(staying) : len(staying) + len(later)] = 2
    is_gone = np.arange(len(union)) >= len(staying) + len(later)
    is_woman = rng.random_sample(len(union)) < np.array([_share_of_women(one) for one in unions])[union]
    oldest = np.where(is_woman, OLDEST_WOMAN, OLDEST_MAN)
    since = _joined(founded[union], when, rng)
    ended = dissolved[union]
    since = np.where(np.isnat(ended), since, np.minimum(since, ended - 400))
    latest_birth = since - WORKS_FROM
    born_on = oldest + ((latest_birth - oldest).astype(np.int64) * rng.random_sample(len(union)) ** 0.8).astype(
        "timedelta64[D]"
    )
    born_on = np.minimum(born_on, latest_birth)
    until, closed_by = _endings(since, ended, is_gone, rng)
    tries_2012 = (when == 0) & ~is_gone & (rng.random_sample(len(union)) < 0.01)
    tries_2012 &= ~_first_of_each(union)
    moved = _joined(founded[union], np.ones(len(union), dtype=np.int64), rng)
    is_retired = ~is_gone & (born_on < oldest + 2 * YEAR) & (when == 0)
    may = (when == 0) & ~is_gone
    past, from_elsewhere = _transfers(
        union, np.where(tries_2012, moved, since), born_on, may, tries_2012, founded, dissolved, rng
    )
    came_in_2012 = tries_2012 & from_elsewhere
    since = np.where(came_in_2012, moved, since)
    until[came_in_2012] = NEVER
    closed_by[came_in_2012] = ""
    present = Spells(
        person=np.arange(len(union)),
        union=union,
        since=since,
        until=until,
        opened_by=np.where(from_elsewhere, "transferred", "joined").tolist(),
        closed_by=closed_by.tolist(),
        standing=np.where(is_retired, "retained", "full").tolist(),
    )
    return Workforce(union, _employers(unions, union, rng), is_woman, born_on, is_retired, past, present)


def _newcomers(size: Size, staying: Numbers, is_new_union: NDArray[np.bool_], rng: Dice) -> NDArray[np.bool_]:
    """Who joined in the year: all of the new unions, and so many of the others that the sum is right."""
    is_new = is_new_union[staying]
    eager = rng.random_sample(len(is_new_union)) ** 2 + 0.02
    chance = rng.random_sample(len(staying)) / eager[staying]
    chance[is_new] = np.inf
    chance[_first_of_each(staying)] = np.inf
    missing = size.new_members - int(is_new.sum())
    is_new[np.argsort(chance, kind="stable")[:missing]] = True
    return is_new


def _first_of_each(union: Numbers) -> NDArray[np.bool_]:
    """The first person of each union, who chairs it."""
    return np.diff(union, prepend=-1) != 0


def _pick(rng: Dice, positions: Numbers, number: int) -> Numbers:
    return np.sort(positions[rng.randint(len(positions), size=number)])


def _share_of_women(union: Union) -> float:
    industry = union.body.industry or (union.units[0].industry if union.units else "A")
    return SHARE_OF_WOMEN.get(industry, 0.38)


def _joined(founded: Days, when: Numbers, rng: Dice) -> Days:
    """The first day of membership: in earlier years, within the year, or in the weeks after it."""
    chance = rng.random_sample(len(founded))
    begin = np.maximum(founded, FIRST_DAY)
    earlier = begin + ((LAST_OF_2011 - begin).astype(np.int64).clip(0) * chance**0.7).astype("timedelta64[D]")
    begin = np.maximum(founded, FIRST_OF_2012)
    within = begin + ((LAST_OF_2012 - begin).astype(np.int64).clip(0) * chance).astype("timedelta64[D]")
    begin = np.maximum(founded, LAST_OF_2012 + 2)
    after = begin + (70 * chance).astype("timedelta64[D]")
    return np.choose(when, [earlier.astype(np.int64), within.astype(np.int64), after.astype(np.int64)]).astype(
        "datetime64[D]"
    )


def _endings(since: Days, dissolved: Days, is_gone: NDArray[np.bool_], rng: Dice) -> tuple[Days, NDArray[np.object_]]:
    """When and why those who went have gone: before the end of the year, or with their union."""
    count = len(since)
    until = np.full(count, NEVER)
    closed_by = np.full(count, "", dtype=object)
    here = np.flatnonzero(is_gone)
    span = (LAST_OF_2012 - since[here]).astype(np.int64).clip(1)
    until[here] = since[here] + (1 + (span - 1) * rng.random_sample(len(here)) ** 0.5).astype("timedelta64[D]")
    closed_by[here] = labels(LEAVING, draw(rng, LEAVING_WEIGHTS, len(here)))
    with_union = here[~np.isnat(dissolved[here])]
    until[with_union] = dissolved[with_union]
    closed_by[with_union] = "dissolved"
    soon_after = np.flatnonzero(~is_gone & (since <= LAST_OF_2011) & (rng.random_sample(count) < 0.0015))
    until[soon_after] = LAST_OF_2012 + 2 + rng.randint(60, size=len(soon_after)).astype("timedelta64[D]")
    closed_by[soon_after] = "left"
    return until, closed_by


def _transfers(
    union: Numbers,
    since: Days,
    born_on: Days,
    may: NDArray[np.bool_],
    must: NDArray[np.bool_],
    founded: Days,
    dissolved: Days,
    rng: Dice,
) -> tuple[Spells, NDArray[np.bool_]]:
    """The spells in an earlier union of those who came from one."""
    by_age = np.flatnonzero(np.isnat(dissolved))[np.argsort(founded[np.isnat(dissolved)], kind="stable")]
    older = np.searchsorted(founded[by_age], since - YEAR)
    candidate = by_age[(older * rng.random_sample(len(union))).astype(np.int64)]
    begin = np.maximum(np.maximum(founded[candidate], FIRST_DAY), born_on + WORKS_FROM)
    span = (np.minimum(since, FIRST_OF_2012) - begin).astype(np.int64)
    comes = may & (older > 0) & (candidate != union) & (span > 60) & (must | (rng.random_sample(len(union)) < 0.04))
    here = np.flatnonzero(comes)
    first = begin[here] + ((span[here] - 30) * rng.random_sample(len(here))).astype("timedelta64[D]")
    past = Spells(
        person=here,
        union=candidate[here],
        since=first,
        until=since[here],
        opened_by=["joined"] * len(here),
        closed_by=["transferred"] * len(here),
        standing=["full"] * len(here),
    )
    return past, comes


def _employers(unions: Sequence[Union], union: Numbers, rng: Dice) -> Numbers:
    """The employer of each person, by position in the city's list; -1 for people of a village without one."""
    how_many = np.array([len(one.units) for one in unions])
    first = np.array([one.units[0].id - 1 if one.units else -1 for one in unions])
    turn = (how_many[union] * rng.random_sample(len(union))).astype(np.int64)
    return np.where(how_many[union] > 0, first[union] + turn, -1)


def count_heads(unions: Sequence[Union], people: Workforce, is_migrant: NDArray[np.bool_]) -> None:
    """Give every employer with a union its staff: its members and some who have not joined."""
    rng = dice("heads")
    size = int(people.employer.max()) + 1
    staying = np.isnat(people.present.until) | (people.present.until > LAST_OF_2012)
    staying &= (people.present.since <= LAST_OF_2012) & (people.employer >= 0)
    joined = np.bincount(people.employer[staying], minlength=size)
    women = np.bincount(people.employer[staying & people.is_woman], minlength=size)
    migrants = np.bincount(people.employer[staying & is_migrant], minlength=size)
    for union in unions:
        for unit in union.units:
            share = 0.78 + 0.2 * rng.random_sample()
            if (mine := int(joined[unit.id - 1]) if unit.id <= size else 0) == 0:
                unit.head_count = int(rng.randint(3, 12))
                continue
            unit.head_count = max(mine, round(mine / share))
            unit.women_count = round(int(women[unit.id - 1]) / share)
            unit.migrant_count = round(int(migrants[unit.id - 1]) / share)


def job_titles(unions: Sequence[Union], people: Workforce, rng: Dice) -> list[str]:
    """A post in each person's unit that fits its industry."""
    known = {industry: titles.split() for industry, titles in words.JOBS.items()}
    industries = [union.body.industry or "" for union in unions]
    by_union = [known.get(industry, known[""]) for industry in industries]
    turns = rng.randint(10, size=people.count).tolist()
    return [by_union[union][turn] for union, turn in zip(people.union.tolist(), turns, strict=True)]


def in_blocks(count: int, size: int = 20_000) -> Iterator[slice]:
    for begin in range(0, count, size):
        yield slice(begin, min(begin + size, count))
