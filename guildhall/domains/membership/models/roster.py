"""How far the import of a roster is; its rows lie in a partition of `membership_roster_row`."""

from django.db import models

from guildhall.kernel.scope.models import Record
from guildhall.mechanisms.workbooks.models import Import


class Roster(Record):
    """What a roster's import needs beside its `Import`: the day it counts from, and how far it has been written."""

    source = models.OneToOneField(Import, models.PROTECT, related_name="roster", verbose_name="导入")
    day = models.DateField("导入日期")
    row_count = models.PositiveIntegerField("行数", default=0)
    last_row = models.PositiveIntegerField("末行", default=0)
    merged_to = models.PositiveIntegerField("已导入至行", default=0)
    taken_back_to = models.PositiveIntegerField("已撤回至行", default=0)

    class Meta(Record.Meta):
        verbose_name = "花名册"

    def __str__(self) -> str:
        return f"{self.source_id} {self.day}"
