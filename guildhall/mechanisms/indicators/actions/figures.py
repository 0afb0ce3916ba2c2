"""The verbs of figures: freeze a reading, set a target, define a rate, enter a printed rate."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap64

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.models import Figure, FrozenReading, Indicator, PrintedRate, Rate, Target
from guildhall.mechanisms.indicators.rules.periods import Period


def freeze(
    code: str, *, organisation: Organisation, period: Period, actor: Actor, note: str = "", of_line: bool = False
) -> FrozenReading:
    """Fix a figure with the keys of its records, so that it opens just these years later.

    `of_line` says that the organisation is an industrial union and stands for all unions of its line.
    """
    known = queries.catalogue()
    figure = known.get(code)
    if figure is None:
        raise Refused("没有这个指标")
    reach = queries.reach_of_line(organisation) if of_line else queries.reach_below(organisation)
    with transaction.atomic():
        readings = queries.read([code], period, reach, by=queries.AREA, figures=known)
        reading = readings.whole[code]
        keys = BitMap64(queries.keys_of(figure, period, reach)) if isinstance(figure, Indicator) else BitMap64()
        return create(
            FrozenReading(
                organisation=organisation,
                area_id=organisation.area_id,
                is_of_line=of_line,
                code=code,
                version=figure.version,
                name=figure.name,
                unit=figure.unit,
                definition=figure.definition,
                starts_on=period.start,
                ends_on=period.end,
                value=reading.value,
                numerator=reading.numerator,
                denominator=reading.denominator,
                breakdown={str(key): _plain(part[code].value) for key, part in readings.parts.items()},
                keys=keys.serialize(),
                key_count=len(keys),
                frozen_at=timezone.now(),
                frozen_by=actor.label,
                note=note,
            ),
            actor=actor,
            verb="indicators.reading.freeze",
        )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def set_target(
    code: str, *, organisation: Organisation, period: Period, value: Decimal, source: str, actor: Actor
) -> Target:
    """Set what a figure should reach; a target that stands is changed, with a trace."""
    if code not in queries.catalogue():
        raise Refused("没有这个指标")
    standing = Target.objects.filter(
        code=code, organisation=organisation, starts_on=period.start, ends_on=period.end
    ).first()
    if standing is None:
        target = Target(
            code=code,
            organisation=organisation,
            area_id=organisation.area_id,
            starts_on=period.start,
            ends_on=period.end,
            value=value,
            source=source,
        )
        return create(target, actor=actor, verb="indicators.target.set")
    with change(standing, actor=actor, verb="indicators.target.set") as changing:
        changing.value, changing.source = value, source
    return standing


def define_rate(
    *,
    name: str,
    numerator: str,
    denominator: str = "",
    basis: str,
    actor: Actor,
    places: int = 1,
    kind: str = Rate.Kind.RATIO,
    rate: Rate | None = None,
    version: datetime | None = None,
    **values: Any,
) -> Rate:
    """Define a rate or share of two figures, or the growth of one; or define a standing one under its next version.

    `values` may give `scale` and `unit`.
    """
    if kind in Rate.GROWTHS:
        denominator = ""
    reasons = why_not_rate(name, kind, numerator, denominator, basis, rate)
    if reasons:
        raise Refused(*reasons)
    given = {"kind": kind, "name": name, "numerator": numerator, "denominator": denominator, "places": places}
    given |= {"basis": basis, **values}
    if kind != Rate.Kind.RATIO:
        given |= {"scale": 100, "unit": "%"}
    if rate is None:
        with transaction.atomic():
            number = Rate.objects.count() + 1
            return create(Rate(code=f"rate.{number}", **given), actor=actor, verb="indicators.rate.define")
    with change(rate, actor=actor, verb="indicators.rate.define", version=version) as changing:
        before = [getattr(changing, field) for field in DEFINING]
        for field, value in given.items():
            setattr(changing, field, value)
        if before != [getattr(changing, field) for field in DEFINING]:
            changing.version += 1
    return rate


DEFINING = ("kind", "numerator", "denominator", "scale")


def why_not_rate(
    name: str, kind: str, numerator: str, denominator: str, basis: str, rate: Rate | None = None
) -> list[str]:
    """Reasons for which a rate, share or growth cannot be defined so; none means it can."""
    known = queries.catalogue()
    sides = (numerator,) if kind in Rate.GROWTHS else (numerator, denominator)
    reasons = [f"没有指标 {code}" if code else "请选定分母" for code in sides if code not in known]
    if kind not in Rate.GROWTHS and not basis.strip():
        reasons.append("请写明以什么为基数")
    if any(figure.name == name and figure.code != (rate and rate.code) for figure in known.values()):
        reasons.append(f"已有指标叫“{name}”，请另取名称")
    if rate is not None and _rests_on(known, sides, rate.code):
        reasons.append("比率不能以自己为分子或分母")
    if not reasons and kind == Rate.Kind.SHARE:
        reasons += _why_not_share(known[numerator], known[denominator])
    return reasons


def _why_not_share(part: Figure, whole: Figure) -> list[str]:
    """A share is of one thing: a part of the same unit, read the same way."""
    if not isinstance(part, Indicator) or not isinstance(whole, Indicator):
        return ["占比的两边都应是直接统计的指标，不能是比率或增幅"]
    if part.unit != whole.unit:
        return [f"占比的两边单位应相同：“{part.name}”以{part.unit}计，“{whole.name}”以{whole.unit}计"]
    if part.kind != whole.kind:
        return [f"占比的两边应同为期末数或期内数：“{part.name}”是{part.kind.label}，“{whole.name}”是{whole.kind.label}"]
    return []


def _rests_on(known: dict[str, Any], codes: tuple[str, ...], wanted: str) -> bool:
    """Whether any of the figures is computed from the wanted one."""
    for code in codes:
        figure = known.get(code)
        sides = tuple(getattr(figure, name) for name in ("numerator", "denominator", "of") if hasattr(figure, name))
        if code == wanted or (sides and _rests_on(known, sides, wanted)):
            return True
    return False


def retire_rate(rate: Rate, *, actor: Actor, reason: str) -> Rate:
    """Take a rate out of use; readings frozen under it stay."""
    with change(rate, actor=actor, verb="indicators.rate.retire", reason=reason) as changing:
        if changing.is_retired:
            raise Refused("已停用")
        changing.is_retired = True
    return rate


def enter_printed_rate(
    code: str, *, organisation: Organisation, period: Period, value: Decimal, source: str, actor: Actor
) -> PrintedRate:
    """Enter a rate as a document printed it; where it differs from its two sides it is listed."""
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if not source.strip():
        raise Refused("请写明公布这个比率的文件")
    return create(
        PrintedRate(
            code=code,
            organisation=organisation,
            area_id=organisation.area_id,
            starts_on=period.start,
            ends_on=period.end,
            value=value,
            places=places,
            source=source,
        ),
        actor=actor,
        verb="indicators.printed_rate.enter",
    )
