"""What a part offers about the personal facts it keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models

from guildhall.kernel.people.rules.privacy import PrivacyClass


@dataclass(frozen=True)
class Personal:
    """A sealed or personal column and its privacy class: `Personal(Person, "phone", CONTACT)`.

    Shown masked everywhere; `kernel.people.actions.reveal` shows it whole, for a reason. A sealed column that nobody
    declares (the secret of a second factor) is never shown.
    """

    model: type[models.Model]
    field: str
    privacy: PrivacyClass

    @property
    def label(self) -> str:
        return str(getattr(self.model._meta.get_field(self.field), "verbose_name", self.field))


class Following(NamedTuple):
    """Whether rows follow when two records of one person become one, and why they cannot be merged yet."""

    follows: bool = True
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Merging:
    """What a part says when two people are merged: `Merging(Account, "person", judge)`; else its rows follow the kept one.

    `judge(kept_id, lost_id)` is asked under lock, before anything moves.
    """

    model: type[models.Model]
    field: str
    judge: Callable[[int, int], Following]
