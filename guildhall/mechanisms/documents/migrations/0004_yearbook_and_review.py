"""Two more report templates come with the house: the yearbook entry and the annual review."""

from pathlib import Path

import yaml
from django.db import migrations

PRESETS = Path(__file__).parent.parent / "presets"
ADDED = ("yearbook_entry", "annual_review")


def load(apps, schema_editor):
    template = apps.get_model("documents", "ReportTemplate")
    for name in ADDED:
        preset = yaml.safe_load((PRESETS / f"{name}.yaml").read_text(encoding="utf-8"))
        template.objects.get_or_create(code=preset["code"], defaults={"title": preset["title"], "body": preset["body"]})


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_traced_numbers")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
