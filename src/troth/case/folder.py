"""The case folder as bytes: which files there are, that they lie inside it, their checksums, their text.

Text is UTF-8, with or without a byte order mark. Other encodings are refused rather than guessed, because a wrong
guess changes names silently (0x92 is ’ in Windows-1252 and Æ in the DOS code page); the message says what the bytes
would be in Windows-1252 and how to save the file again. Everything else in such a file is still checked.
"""

import hashlib
import io
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from .problems import Problems

LONGEST_LINE = 1_000_000
"""Bytes; a longer line is a quote that was never closed, or not a text."""
LARGEST_TOML = 16_000_000
"""Bytes of one TOML file; TOML is read whole, so its size is bounded."""
BOM = b"\xef\xbb\xbf"
_FLAT = {"evidence", "agreements", "expected", "incidents"}
"""Sub-folders whose own sub-folders mean nothing; documents and data sets may be kept in any order."""
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_AS_UTF8 = "save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8')"


class Folder:
    """A case folder; every file read through it is noted with its checksum.

    Parameters
    ----------
    root
        The folder.
    problems
        Where trouble with files is noted.
    """

    def __init__(self, root: Path, problems: Problems) -> None:
        self.root = root
        self.problems = problems
        self.inputs: dict[str, str] = {}
        """SHA-256 of every file read, by its name relative to the folder."""
        self.rows: dict[str, int] = {}
        """How many rows each sub-folder's files hold, good or not."""
        self._real = root.resolve()
        self._ids: dict[str, set[str]] = {}
        self._lost: set[str] = set()

    def saw(self, kind: str, name: object) -> None:
        """Note that something goes by this id, even if its record turns out to be no good."""
        if isinstance(name, str):
            self._ids.setdefault(kind, set()).add(name)

    def know(self, kind: str, names: Collection[str]) -> None:
        """Note many ids at once."""
        known = self._ids.get(kind)
        self._ids[kind] = known | set(names) if known else set(names)

    def lose(self, name: str) -> None:
        """Note that a file could not be read through: nobody knows which ids are in it."""
        self._lost.add(name)

    def ids(self, kind: str) -> frozenset[str]:
        """Every id of this kind that was seen."""
        return frozenset(self._ids.get(kind, ()))

    def knows(self, kind: str, under: str, name: str) -> bool:
        """Whether an id exists, or may stand in a file that could not be read (which is told already)."""
        return name in self._ids.get(kind, ()) or any(file.startswith(under) for file in self._lost)

    def files(self, under: str, suffix: str) -> list[str]:
        """Names of the files with this suffix right inside a sub-folder, sorted; hidden files are left out."""
        folder = self.root / under
        if not self._is_inside(folder, under) or not self._is_folder(folder, under, suffix):
            return []
        try:
            found = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "~")))
        except OSError as error:
            self._unreadable(under, error)
            self.lose(under)
            return []
        for entry in found:
            if entry.suffix.lower() in {".xlsx", ".xls", ".ods", ".tsv", ".numbers"}:
                self.problems.add(
                    f"{under}/{entry.name}", expected=f"only {suffix} files here",
                    remedy=f"export it as {suffix}, or move it out of {under}/",
                )  # fmt: skip
            if under in _FLAT and entry.is_dir():
                self._refuse_nested(entry, f"{under}/{entry.name}", suffix)
        return [f"{under}/{entry.name}" for entry in found if entry.suffix.lower() == suffix]

    def _is_folder(self, folder: Path, under: str, suffix: str) -> bool:
        if folder.is_dir():
            return True
        if self.has(under) and not self.problems.count(under):
            self.lose(under)
            found, remedy = "a file", f"make a folder {under}/ and put the {suffix} files into it"
            self.problems.add(under, found=found, expected=f"a folder with {suffix} files", remedy=remedy)
        return False

    def _refuse_nested(self, entry: Path, name: str, suffix: str) -> None:
        """Files below a sub-folder would be passed over in silence."""
        nested = [one for _, _, files in os.walk(entry) for one in files if one.lower().endswith(suffix)]
        if nested:
            under = name.partition("/")[0]
            self.lose(under)
            self.problems.add(
                name, found=f"a sub-folder with {min(nested)}", expected=f"{suffix} files right inside {under}/",
                remedy="move them up: sub-folders are not read",
            )  # fmt: skip

    def is_regular(self, name: str) -> bool:
        """Whether a name stands for a plain file; a pipe or a device is noted, since reading it may never end.

        Raises
        ------
        OSError
            There is nothing of that name.
        """
        mode = (self.root / name).stat().st_mode
        if not stat.S_ISREG(mode):
            found = _KINDS.get(stat.S_IFMT(mode), "something else")
            remedy = "remove it, or put a plain file in its place"
            self.problems.add(name, found=found, expected="a regular file", remedy=remedy)
        return stat.S_ISREG(mode)

    def has(self, name: str) -> bool:
        """Whether there is such a file (a dangling link counts: reading it will say what is wrong)."""
        path = self.root / name
        return path.exists() or path.is_symlink()

    def content(self, name: str) -> bytes | None:
        """The bytes of a file inside the folder, or None after noting why they cannot be had."""
        path = self.root / name
        if not self._is_inside(path, name):
            return None
        try:
            if not self.is_regular(name):
                return None
            content = path.read_bytes()
        except OSError as error:
            self._unreadable(name, error)
            return None
        self.inputs[name] = hashlib.sha256(content).hexdigest()
        return content

    @contextmanager
    def stream(self, name: str) -> Iterator[BinaryIO | None]:
        """A file of any size to be read as bytes, hashed on the way; None after noting why it cannot be had."""
        path = self.root / name
        try:
            if not (self._is_inside(path, name) and self.is_regular(name)):
                self.lose(name)
                yield None
                return
            with path.open("rb") as file:
                hashed = _Hashed(file, name)
                yield cast(BinaryIO, hashed)
                hashed.rest()
                self.inputs[name] = hashed.digest.hexdigest()
        except OSError as error:
            self.lose(name)
            self._unreadable(name, error)

    def text(self, name: str) -> str | None:
        """The whole text of a file, or None after noting why it cannot be had."""
        lines = list(self.lines(name, most=LARGEST_TOML))
        return "".join(lines) if name in self.inputs else None

    def lines(self, name: str, *, most: int | None = None) -> Iterator[str]:
        """The lines of a text file, one after the other, with their line ends.

        Bytes that are not UTF-8 are noted once per file and read as Windows-1252, so that the rest can be checked.
        """
        path = self.root / name
        if not self._is_inside(path, name):
            self.lose(name)
            return
        try:
            if not self.is_regular(name):
                return
            if most is not None and path.stat().st_size > most:
                self._too_large(name, path.stat().st_size, most)
                return
            yield from self._read(path, name)
        except OSError as error:
            self._unreadable(name, error)
        finally:
            if name not in self.inputs:
                self.lose(name)

    def _read(self, path: Path, name: str) -> Iterator[str]:
        digest, decoder = hashlib.sha256(), _Decoder(name, self.problems)
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(LONGEST_LINE):
                number += 1
                digest.update(raw)
                if (line := decoder.line(raw, number)) is None:
                    return
                yield line
        decoder.close()
        self.inputs[name] = digest.hexdigest()

    def _is_inside(self, path: Path, name: str) -> bool:
        try:
            inside = path.resolve().is_relative_to(self._real)
        except (OSError, RuntimeError):
            inside = False
        if not inside:
            self.problems.add(
                name, found=f"a link to {path.resolve()}" if path.is_symlink() else "a link",
                expected="a file inside the case folder",
                remedy="copy the file into the folder: a case must be whole when it is mailed",
            )  # fmt: skip
        return inside

    def _unreadable(self, name: str, error: OSError) -> None:
        found = error.strerror or str(error)
        self.problems.add(
            name, found=found, expected="a file that can be read", remedy="check the name and its permissions"
        )

    def _too_large(self, name: str, size: int, most: int) -> None:
        self.problems.add(
            name,
            found=f"{size} bytes",
            expected=f"at most {most} bytes in one TOML file",
            remedy="split it into several",
        )


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        self.digest = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        raw = self._file.read(size)
        self.digest.update(raw)
        return raw

    def rest(self) -> None:
        """Read on to the end without looking, so that the whole file is hashed."""
        while self.read(1 << 20):
            pass


