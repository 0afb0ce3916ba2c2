"""What a worker does for the page kit at night."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from guildhall.web.models import OneTimeKey

KEPT = timedelta(days=7)


@app.periodic(cron="40 3 * * *")
@app.task(name="web.sweep_keys_nightly", queue="work", queueing_lock="web.sweep_keys", pass_context=False)
def sweep_keys_nightly(timestamp: int) -> None:
    """Forget the forms that were sent long ago; nobody has such an old page still open."""
    OneTimeKey.objects.older_than(timezone.now() - KEPT).delete()
