"""What a part offers to the desk's first page: what waits for somebody, and ways to begin something."""

from collections.abc import Callable
from dataclasses import dataclass

from guildhall.kernel.scope import Actor


@dataclass(frozen=True)
class Waiting:
    """A kind of thing that waits for whoever has the permission; `count` is cheap and counts within the actor's reach."""

    label: str
    icon: str
    url_name: str
    count: Callable[[Actor], int]
    permission: str
    query: str = ""
    order: int = 100


@dataclass(frozen=True)
class Shortcut:
    """A way to begin something often done; shown to whoever has the permission."""

    label: str
    icon: str
    url_name: str
    permission: str
    order: int = 100
