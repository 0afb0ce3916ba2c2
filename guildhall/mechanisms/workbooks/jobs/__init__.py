"""Background work with workbooks."""

from guildhall.mechanisms.workbooks.jobs import exchange, lists

__all__ = ["exchange", "lists"]
