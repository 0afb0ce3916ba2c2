from django.db import migrations

# Unions that carried a line before stays were kept have been in it, as far as is known, since they were founded.
STANDING = """
    INSERT INTO organisations_linestay (organisation_id, area_id, line_id, since, state, side, note, answer)
    SELECT id, area_id, line_id, coalesce(founded_on, current_date), 'standing', 'both', '', ''
    FROM organisations_organisation WHERE line_id IS NOT NULL AND dissolved_on IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0006_aliases_lines_bodies_places'),
    ]

    operations = [migrations.RunSQL(STANDING, migrations.RunSQL.noop, elidable=True)]
