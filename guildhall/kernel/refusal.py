"""How a verb says no."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an accident
    """The sentences for which a verb cannot be done; they are written for the screen."""

    def __init__(self, *reasons: str) -> None:
        if not reasons:
            raise ValueError("a refusal gives at least one reason")
        super().__init__("；".join(reasons))
        self.reasons = reasons
