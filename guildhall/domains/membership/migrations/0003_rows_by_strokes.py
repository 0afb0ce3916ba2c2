from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0002_roster'),
    ]

    operations = [
        migrations.RunSQL(
            'ALTER TABLE membership_roster_row ADD COLUMN strokes text COLLATE "C"',
            "ALTER TABLE membership_roster_row DROP COLUMN strokes",
        ),
    ]
