"""Codes that change every half minute (RFC 6238), as the common phone apps make them."""

import base64
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS = 6
SECONDS = 30
NEARBY = (0, -1, 1)
ISSUER = "职工之家"


def new_secret() -> str:
    """A secret as it is typed into an app."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_of(moment: datetime) -> int:
    return int(moment.timestamp()) // SECONDS


def code_at(secret: str, step: int) -> str:
    counter = HOTP(base64.b32decode(secret), DIGITS, SHA1())  # noqa: S303 - the apps know no other
    return counter.generate(step).decode()


def matching_step(secret: str, code: str, moment: datetime) -> int | None:
    """The half minute to which a code belongs, if it is one of the three around the moment."""
    typed = "".join(code.split())
    steps = [step_of(moment) + offset for offset in NEARBY]
    return next(
        (step for step in steps if secrets.compare_digest(code_at(secret, step).encode(), typed.encode())), None
    )


def address_of(secret: str, username: str) -> str:
    """What the QR code says."""
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS).get_provisioning_uri(username, ISSUER)  # noqa: S303
