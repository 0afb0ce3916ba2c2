"""What a part offers to have its verbs named in the trail."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Verbs:
    """What verbs of the trail are called on the screen, by code: `Verbs({"people.person.register": "登记人员"})`."""

    labels: Mapping[str, str]
