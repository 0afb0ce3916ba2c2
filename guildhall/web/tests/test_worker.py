from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from guildhall.web import worker
from guildhall.web.models import OneTimeKey

pytestmark = pytest.mark.django_db


def test_keys_of_forms_sent_long_ago_are_forgotten():
    now = timezone.now()
    for days in (0, 6, 8):
        OneTimeKey.objects.create(key=uuid4(), at=now - timedelta(days=days))

    worker.sweep_keys_nightly(0)

    assert OneTimeKey.objects.filter(at__lt=now - timedelta(days=7)).count() == 0
    assert OneTimeKey.objects.count() == 2
