"""What a worker does for the portal at night."""

from procrastinate.contrib.django import app

from guildhall.kernel.jobs.work import enqueue
from guildhall.kernel.scope import system


@app.periodic(cron="20 3 * * *")
@app.task(name="portal.blank_expired_nightly", queue="work", queueing_lock="portal.blank_expired", pass_context=False)
def blank_expired_nightly(timestamp: int) -> None:
    """Blank the personal data whose time is over."""
    enqueue("portal.blank_expired", actor=system("夜间任务"))
