"""The signing keys of offices: a folder of Ed25519 private keys, one PEM file for each office.

A key is its owner's alone: a folder or a file that other users of the machine may read is refused, and so is a link. The
public half becomes known by a statement of kind `key` in the ledger; nothing here writes one.
"""

import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from .errors import AccountsError, ExposedFileError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_LONGEST = 40


def file_name(office: str) -> str:
    """The file of an office: readable, safe in any folder, and different for every party id.

    >>> file_name("Qatar"), file_name("../../etc")
    ('qatar-55ccc5014f2a.pem', 'etc-74ccf3c5b4c1.pem')
    """
    readable = "".join(sign if sign in _PLAIN else "-" for sign in office.lower())
    short = "-".join(part for part in readable.split("-") if part)[:_LONGEST] or "office"
    return f"{short}-{sha256(office.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}.pem"


def new_key(folder: Path, office: str, *, passphrase: Path | None = None) -> Ed25519PrivateKey:
    """Make a key for an office that has none in the folder; the folder is made as well where it is not there.

    Parameters
    ----------
    passphrase
        A file whose first line the key is encrypted by.

    Raises
    ------
    AccountsError
        There is a key already, the folder may be read by others, or may not be written.
    """
    path = folder / file_name(office)
    key = Ed25519PrivateKey.generate()
    how: KeySerializationEncryption = NoEncryption()
    if passphrase is not None:
        how = BestAvailableEncryption(_passphrase(passphrase))
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)
    try:
        folder.parent.mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # `parents` would make it readable by all
        folder.mkdir(mode=0o700, exist_ok=True)
        _check_private(folder, is_kind=stat.S_ISDIR, kind="folder", mode="700")
        number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        msg = f"{path}: {office} has a key already, which is left as it is; withdraw it in the ledger and move the file away first"
        raise AccountsError(msg) from None
    except OSError as error:
        msg = (
            f"{path}: a key cannot be written there ({error.strerror}); give a folder that can be written to"
        )
        raise AccountsError(msg) from None
    with os.fdopen(number, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return key


def load_key(folder: Path, office: str, *, passphrase: Path | None = None) -> Ed25519PrivateKey:
    """The key of an office.

    Raises
    ------
    ExposedFileError
        The folder or the file may be read by others.
    AccountsError
        There is no key, it is of another kind, or the passphrase is missing or wrong.
    """
    path = folder / file_name(office)
    _check_private(folder, is_kind=stat.S_ISDIR, kind="folder", mode="700")
    _check_private(path, is_kind=stat.S_ISREG, kind="file", mode="600")
    secret = None if passphrase is None else _passphrase(passphrase)
    try:
        key = load_pem_private_key(path.read_bytes(), secret)
    except TypeError:
        wanted = (
            "is encrypted; name the file of its passphrase"
            if secret is None
            else "is not encrypted; leave the passphrase out"
        )
        msg = f"{path}: the key {wanted}"
        raise AccountsError(msg) from None
    except (ValueError, UnsupportedAlgorithm):
        msg = (
            f"{path}: no private key can be read there; check the passphrase, or restore the file from a copy"
        )
        raise AccountsError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); run it as the owner of the file"
        raise AccountsError(msg) from None
    if not isinstance(key, Ed25519PrivateKey):
        msg = f"{path}: found another kind of key, expected Ed25519; make one with new_key"
        raise AccountsError(msg)
    return key


def _check_private(path: Path, *, is_kind: Callable[[int], bool], kind: str, mode: str) -> None:
    """See that only its owner may read a path, and that it is no link to somewhere else."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        msg = f"{path}: there is no such {kind}; make a key for the office first"
        raise AccountsError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be looked at ({error.strerror}); run it as its owner"
        raise AccountsError(msg) from None
    if not is_kind(found.st_mode):
        msg = f"{path}: found a link or something else, expected a {kind}"
        raise AccountsError(msg)
    if found.st_mode & _OTHERS:
        msg = f"{path}: other users of this machine may read or write this {kind}; run `chmod {mode}` on it"
        raise ExposedFileError(msg)


def _passphrase(path: Path) -> bytes:
    """The first line of a file that only its owner may read."""
    _check_private(path, is_kind=stat.S_ISREG, kind="file", mode="600")
    line = path.read_bytes().split(b"\n")[0].rstrip(b"\r")
    if not line:
        msg = f"{path}: the first line is empty, expected the passphrase of a key"
        raise AccountsError(msg)
    return line
