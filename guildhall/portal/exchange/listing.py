"""The differences of one reading as its page shows them: by kind, by field, by what was decided."""

from dataclasses import dataclass

from django.db.models import Count, Q

from guildhall.mechanisms.workbooks.models import Difference
from guildhall.mechanisms.workbooks.rules.exchange.settling import CHOICES, WORDS
from guildhall.portal.exchange.views.shared import SETTLE
from guildhall.web.formats import masked

SHOWN = 50
STATES = [("open", "待处理"), ("settled", "已处理")]


@dataclass(frozen=True)
class Line:
    """One difference in words; sealed values are masked."""

    difference: Difference
    label: str
    ours: str
    theirs: str


def line_of(difference, subject):
    known = subject.by_key.get(difference.field)
    ours, theirs = str(difference.ours or ""), str(difference.theirs or "")
    if known is not None:
        ours, theirs = known.shown(ours), known.shown(theirs)
        if known.sealed:
            ours, theirs = masked(ours), masked(theirs)
    return Line(difference, known.label if known else "", ours, theirs)


def narrowed(read, actor, params):
    """The differences that the address asks for, and how it is narrowed."""
    records = Difference.objects.visible_to(actor, SETTLE).filter(source=read)
    state = "settled" if params.get("state") == "settled" else "open"
    records = records.filter(state="open") if state == "open" else records.exclude(state="open")
    counts = records.order_by().values("kind", "field").annotate(number=Count("pk")).order_by("kind", "field")
    kinds = {}
    for row in counts:
        kinds.setdefault(row["kind"], {})[row["field"]] = row["number"]
    kind = (
        params.get("kind")
        if params.get("kind") in kinds
        else next((k for k in Difference.Kind.values if k in kinds), "")
    )
    field = params.get("field", "") if params.get("field", "") in kinds.get(kind, {}) else ""
    records = records.filter(kind=kind) if kind else records.none()
    return (records.filter(field=field) if field else records), {
        "kinds": kinds,
        "kind": kind,
        "field": field,
        "state": state,
    }


def shown(request, read, subject):
    records, asked = narrowed(read, request.actor, request.GET)
    field, _, key = request.GET.get("after", "").partition("-")
    if key.isdecimal():
        records = records.filter(Q(field__gt=field) | Q(field=field, pk__gt=int(key)))
    found = list(records.select_related("organisation").order_by("field", "pk")[: SHOWN + 1])
    labels = dict(Difference.Kind.choices)
    if read.split_id:
        labels |= {"value": "交回的更改", "only_theirs": "新增的行"}
    fields = asked["kinds"].get(asked["kind"], {})
    return {
        "tabs": [(kind, labels[kind], sum(asked["kinds"][kind].values())) for kind in labels if kind in asked["kinds"]],
        "fields": [(key, subject.by_key[key].label, number) for key, number in fields.items() if key in subject.by_key],
        "kind": asked["kind"],
        "kind_label": labels.get(asked["kind"], ""),
        "field": asked["field"],
        "state": asked["state"],
        "states": STATES,
        "lines": [line_of(one, subject) for one in found[:SHOWN]],
        "total": fields.get(asked["field"], sum(fields.values())) if asked["field"] else sum(fields.values()),
        "next_key": f"{found[SHOWN - 1].field}-{found[SHOWN - 1].pk}" if len(found) > SHOWN else "",
        "choices": [(choice, word_of(choice, read)) for choice in CHOICES.get(asked["kind"], ())],
        "theirs": "填报表" if read.split_id else "上级",
    }


def word_of(choice, read):
    return "采用填报" if choice == "taken" and read.split_id else WORDS[choice]
