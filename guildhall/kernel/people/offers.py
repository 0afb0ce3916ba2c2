"""What a part offers about the personal facts it keeps."""

from dataclasses import dataclass

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
