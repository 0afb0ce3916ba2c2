"""The report templates that come with the house; officers change them as their own."""

from pathlib import Path

import yaml
from django.db import migrations

PRESETS = Path(__file__).parent.parent / "presets"


def load(apps, schema_editor):
    template = apps.get_model("documents", "ReportTemplate")
    preset = yaml.safe_load((PRESETS / "unions_and_members.yaml").read_text(encoding="utf-8"))
    template.objects.get_or_create(code=preset["code"], defaults={"title": preset["title"], "body": preset["body"]})


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
