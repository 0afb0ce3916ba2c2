"""The verbs of declared numbers: declare with evidence, correct leaving the old one, withdraw with a reason."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.files.actions import store
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.models import DeclaredReading, Indicator, Measure, Unit
from guildhall.mechanisms.indicators.rules.periods import Period
from guildhall.mechanisms.indicators.rules.units import why_not_convert, why_not_places

DECLARE = "indicators.reading.declare"


def declare(
    code: str = "",
    *,
    organisation: Organisation,
    period: Period,
    value: Decimal,
    unit: Unit,
    source: str,
    actor: Actor,
    measure: Measure | None = None,
    note: str = "",
    evidence: Any = None,
) -> DeclaredReading:
    """Declare a number of a figure (by its code) or of a measure for one body and period; `evidence` is a file."""
    require_reach(actor, organisation)
    reasons = why_not_declare(code, measure, value=value, unit=unit, source=source)
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        reading = create(
            DeclaredReading(
                organisation=organisation,
                area_id=organisation.area_id,
                code=code,
                measure=measure,
                starts_on=period.start,
                ends_on=period.end,
                value=value,
                unit=unit,
                source=source.strip(),
                note=note,
                declared_at=timezone.now(),
                declared_by=actor.label,
            ),
            actor=actor,
            verb="indicators.declared.declare",
        )
        keep(reading, evidence, actor)
    return reading


def correct_declared(
    reading: DeclaredReading,
    *,
    value: Decimal,
    unit: Unit,
    source: str,
    reason: str,
    actor: Actor,
    note: str = "",
    evidence: Any = None,
    version: datetime | None = None,
) -> DeclaredReading:
    """Declare it anew; the old number stays readable with the reason, and points to the new one."""
    with transaction.atomic():
        end(reading, DeclaredReading.State.CORRECTED, "indicators.declared.correct", reason, actor, version)
        organisation = reading.organisation
        require_reach(actor, organisation)
        reasons = why_not_declare(reading.code, reading.measure, value=value, unit=unit, source=source)
        if reasons:
            raise Refused(*reasons)
        fresh = create(
            DeclaredReading(
                organisation=organisation,
                area_id=organisation.area_id,
                code=reading.code,
                measure=reading.measure,
                starts_on=reading.starts_on,
                ends_on=reading.ends_on,
                value=value,
                unit=unit,
                source=source.strip(),
                note=note,
                declared_at=timezone.now(),
                declared_by=actor.label,
                corrects=reading,
            ),
            actor=actor,
            verb="indicators.declared.declare",
        )
        keep(fresh, evidence, actor)
    return fresh


def withdraw_declared(
    reading: DeclaredReading, *, reason: str, actor: Actor, version: datetime | None = None
) -> DeclaredReading:
    """Take a declared number back; it stays in the list with the reason and is shown beside no figure."""
    require_reach(actor, reading.organisation)
    return end(reading, DeclaredReading.State.WITHDRAWN, "indicators.declared.withdraw", reason, actor, version)


def end(
    reading: DeclaredReading, state: str, verb: str, reason: str, actor: Actor, version: datetime | None
) -> DeclaredReading:
    with change(reading, actor=actor, verb=verb, reason=reason, version=version) as changing:
        if not changing.is_standing:
            raise Refused(f"这个申报数{changing.get_state_display()}，不能再改")
        if not reason.strip():
            raise Refused("请写明理由")
        changing.state, changing.ended_at = state, timezone.now()
        changing.ended_by, changing.ended_reason = actor.label, reason.strip()
    return reading


def require_reach(actor: Actor, organisation: Organisation) -> None:
    if not actor.may(DECLARE):
        raise Refused("您的岗位没有登记申报数的权限")
    if not actor.reach(DECLARE).covers(area=organisation.area_id, organisation=organisation.pk):
        raise Refused(f"{organisation.printed_name}不在您的管理范围内")


def why_not_declare(code: str, measure: Measure | None, *, value: Decimal, unit: Unit, source: str) -> list[str]:
    """Reasons for which a number cannot be declared; none means it can."""
    if (not code) == (measure is None):
        return ["请选定一个指标或一个计量项目"]
    reasons = [] if source.strip() else ["请写明来源：哪份文件、通报或报表"]
    reasons += why_not_places(value, unit)
    if unit.is_retired:
        reasons.append(f"单位“{unit.name}”已停用")
    if measure is not None:
        if measure.is_retired:
            reasons.append(f"计量项目“{measure.name}”已停用")
        return reasons + why_not_convert(unit, measure.unit)
    figure = queries.catalogue().get(code)
    if figure is None:
        return [*reasons, f"没有指标 {code}"]
    wanted = Unit.objects.filter(name=figure.unit).first()
    if wanted is None:
        return reasons if unit.name == figure.unit else [*reasons, f"“{figure.name}”以“{figure.unit}”计"]
    return reasons + why_not_convert(unit, wanted) if isinstance(figure, Indicator) or unit != wanted else reasons


def keep(reading: DeclaredReading, evidence: Any, actor: Actor) -> None:
    """The file that proves a declared number."""
    if evidence is not None:
        store(
            evidence,
            name=evidence.name,
            actor=actor,
            organisation=reading.organisation,
            area=reading.area,
            subject=reading,
        )
