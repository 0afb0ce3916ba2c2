"""`/metrics` for Prometheus: only for whoever shows the token that the operator has set; without one there is no such page."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from guildhall.portal.operations import facts
from guildhall.web.pages import open_page


class Facts:
    """The facts of the status page as gauges, read when asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = facts.now()
        yield from self._jobs(now)
        messages = GaugeMetricFamily(
            "guildhall_messages", "Messages that wait or failed within a day", labels=["channel", "state"]
        )
        for outbox in facts.outboxes(now):
            for state in ("queued", "sending", "failed"):
                messages.add_metric([outbox.channel, state], outbox.counts.get(state, 0))
        yield messages
        trail = facts.trail()
        yield GaugeMetricFamily("guildhall_trail_waiting", "Entries of the trail not chained yet", value=trail.waiting)
        yield GaugeMetricFamily(
            "guildhall_trail_agrees", "1 when the head outside is the newest seal", value=int(trail.agrees)
        )
        yield GaugeMetricFamily("guildhall_database_bytes", "Size of the database", value=facts.database_bytes())
        age = facts.backup().age(now)
        if age is not None:
            yield GaugeMetricFamily(
                "guildhall_backup_age_seconds", "Since the newest backup", value=age.total_seconds()
            )
        free = GaugeMetricFamily("guildhall_disk_free_bytes", "Free room", labels=["folder"])
        for disk, name in zip(facts.disks(), ("files", "backups"), strict=True):
            free.add_metric([name], disk.free)
        yield free

    def _jobs(self, now: facts.datetime) -> Iterator[GaugeMetricFamily]:
        jobs = facts.jobs(now)
        states = GaugeMetricFamily(
            "guildhall_jobs", "Background work that waits, runs or failed within a day", labels=["state"]
        )
        for state in ("queued", "running", "failed"):
            states.add_metric([state], getattr(jobs, state))
        yield states
        waited = (now - jobs.oldest).total_seconds() if jobs.oldest else 0
        yield GaugeMetricFamily("guildhall_jobs_oldest_seconds", "How long the oldest has waited", value=waited)
        if jobs.heartbeat_seconds is not None:
            yield GaugeMetricFamily(
                "guildhall_worker_heartbeat_seconds", "Since a worker was heard of", value=jobs.heartbeat_seconds
            )


@open_page
def metrics(request):
    token = settings.GUILDHALL_METRICS_TOKEN
    if not token or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        raise Http404
    gauges = CollectorRegistry()
    gauges.register(Facts())
    text = generate_latest(measured()) + generate_latest(gauges)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def measured() -> CollectorRegistry:
    """What the processes measured: of all of them where they share a folder, else of this one."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together
