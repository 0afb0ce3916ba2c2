"""The bridge to procrastinate: one task that runs a job by its key, the re-queueing of dead
workers' jobs, and the sealing of the trail."""

from procrastinate.contrib.django import app

from guildhall.kernel.audit import sealing
from guildhall.kernel.jobs import work

STALLED_AFTER_SECONDS = 60


@app.task(name="guildhall.carry", queue="work", pass_context=False)
def carry(job_id: int) -> None:
    """Run one job."""
    work.run(job_id)


@app.periodic(cron="* * * * *")
@app.task(name="guildhall.requeue_stalled", queue="work", queueing_lock="requeue_stalled")
async def requeue_stalled(timestamp: int) -> None:
    """Give the jobs of workers that stopped breathing to others."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await app.job_manager.retry_job(stalled)


@app.periodic(cron="* * * * *")
@app.task(name="guildhall.seal_trail", queue="work", queueing_lock="seal_trail", pass_context=False)
def seal_trail(timestamp: int) -> None:
    """Chain what was written to the trail since the last minute."""
    sealing.seal_all()
