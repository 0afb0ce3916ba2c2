"""The provider of a house without a gateway: nothing leaves it, the page of messages shows what was sent."""

from collections.abc import Sequence

from guildhall.kernel.notifications.providers.base import Answer, Letter, Outcome


class Local:
    code, label, batch = "local", "本机留存（不外发）", 500

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        return [Outcome(Answer.TAKEN, reference=f"local-{letter.key[:8]}") for letter in letters]
