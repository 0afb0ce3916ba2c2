"""What a list shows: heads, cells, the button that begins a record, the keys of its pages."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from guildhall.web.columns import Column


class MomentEncoder(DjangoJSONEncoder):
    """Keys keep their microseconds, or the row at the edge of a page would be shown twice."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


class KeySerializer:
    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, cls=MomentEncoder, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


@dataclass(frozen=True)
class Heading:
    """A column's head as the screen shows it; `direction` is its part in the order, `address` turns it."""

    column: Column
    address: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Order:
    """A way to order the list, as the choice above it shows it."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str
    address: str = ""


@dataclass(frozen=True)
class NewRecord:
    """The button that begins a new record, for whoever may."""

    label: str
    url_name: str
    permission: str