class _Decoder:
    """Lines of bytes to text, with every trouble noted once."""

    def __init__(self, name: str, problems: Problems) -> None:
        self._name = name
        self._problems = problems
        self._first: tuple[int, int] | None = None
        self._bad = 0

    def line(self, raw: bytes, number: int) -> str | None:
        """The text of one line, or None where it is no use to read on."""
        if number == 1:
            raw = raw.removeprefix(BOM)
            if raw.startswith(_UTF16):
                self._note(1, "a file in UTF-16", "text in UTF-8", _AS_UTF8)
                return None
        if b"\0" in raw:
            self._note(
                number,
                "a NUL byte",
                "text",
                "it is not a text file, or was damaged: export or save it again as UTF-8",
            )
            return None
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            self._note(
                number,
                f"a line of {LONGEST_LINE} bytes or more",
                "lines of text",
                "look for a quote that is never closed",
            )
            return None
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            self._bad += 1
            self._first = self._first or (number, raw[error.start])
            return raw.decode("cp1252", errors="replace")

    def close(self) -> None:
        """Note the bytes that were not UTF-8, once for the file."""
        if self._first is None:
            return
        number, byte = self._first
        reading = bytes([byte]).decode("cp1252", errors="replace")
        lines = "1 line has such bytes" if self._bad == 1 else f"{self._bad} lines have such bytes"
        self._note(
            number, f"byte 0x{byte:02x} ({reading} in Windows-1252)", "text in UTF-8", f"{_AS_UTF8}; {lines}"
        )

    def _note(self, line: int, found: str, expected: str, remedy: str) -> None:
        self._problems.add(self._name, line=line, found=found, expected=expected, remedy=remedy)
