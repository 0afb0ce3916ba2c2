"""How large a demo city is: the published figures of the year, and what surrounds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

YEAR_BEGINS = date(2012, 1, 1)
YEAR_ENDS = date(2012, 12, 31)


@dataclass(frozen=True)
class Size:
    """What stands at the end of 2012 and happened in it, by exact numbers, and what lies before and after."""

    unions: Mapping[str, int]
    new_unions: int
    dissolved_unions: int
    later_unions: int
    moved_unions: int
    members: int
    new_members: int
    later_members: int
    gone_members: int
    enterprises: int
    unorganised: int
    towns_per_county: int

    @property
    def union_count(self) -> int:
        return sum(self.unions.values())


# 《吉安年鉴2013》市总工会条目：基层工会 7031 家（新增 823 家），会员 50.26 万人（新增 13.67 万人）
FULL = Size(
    unions={
        "enterprise": 3650,
        "institution": 1600,
        "government": 620,
        "joint": 560,
        "village": 400,
        "regional": 130,
        "industry": 71,
    },
    new_unions=823,
    dissolved_unions=96,
    later_unions=14,
    moved_unions=6,
    members=502_600,
    new_members=136_700,
    later_members=1_940,
    gone_members=8_800,
    enterprises=6_098,
    unorganised=920,
    towns_per_county=99,
)
SMALL = Size(
    unions={
        "enterprise": 29,
        "institution": 13,
        "government": 15,
        "joint": 6,
        "village": 4,
        "regional": 2,
        "industry": 1,
    },
    new_unions=8,
    dissolved_unions=3,
    later_unions=1,
    moved_unions=1,
    members=5_026,
    new_members=1_367,
    later_members=20,
    gone_members=90,
    enterprises=61,
    unorganised=9,
    towns_per_county=2,
)
SIZES = {"full": FULL, "small": SMALL}
