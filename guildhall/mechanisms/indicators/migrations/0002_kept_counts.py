from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache; what a crash loses is counted again."""

    dependencies = [("indicators", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE indicators_kept (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
            );
            CREATE INDEX indicators_kept_expires ON indicators_kept (expires);
            """,
            "DROP TABLE indicators_kept",
        )
    ]
