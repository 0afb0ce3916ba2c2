"""Numbers that no record of the city holds: a unit that is not on the platform, a printed total, a rank from the province."""

import tempfile
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import actions
from guildhall.mechanisms.indicators.models import Rate, Unit
from guildhall.mechanisms.indicators.rules.periods import year

PERIOD = year(2012)
OUTSIDE, COUNTY = "吉安市农林水利工会", "遂川县总工会"
MEMBERS, UNIONS, NEW = "membership.members_total", "organising.unions_total", "membership.members_new"
SHEET = "2012年度驻吉单位工会统计表"


def load(actor: Actor) -> None:
    """Declare a few numbers with their sources, and define a growth and a share."""
    units = {unit.name: unit for unit in Unit.objects.all()}
    city = Organisation.objects.get(depth=1)
    rank = actions.define_measure(
        name="全省工会综合考核名次",
        unit=units["名"],
        definition="省总工会年度综合考核公布的名次。",
        adds_up=False,
        actor=actor,
    )
    actions.declare(
        organisation=city, period=PERIOD, value=Decimal(3), unit=units["名"], measure=rank,
        source="省总工会2012年度工作考核通报", actor=actor,
    )  # fmt: skip
    outside = Organisation.objects.get(name=OUTSIDE)
    given = {"organisation": outside, "period": PERIOD, "source": SHEET, "note": "中央和省驻吉单位，尚未使用本系统"}
    with tempfile.TemporaryDirectory() as folder, _sheet(Path(folder)).open("rb") as evidence:
        actions.declare(MEMBERS, value=Decimal(1_260), unit=units["人"], evidence=evidence, actor=actor, **given)
    actions.declare(UNIONS, value=Decimal(9), unit=units["家"], actor=actor, **given)
    printed = Organisation.objects.get(name=COUNTY)
    actions.declare(
        MEMBERS, organisation=printed, period=PERIOD, value=Decimal(46_800), unit=units["人"],
        source="遂川县统计公报2012年", actor=actor,
    )  # fmt: skip
    actions.define_rate(
        name="新发展会员增幅", kind=Rate.Kind.YEAR_GROWTH, numerator=NEW, basis="按公历年度。", actor=actor
    )


def _sheet(folder: Path) -> Path:
    """The paper behind a declared number."""
    path = folder / f"{SHEET}.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("统计表")
        for number, row in enumerate(((SHEET,), ("单位", "基层工会（家）", "会员（人）"), ("驻吉单位合计", 9, 1_260))):
            sheet.write_row(number, 0, row)
    return path
