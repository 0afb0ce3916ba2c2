"""Accounts, and the posts that are the only source of access."""

from guildhall.kernel.access.models.accounts import Account, DemoMark, HashField, SecondFactor
from guildhall.kernel.access.models.handing_over import Handover, Proposal
from guildhall.kernel.access.models.posts import NamedUnion, Post
from guildhall.kernel.access.models.sign_ins import PhoneCode, SignIn

__all__ = [
    "Account",
    "DemoMark",
    "Handover",
    "HashField",
    "NamedUnion",
    "PhoneCode",
    "Post",
    "Proposal",
    "SecondFactor",
    "SignIn",
]
