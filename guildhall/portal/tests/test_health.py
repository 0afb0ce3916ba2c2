import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def breathe(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (clock_timestamp() - %s * interval '1 second')",
            [seconds_ago],
        )


def test_it_is_told_to_anybody_that_all_is_well(client):
    breathe(3)

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() | {"worker_heartbeat_seconds": 3} == {
        "state": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
        "worker_heartbeat_seconds": 3,
        "disk": "ok",
    }


@pytest.mark.parametrize(("seconds_ago", "words"), [(None, "none"), (600, "stalled")])
def test_pages_are_served_while_background_work_lags(client, seconds_ago, words):
    if seconds_ago:
        breathe(seconds_ago)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["state"], response.json()["worker"]) == (200, "degraded", words)


def test_a_migration_that_is_not_applied_is_no_health(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")

    response = client.get("/healthz")

    assert (response.status_code, response.json()["state"]) == (503, "down")


def test_it_costs_one_query(client, django_assert_num_queries):
    client.get("/healthz")

    with django_assert_num_queries(1):
        client.get("/healthz")
