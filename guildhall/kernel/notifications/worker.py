"""What a worker does for messages: each channel by itself, when there is something new and every minute."""

from procrastinate.contrib.django import app

from guildhall.kernel.notifications.delivery import deliver
from guildhall.kernel.notifications.models import OUTSIDE


@app.task(name="notifications.deliver", queue="messages", pass_context=False)
def deliver_channel(channel: str) -> None:
    """Hand over what is due on one channel."""
    deliver(channel)


@app.periodic(cron="* * * * *")
@app.task(
    name="notifications.deliver_due", queue="messages", queueing_lock="notifications.deliver_due", pass_context=False
)
def deliver_due(timestamp: int) -> None:
    """Look on every channel for what has become due: after quiet hours, a back-off or a worker's death."""
    for channel in OUTSIDE:
        deliver_channel.defer(channel=str(channel))
