"""The units that come with the house; pages add to them and retire them."""

from django.db import migrations

UNITS = [
    ("人", "count", "1", 0),
    ("人次", "count", "1", 0),
    ("户", "count", "1", 0),
    ("家", "count", "1", 0),
    ("个", "count", "1", 0),
    ("件", "count", "1", 0),
    ("份", "count", "1", 0),
    ("场次", "count", "1", 0),
    ("次", "count", "1", 0),
    ("条", "count", "1", 0),
    ("篇", "count", "1", 0),
    ("项", "count", "1", 0),
    ("期", "count", "1", 0),
    ("处", "count", "1", 0),
    ("套", "count", "1", 0),
    ("辆", "count", "1", 0),
    ("元", "money", "1", 2),
    ("万元", "money", "10000", 4),
    ("亿元", "money", "100000000", 4),
    ("公斤", "weight", "1", 2),
    ("斤", "weight", "0.5", 2),
    ("吨", "weight", "1000", 3),
    ("平方米", "area", "1", 2),
    ("亩", "area", "666.666667", 2),
    ("公顷", "area", "10000", 4),
    ("米", "length", "1", 2),
    ("公里", "length", "1000", 2),
    ("小时", "time", "1", 1),
    ("天", "time", "24", 1),
    ("课时", "count", "1", 0),
    ("%", "share", "1", 2),
    ("‰", "share", "1", 2),
    ("倍", "share", "1", 2),
    ("名", "rank", "1", 0),
]


def ship(apps, schema_editor):
    unit = apps.get_model("indicators", "Unit")
    unit.objects.bulk_create(
        unit(name=name, kind=kind, factor=factor, places=places, rank=rank * 10)
        for rank, (name, kind, factor, places) in enumerate(UNITS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_declared_and_measures")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
