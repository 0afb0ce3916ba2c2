"""Days off and worked weekends of 2004–2026, and the catalogue of statutory periods."""

import csv
from datetime import date, timedelta
from pathlib import Path

from django.db import migrations

PRESETS = Path(__file__).parent.parent / "presets"
FIRST_DAY = date(2000, 1, 1)  # the catalogue is offered for all records; a rule that changed gets a later row


def rows(name):
    with (PRESETS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def notice_of(year):
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def enter_days(apps, schema_editor):
    day_of, year_of = apps.get_model("calendar", "Day"), apps.get_model("calendar", "PublishedYear")
    days = []
    for row in rows("days_2004_2026.csv"):
        first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        days += [
            day_of(
                date=first + timedelta(days=n),
                is_working=row["kind"] == "work",
                name=row["name"],
                notice=notice_of(first.year),
            )
            for n in range((last - first).days + 1)
        ]
    day_of.objects.bulk_create(days)
    year_of.objects.bulk_create(
        year_of(year=year, notice=notice_of(year)) for year in sorted({day.date.year for day in days})
    )


def enter_terms(apps, schema_editor):
    term_of = apps.get_model("calendar", "Term")
    term_of.objects.bulk_create(
        term_of(
            code=row["code"],
            name=row["name"],
            trigger=row["trigger"],
            length=int(row["length"]),
            unit=row["unit"],
            shifts=row["shifts"] == "1",
            is_minimum=row["is_minimum"] == "1",
            since=FIRST_DAY,
            source=row["source"],
            is_unsure=row["is_unsure"] == "1",
            note=row["note"],
        )
        for row in rows("terms.csv")
    )


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [
        migrations.RunPython(enter_days, migrations.RunPython.noop),
        migrations.RunPython(enter_terms, migrations.RunPython.noop),
    ]
