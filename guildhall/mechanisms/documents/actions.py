"""The verbs of reports: write, rewrite, make final."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from guildhall.kernel.audit.verbs import change, create
from guildhall.kernel.organisations.models import Organisation
from guildhall.kernel.people.models import Person
from guildhall.kernel.refusal import Refused
from guildhall.kernel.scope import Actor
from guildhall.mechanisms.documents import queries
from guildhall.mechanisms.documents.models import Report, ReportTemplate
from guildhall.mechanisms.documents.rules.proof import proof_of
from guildhall.mechanisms.indicators.queries import reach_below
from guildhall.mechanisms.indicators.rules.periods import Period


def write_report(template: ReportTemplate, *, organisation: Organisation, period: Period, actor: Actor) -> Report:
    """Begin a report of a union for a period from a template."""
    report = Report(
        organisation=organisation,
        area_id=organisation.area_id,
        title=template.title.replace("{年}", str(period.end.year)),
        body=template.body,
        starts_on=period.start,
        ends_on=period.end,
        written_by=actor.label,
    )
    return create(report, actor=actor, verb="documents.report.write")


def rewrite_report(report: Report, *, title: str, body: str, actor: Actor, version: datetime | None = None) -> Report:
    """Change the text of a draft; what is wrong with it is told line by line."""
    with change(report, actor=actor, verb="documents.report.rewrite", version=version) as rewriting:
        reasons = ["已定稿的报告不能修改"] if rewriting.state == Report.State.FINAL else queries.faults_of(body)
        if reasons:
            raise Refused(*reasons)
        rewriting.title, rewriting.body = title, body
    return report


def finalise(report: Report, *, day: date, actor: Actor) -> Report:
    """Make a report final: its numbers stay as they stand now."""
    with change(report, actor=actor, verb="documents.report.finalise") as final:
        if final.state == Report.State.FINAL:
            raise Refused("该报告已经定稿")
        reach = reach_below(final.organisation)
        composed, values = queries.compose(
            final.body, title=final.title, period=final.period, organisation=final.organisation, reach=reach
        )
        if composed.faults:
            raise Refused(*composed.faults)
        final.state, final.final_on, final.readings = Report.State.FINAL, day, values
        proof = proof_of(composed)
        final.traced_count, final.number_count = proof.traced, proof.total
    return report


def hand_over(drafts: QuerySet[Report], to_person_id: int | None, organisation: Organisation, actor: Actor) -> int:
    """Give the drafts of somebody whose post ends to a successor, who signs them from now; the upper union names its own."""
    successor = Person.objects.filter(pk=to_person_id).first() if to_person_id else None
    held = list(drafts.order_by("pk"))
    for report in held:
        with change(report, actor=actor, verb="documents.report.hand_over") as handed:
            handed.written_by = successor.name if successor else ""
    return len(held)


def save_template(
    template: ReportTemplate | None, *, code: str, title: str, body: str, actor: Actor, version: datetime | None = None
) -> ReportTemplate:
    """Keep a template, new or changed; what is wrong with it is told line by line."""
    reasons = queries.faults_of(body)
    if reasons:
        raise Refused(*reasons)
    if template is None:
        new = ReportTemplate(code=code, title=title, body=body)
        return create(new, actor=actor, verb="documents.template.save")
    with change(template, actor=actor, verb="documents.template.save", version=version) as saving:
        saving.title, saving.body = title, body
    return template
