"""Which line of a TOML text a key stands on; the parser of the standard library does not say.

A light scan beside the real parser: it follows table headers, keys at the start of a statement, and skips over
multi-line texts and lists. Where it cannot tell (keys inside an inline table), the line of the nearest key around it
is given, which is where a reader has to look.
"""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"(\[\[?)\s*({_KEYS})\s*\]\]?")
_STATEMENT = re.compile(rf"({_KEYS})\s*=")
_MARK = re.compile(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[\[\]{}]|#[^\n]*|\n')
_PART = re.compile(_KEY)
_BLANK = re.compile(r"\s*")


def _parts(keys: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(keys)]


def _end_of_value(text: str, start: int) -> int:
    """Where the value that begins at `start` ends: the newline outside every quote and bracket."""
    depth, position = 0, start
    while match := _MARK.search(text, position):
        mark, position = match[0], match.end()
        if mark in {'"""', "'''"}:
            close = text.find(mark, position)
            position = len(text) if close < 0 else close + 3
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth = max(0, depth - 1)
        elif mark == "\n" and depth == 0:
            return match.end()
    return len(text)


class TomlLines:
    r"""The line of every table and key of a TOML text.

    >>> lines = TomlLines('title = "x"\n[[term]]\nid = "T1"\n[term.window]\nuntil = "2024"\n')
    >>> lines.of(("term", 0, "window", "until")), lines.of(("term", 0, "window", "from"))
    (5, 4)
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        for path, line in self._scan(text):
            self._lines.setdefault(path, line)

    def of(self, path: Path) -> int | None:
        """The line of this path, or of the nearest table around it; None for the whole text."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None

    def _scan(self, text: str) -> Iterator[tuple[Path, int]]:
        table: Path = ()
        for start, line in _statements(text):
            if header := _HEADER.match(text, start):
                table = self._table(_parts(header[2]), many=header[1] == "[[")
                yield table, line
            elif statement := _STATEMENT.match(text, start):
                own = (*table, *_parts(statement[1]))
                yield from ((own[:size], line) for size in range(len(table) + 1, len(own) + 1))

    def _table(self, parts: list[str], *, many: bool) -> Path:
        path: Path = ()
        for number, part in enumerate(parts):
            path = (*path, part)
            if many and number == len(parts) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Where each statement starts, and on which line."""
    position, line = 0, 1
    while position < len(text):
        start = position + len(_BLANK.match(text, position)[0])  # type: ignore[index]  # it matches the empty text too
        line += text.count("\n", position, start)
        position = _end_of_value(text, start)
        if start < len(text):
            yield start, line
        line += text.count("\n", start, position)
