from django.db import migrations, models

from guildhall.kernel.people.rules.strokes import names_strokes

BATCH = 50_000


def fill(apps, schema_editor):
    """Write the key of every name once, then of all people by their names."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT name FROM people_person")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute('CREATE TEMPORARY TABLE names_by_strokes (name text, strokes text) ON COMMIT DROP')
        for start in range(0, len(names), BATCH):
            some = names[start : start + BATCH]
            with cursor.copy("COPY names_by_strokes FROM STDIN") as copy:
                for row in zip(some, names_strokes(some), strict=True):
                    copy.write_row(row)
        cursor.execute("ANALYZE names_by_strokes")
        cursor.execute(
            "UPDATE people_person p SET strokes = n.strokes FROM names_by_strokes n WHERE n.name = p.name"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_names_by_letters'),
        ('people', '0002_spells_are_guarded_by_statement'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='strokes',
            field=models.CharField(blank=True, db_collation='C', db_default='', default='', editable=False, max_length=320, verbose_name='姓氏笔画'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
