from django.db import migrations, models

from guildhall.kernel.organisations.letters import letters_of

BATCH = 2_000


def fill(apps, schema_editor):
    """Write the letters of all names that already stand."""
    for label, fields in (("Employer", ["name"]), ("Organisation", ["name", "short_name"])):
        records = apps.get_model("organisations", label)._base_manager.order_by()
        batch = []
        for record in records.only(*fields).iterator(chunk_size=BATCH):
            record.letters = letters_of(*(getattr(record, field) for field in fields))
            batch.append(record)
            if len(batch) == BATCH:
                records.bulk_update(batch, ["letters"])
                batch = []
        records.bulk_update(batch, ["letters"])


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_names_by_any_part'),
    ]

    operations = [
        migrations.AddField(
            model_name='employer',
            name='letters',
            field=models.CharField(blank=True, db_collation='C', default='', editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='organisation',
            name='letters',
            field=models.CharField(blank=True, db_collation='C', default='', editable=False, max_length=400),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
