"""What a part offers so that its records can have files."""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class FileSubject:
    """Records of a scoped model may have files: seen and added with these permissions, within their reach."""

    model: type[models.Model]
    permission_to_see: str
    permission_to_add: str
