"""The list page: filters, sort, keyset pages, a bounded count, saved views, chosen columns, paper, export as a job."""

from guildhall.web.lists.page import EXPORT_JOB, PLACE, ListPage, NewRecord
from guildhall.web.lists.rows import Cell, Heading

__all__ = ["EXPORT_JOB", "PLACE", "Cell", "Heading", "ListPage", "NewRecord"]
