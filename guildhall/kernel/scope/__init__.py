"""Who may see which records: reach by plain keys, and the querysets that apply it."""

from guildhall.kernel.scope.actors import EVERYTHING, NOTHING, Actor, Reach, system

__all__ = ["EVERYTHING", "NOTHING", "Actor", "Reach", "system"]
