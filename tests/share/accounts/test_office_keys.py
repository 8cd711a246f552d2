"""The signing keys of offices, which are their owner's alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from troth.ledger import MemoryLedger, key_statement, sign_office, verify_head_signature
from troth.records.label import Label
from troth.share.accounts import AccountsError, ExposedFileError, load_key, new_key
from troth.share.accounts.office_keys import file_name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def secret(path: Path, text: str = "a long passphrase\n") -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_a_key_is_made_kept_and_found_again(folder: Path):
    made = new_key(folder, "Qatar")
    assert load_key(folder, "Qatar").private_bytes_raw() == made.private_bytes_raw()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / file_name("Qatar")).stat().st_mode & 0o777 == 0o600


def test_it_signs_the_log_of_its_office(folder: Path):
    key, now = new_key(folder, "Qatar"), datetime(2026, 1, 1, tzinfo=UTC)
    ledger = MemoryLedger()
    ledger.append(
        [key_statement("Qatar", key.public_key(), recorded_at=now, nonce="ab" * 32, label=Label(tlp="CLEAR"))]
    )
    [signature] = sign_office(ledger, "Qatar", load_key(folder, "Qatar"), at=now)
    assert verify_head_signature(signature)


def test_a_key_that_is_there_is_never_written_over(folder: Path):
    made = new_key(folder, "Qatar")
    with pytest.raises(AccountsError, match="Qatar has a key already, which is left as it is"):
        new_key(folder, "Qatar")
    assert load_key(folder, "Qatar").private_bytes_raw() == made.private_bytes_raw()


def test_a_key_can_be_encrypted(folder: Path, tmp_path: Path):
    passphrase = secret(tmp_path / "passphrase")
    made = new_key(folder, "Qatar", passphrase=passphrase)
    assert load_key(folder, "Qatar", passphrase=passphrase).private_bytes_raw() == made.private_bytes_raw()
    assert "ENCRYPTED" in (folder / file_name("Qatar")).read_text()
    with pytest.raises(AccountsError, match="is encrypted; name the file of its passphrase"):
        load_key(folder, "Qatar")
    with pytest.raises(AccountsError, match="check the passphrase"):
        load_key(folder, "Qatar", passphrase=secret(tmp_path / "other", "another one"))
    with pytest.raises(AccountsError, match="the first line is empty"):
        load_key(folder, "Qatar", passphrase=secret(tmp_path / "empty", "\nsecond line"))


def test_a_passphrase_for_a_key_without_one_is_told(folder: Path, tmp_path: Path):
    new_key(folder, "Qatar")
    with pytest.raises(AccountsError, match="is not encrypted; leave the passphrase out"):
        load_key(folder, "Qatar", passphrase=secret(tmp_path / "passphrase"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_may_read_is_refused(folder: Path, mode: int):
    new_key(folder, "Qatar")
    (folder / file_name("Qatar")).chmod(mode)
    with pytest.raises(ExposedFileError, match="run `chmod 600` on it"):
        load_key(folder, "Qatar")


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_a_folder_that_others_may_look_into_is_refused(folder: Path, mode: int):
    new_key(folder, "Qatar")
    folder.chmod(mode)
    with pytest.raises(ExposedFileError, match="run `chmod 700` on it"):
        load_key(folder, "Qatar")
    with pytest.raises(ExposedFileError, match="run `chmod 700` on it"):
        new_key(folder, "Egypt")


def test_a_passphrase_that_others_may_read_is_refused(folder: Path, tmp_path: Path):
    passphrase = secret(tmp_path / "passphrase")
    passphrase.chmod(0o644)
    with pytest.raises(ExposedFileError):
        new_key(folder, "Qatar", passphrase=passphrase)
    assert not folder.exists()


def test_a_link_is_not_followed(folder: Path, tmp_path: Path):
    new_key(folder, "Qatar")
    (folder / file_name("Egypt")).symlink_to(folder / file_name("Qatar"))
    with pytest.raises(AccountsError, match="found a link"):
        load_key(folder, "Egypt")
    with pytest.raises(AccountsError, match="Egypt has a key already"):
        new_key(folder, "Egypt")


def test_what_is_no_key_is_told(folder: Path):
    new_key(folder, "Qatar")
    path = folder / file_name("Qatar")
    path.write_bytes(b"hello")
    with pytest.raises(AccountsError, match="no private key can be read there"):
        load_key(folder, "Qatar")
    other = generate_private_key(65537, 2048)
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(AccountsError, match="found another kind of key, expected Ed25519"):
        load_key(folder, "Qatar")


def test_where_there_is_none_that_is_said(folder: Path):
    with pytest.raises(AccountsError, match="there is no such folder; make a key for the office first"):
        load_key(folder, "Qatar")
    new_key(folder, "Qatar")
    with pytest.raises(AccountsError, match="there is no such file; make a key for the office first"):
        load_key(folder, "Egypt")


@given(st.lists(st.text(min_size=1), min_size=2, max_size=6, unique=True))
def test_every_office_has_a_file_of_its_own_inside_the_folder(offices: list[str]):
    names = [file_name(office) for office in offices]
    assert len(set(names)) == len(names)
    for name in names:
        assert name == Path(name).name
        assert len(name) <= 64
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert not name.startswith((".", "-"))
