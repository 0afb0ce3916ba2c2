"""Changing keys while the city works: every sealed column is sealed anew, every blind index is built anew beside the old
one and takes its place in one short transaction (decision 0031)."""

from guildhall.kernel.crypto.rotation.indexes import exchange, is_reindexing, prepare
from guildhall.kernel.crypto.rotation.rows import Remaining, remaining, reseal
from guildhall.kernel.crypto.rotation.tables import sealed_tables

__all__ = [
    "Remaining",
    "exchange",
    "is_reindexing",
    "prepare",
    "remaining",
    "reseal",
    "sealed_tables",
]
