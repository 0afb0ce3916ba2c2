"""The verbs of the dictionary of measures: add and change units and measures, retire them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.indicators import queries
from guildhall.mechanisms.indicators.models import DeclaredReading, Measure, Unit


def add_unit(
    *, name: str, kind: str, actor: Actor, factor: Decimal = Decimal(1), places: int = 0, rank: int = 900
) -> Unit:
    """Add a unit to the dictionary; `factor` is what one of it is in the base unit of its kind."""
    require_new(Unit, name)
    unit = Unit(name=name.strip(), kind=kind, factor=factor, places=places, rank=rank)
    return create(unit, actor=actor, verb="indicators.unit.add")


def retire_unit(unit: Unit, *, reason: str, actor: Actor) -> Unit:
    """Take a unit out of use; numbers given in it stay. One that a measure in use counts in cannot be retired."""
    with change(unit, actor=actor, verb="indicators.unit.retire", reason=reason) as changing:
        if changing.is_retired:
            raise Refused(f"单位“{changing.name}”已停用")
        used = Measure.objects.filter(unit=changing, is_retired=False).order_by("name").first()
        if used is not None:
            raise Refused(f"计量项目“{used.name}”还以“{changing.name}”计，请先停用或改用别的单位")
        changing.is_retired = True
    return unit


def resume_unit(unit: Unit, *, actor: Actor) -> Unit:
    """Take a retired unit into use again."""
    with change(unit, actor=actor, verb="indicators.unit.resume") as changing:
        changing.is_retired = False
    return unit


def define_measure(
    *,
    name: str,
    unit: Unit,
    definition: str,
    actor: Actor,
    adds_up: bool = True,
    measure: Measure | None = None,
    version: datetime | None = None,
) -> Measure:
    """Add a measure, or change a standing one; its unit stands once something was declared in it."""
    reasons = [] if definition.strip() else ["请写明口径：计的是什么、怎样计"]
    if unit.is_retired:
        reasons.append(f"单位“{unit.name}”已停用")
    if any(figure.name == name for figure in queries.catalogue().values()):
        reasons.append(f"已有指标叫“{name}”，请直接申报该指标，或另取名称")
    if reasons:
        raise Refused(*reasons)
    if measure is None:
        require_new(Measure, name)
        with transaction.atomic():
            last = Measure.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            fresh = Measure(
                code=f"measure.{last + 1}", name=name.strip(), unit=unit, definition=definition, adds_up=adds_up
            )
            return create(fresh, actor=actor, verb="indicators.measure.define")
    with change(measure, actor=actor, verb="indicators.measure.define", version=version) as changing:
        if changing.unit_id != unit.pk and DeclaredReading.objects.filter(measure=changing).exists():
            raise Refused(f"“{changing.name}”已有申报数，单位不能再改，请停用后另设")
        changing.name, changing.unit = name.strip(), unit
        changing.definition, changing.adds_up = definition, adds_up
    return measure


def retire_measure(measure: Measure, *, reason: str, actor: Actor) -> Measure:
    """Take a measure out of use; what was declared of it stays."""
    with change(measure, actor=actor, verb="indicators.measure.retire", reason=reason) as changing:
        if changing.is_retired:
            raise Refused(f"计量项目“{changing.name}”已停用")
        changing.is_retired = True
    return measure


def require_new(model: type[Unit] | type[Measure], name: str) -> None:
    standing = model.objects.filter(name=name.strip()).first()
    if standing is not None:
        raise Refused(f"已有“{standing.name}”" + ("，但已停用" if standing.is_retired else "，不必再加"))
