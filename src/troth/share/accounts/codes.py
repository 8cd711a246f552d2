"""Second factors: codes of six digits that a telephone computes from a shared secret and the time (RFC 6238)."""

import unicodedata
from datetime import datetime

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError

_STEPS_BESIDE = 1
"""A code is taken half a minute before and after its own, since clocks differ."""
_DIGITS = 6


def new_secret() -> str:
    """A secret for a new second factor."""
    return pyotp.random_base32()


def address_of(secret: str, handle: str, desk: str) -> str:
    """The ``otpauth://`` address that an authenticator opens.

    >>> address_of("A" * 32, "desk-1", "Troth").split("?")[0]
    'otpauth://totp/Troth:desk-1'
    """
    return pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name=desk)


def drawn(address: str) -> str:
    """The address as a QR code, for a telephone that looks at the screen: an ``svg`` element, black on white.

    >>> drawn(address_of("A" * 32, "desk-1", "Troth")).startswith("<svg")
    True
    """
    return str(segno.make_qr(address, error="m").svg_inline(scale=4, light="white", omitsize=True))


def spaced(secret: str) -> str:
    """The secret in groups of four, for those who type it.

    >>> spaced("ABCDEFGH")
    'ABCD EFGH'
    """
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of time that a code belongs to, around now; None where it is wrong.

    Whether the code of that step was used before is for whoever keeps the last step to see.
    """
    digits = _digits(code)
    if digits is None:
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=_STEPS_BESIDE)
    except OTPVerificationError:
        return None


def _digits(code: str) -> str | None:
    """Six digits, of any script, however they are spaced."""
    found = [unicodedata.decimal(sign, None) for sign in "".join(code[:64].split())]
    if len(found) != _DIGITS or None in found:
        return None
    return "".join(str(digit) for digit in found)
