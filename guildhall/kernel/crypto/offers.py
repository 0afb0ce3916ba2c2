"""What a part tells the rotation of keys about what it keeps sealed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import models


@dataclass(frozen=True)
class Indexed:
    """How a blind index follows from the columns of its row, where it is not simply the index of one sealed column."""

    model: type[models.Model]
    field: str
    reads: tuple[str, ...]
    key: Callable[..., str]


@dataclass(frozen=True)
class SealedIndex:
    """A blind index of a table: its purpose, the columns that it is made of, and how."""

    purpose: str
    reads: tuple[str, ...]
    key: Callable[..., str]


@dataclass(frozen=True)
class SealedTable:
    """A table that is no model and keeps sealed columns: its key, the label of each column, its indexes."""

    table: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    indexes: Mapping[str, SealedIndex] = field(default_factory=dict)
    is_model: bool = False

    def __hash__(self) -> int:
        return hash(self.table)
