"""The two ceremonies of WebAuthn: making a passkey known, and signing in with one.

A passkey counts as both factors, so its authenticator must have verified its user (a PIN, a finger), and it is found
without a handle, so that nobody learns from an answer which handles there are. Each challenge is kept by the server, good
once, for five minutes, and for the one browser or session that it was made for.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, generate_challenge, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from .errors import RefusedAccountError
from .logins import Login
from .passkeys import CHALLENGE_GOOD_FOR, Passkey, Passkeys
from .tokens import same

_REGISTER, _SIGN_IN = "register", "sign in"
_MILLISECONDS = int(CHALLENGE_GOOD_FOR.total_seconds() * 1000)
_LONGEST_NAME = 60
# What the library raises for bytes that are none of its own, beside its own errors.
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Site:
    """The site that passkeys are made for; a passkey of one site is good for no other."""

    origin: str
    """As browsers say it: ``https://desk.example``."""
    host: str
    """The host alone."""
    title: str


def offer_registration(
    passkeys: Passkeys, site: Site, login: Login, *, bound_to: str, now: datetime
) -> dict[str, Any]:
    """What a browser needs in order to make a passkey for a login."""
    challenge = generate_challenge()
    passkeys.challenge(challenge, purpose=_REGISTER, bound_to=bound_to, now=now)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.title,
        user_id=bytes.fromhex(login.id),
        user_name=login.handle,
        user_display_name=f"{login.handle} ({login.office})",
        challenge=challenge,
        timeout=_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_known(passkeys.of(login)),
    )
    return dict(json.loads(options_to_json(options)))


def finish_registration(
    passkeys: Passkeys,
    site: Site,
    credential: dict[str, Any],
    *,
    name: str,
    bound_to: str,
    now: datetime,
) -> Passkey:
    """See that a browser made a passkey as it was asked to; returns what is to be kept of it.

    Raises
    ------
    RefusedAccountError
        It did not, or too late, or for another site, or the answer was used before.
    """
    challenge = _challenge_of(credential)
    if challenge is None or not passkeys.take(challenge, purpose=_REGISTER, bound_to=bound_to, now=now):
        raise _refused()
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _MALFORMED:
        raise _refused() from None
    return Passkey(
        credential=bytes_to_base64url(made.credential_id),
        name=" ".join(name.split())[:_LONGEST_NAME] or "passkey",
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
    )


def offer_sign_in(passkeys: Passkeys, site: Site, *, bound_to: str, now: datetime) -> dict[str, Any]:
    """What a browser needs in order to sign in with a passkey; it names no login."""
    challenge = generate_challenge()
    passkeys.challenge(challenge, purpose=_SIGN_IN, bound_to=bound_to, now=now)
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def finish_sign_in(
    passkeys: Passkeys, site: Site, credential: dict[str, Any], *, bound_to: str, now: datetime
) -> Login:
    """See that a passkey signed the challenge; returns whose it is.

    Raises
    ------
    RefusedAccountError
        It did not, or it is nobody's, or the answer was used before: one answer for all of them.
    """
    challenge = _challenge_of(credential)
    if challenge is None or not passkeys.take(challenge, purpose=_SIGN_IN, bound_to=bound_to, now=now):
        raise _refused()
    found = passkeys.find(str(credential.get("id", "")))
    if found is None or not _is_for(credential, found[0]):
        raise _refused()
    login, passkey = found
    try:
        done = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _MALFORMED:
        raise _refused() from None
    if not passkeys.used(passkey, done.new_sign_count, now=now):
        raise _refused()
    return login


def _known(kept: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in kept]


def _challenge_of(credential: dict[str, Any]) -> bytes | None:
    """The challenge that an answer says it is for."""
    try:
        text = credential["response"]["clientDataJSON"]
        return parse_client_data_json(base64url_to_bytes(text)).challenge
    except _MALFORMED:
        return None


def _is_for(credential: dict[str, Any], login: Login) -> bool:
    """Whether the passkey says itself that it is this login's, where it says whose it is."""
    try:
        handle = credential["response"].get("userHandle")
        return handle is None or same(base64url_to_bytes(handle).hex(), login.id)
    except _MALFORMED:
        return False


def _refused() -> RefusedAccountError:
    msg = "this passkey could not be used here; try again, or sign in another way"
    return RefusedAccountError(msg, key="door.refused.passkey")
