from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_order_by_strokes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['strokes', 'id'], name='people_person_strokes'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['area', 'strokes', 'id'], name='people_person_area_strokes'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['home_union', 'strokes', 'id'], name='people_person_union_strokes'),
        ),
    ]
