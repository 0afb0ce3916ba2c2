"""The tree of unions, employers, other names, lines, partner bodies and places."""

from guildhall.kernel.organisations.codes import Ownership
from guildhall.kernel.organisations.models.aliases import Alias
from guildhall.kernel.organisations.models.bodies import PartnerBody, Place
from guildhall.kernel.organisations.models.employers import Employer
from guildhall.kernel.organisations.models.lines import LineStay
from guildhall.kernel.organisations.models.tree import (
    AREA_KINDS,
    FEDERATION_KINDS,
    GRASSROOTS_KINDS,
    OFFICE_KINDS,
    STEP,
    Kind,
    Organisation,
    OrganisationName,
    OrganisationQuerySet,
    Placement,
)

__all__ = [
    "AREA_KINDS",
    "FEDERATION_KINDS",
    "GRASSROOTS_KINDS",
    "OFFICE_KINDS",
    "STEP",
    "Alias",
    "Employer",
    "Kind",
    "LineStay",
    "Organisation",
    "OrganisationName",
    "OrganisationQuerySet",
    "Ownership",
    "PartnerBody",
    "Place",
    "Placement",
]
