from django.db import migrations, models

from guildhall.kernel.organisations.strokes import stroke_key

BATCH = 2_000


def fill(apps, schema_editor):
    """Write the key of every name that already stands."""
    records = apps.get_model("organisations", "Organisation")._base_manager.order_by()
    batch = []
    for record in records.only("name").iterator(chunk_size=BATCH):
        record.strokes = stroke_key(record.name)
        batch.append(record)
        if len(batch) == BATCH:
            records.bulk_update(batch, ["strokes"])
            batch = []
    records.bulk_update(batch, ["strokes"])


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_names_by_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='strokes',
            field=models.CharField(blank=True, db_collation='C', db_default='', default='', editable=False, max_length=300, verbose_name='名称笔画'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
