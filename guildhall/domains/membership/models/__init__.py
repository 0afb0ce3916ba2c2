"""Facts of membership: events of a member's life, and transfers that wait for the receiving union."""

from guildhall.domains.membership.models.events import Event
from guildhall.domains.membership.models.roster import Roster
from guildhall.domains.membership.models.transfers import TransferProposal

__all__ = ["Event", "Roster", "TransferProposal"]
