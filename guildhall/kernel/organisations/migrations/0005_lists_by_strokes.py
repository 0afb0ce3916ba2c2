from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0004_order_by_strokes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['strokes', 'id'], name='organisations_org_strokes'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['letters', 'id'], name='organisations_org_letters'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['rank', 'path'], name='organisations_org_rank'),
        ),
    ]
