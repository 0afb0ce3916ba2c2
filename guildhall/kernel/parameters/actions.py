from datetime import date

from django.db import transaction

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.parameters import queries, rules
from guildhall.kernel.parameters.models import Value
from guildhall.kernel.parameters.offers import Setting
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor


def set_value(
    code: str,
    value: Setting,
    *,
    since: date,
    source: str,
    actor: Actor,
    until: date | None = None,
    organisation_id: int | None = None,
    note: str = "",
    is_confirmed: bool = True,
) -> Value:
    """Set a parameter from a date on; the same date and place again corrects what was set."""
    parameter = queries.parameter(code)
    reasons = rules.why_not_value(parameter, value)
    if not source.strip():
        reasons.append("请填写依据")
    if until and until < since:
        reasons.append("终止日期不能早于生效日期")
    if reasons:
        raise Refused(*reasons)
    settings = {
        "value": rules.stored(rules.read(parameter, rules.stored(value))),
        "until": until,
        "source": source,
        "note": note,
        "is_confirmed": is_confirmed,
    }
    with transaction.atomic():
        same = Value.objects.filter(code=code, since=since, organisation_id=organisation_id).first()
        if same is None:
            fresh = Value(code=code, since=since, organisation_id=organisation_id, **settings)
            return create(fresh, actor=actor, verb="parameters.value.set", reason=source)
        with change(same, actor=actor, verb="parameters.value.set", reason=source) as same:
            for field, entered in settings.items():
                setattr(same, field, entered)
    return same


def confirm(code: str, *, day: date, source: str, actor: Actor) -> Value:
    """Confirm for the whole city the value that holds on the day, be it the default."""
    standing = queries.standing(code, day)
    if standing.value is None:
        raise Refused(f"{standing.parameter.label}：还没有值，请先填写")
    since = standing.record.since if standing.record else day
    until = standing.record.until if standing.record else None
    return set_value(code, standing.value, since=since, until=until, source=source, actor=actor)
