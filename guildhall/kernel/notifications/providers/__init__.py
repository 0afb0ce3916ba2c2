"""The ways out of the house behind one interface; which is used for a channel stands in the settings."""

from guildhall.kernel.notifications.providers.base import Letter, Outcome, Provider, provider_for

__all__ = ["Letter", "Outcome", "Provider", "provider_for"]
