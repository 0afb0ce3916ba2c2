"""Accounts, and the posts that are the only source of access."""

from guildhall.kernel.access.models.accounts import Account, DemoMark, HashField, SecondFactor
from guildhall.kernel.access.models.posts import NamedUnion, Post

__all__ = ["Account", "DemoMark", "HashField", "NamedUnion", "Post", "SecondFactor"]
