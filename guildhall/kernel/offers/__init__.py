"""What parts offer to one another: `domain.py` files offer instances, readers ask for a type.

The lowest part of the house: each part defines the types that it accepts, so nothing low imports anything high.
"""

from typing import Any, TypeVar

T = TypeVar("T")

_offered: dict[type, list[Any]] = {}


def offer(*things: object) -> None:
    """Offer instances to whoever asks for their type; the same instance twice is one offer."""
    for thing in things:
        kept = _offered.setdefault(type(thing), [])
        if not any(other is thing for other in kept):
            kept.append(thing)


def offered(kind: type[T]) -> list[T]:
    """All instances of a type, in the order in which they were offered."""
    return list(_offered.get(kind, ()))
