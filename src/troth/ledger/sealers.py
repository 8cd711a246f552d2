"""Processes that seal statements beside the one that appends them.

Sealing takes most of the time of a bulk append, and Python does one thing at a time in a process. A sealer is a process
of its own that reads parts of a batch from its standard input and writes back what `copying.prepared` made of them. It
shares no memory and inherits no lock, connection or `__main__`, and it ends when its input does: with the process that
started it, however that ends. What a sealer cannot do, for whatever reason, is done here: sealers make an append faster,
and nothing depends on them.

Parts travel as `marshal`, which is quick and has one version here, since both ends are the same Python.
"""

import contextlib
import gc
import marshal
import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import IO, Self, TypeAlias

from .copying import Prepared, prepared

Part: TypeAlias = list[tuple[str, dict[str, str]]]
"""Some statements of a batch: the nonce of each, and the canonical JSON of its fields."""

_MOST = 4
"""More of them would wait for the one that appends."""
_AHEAD = 4
"""Parts that are given to each sealer before the first is taken back, so that none waits for the next."""
_PIPE_BYTES = 1 << 20
"""A part is written and read in one go: each pause would have to wait for its turn among the threads."""
_SIZE_BYTES = 8


def count_of_sealers() -> int:
    """How many processes are worth starting: one for each further processor."""
    return min((os.cpu_count() or 1) - 1, _MOST)


def serve() -> None:
    """Seal what comes in until nothing more does: the whole of a sealer."""
    gc.disable()  # nothing here points back to itself, and looking for it takes a tenth of the time
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while message := _read(source):
        try:
            answer = _done(message)
        except ValueError:
            answer = b""  # is done again where the reason can be told
        _write(sink, answer)


def _done(message: bytes) -> bytes:
    part: Part = marshal.loads(message)  # noqa: S302 - written by this very module at the other end of the pipe
    return marshal.dumps([tuple(prepared(nonce, fields)) for nonce, fields in part])


def _write(sink: IO[bytes], message: bytes) -> None:
    sink.write(len(message).to_bytes(_SIZE_BYTES) + message)
    sink.flush()


def _read(source: IO[bytes]) -> bytes:
    """Read a message; empty where the other end is gone."""
    size = int.from_bytes(source.read(_SIZE_BYTES))
    message = source.read(size)
    return message if len(message) == size else b""


class _Sealer:
    """One process, and the thread that writes to it, so that neither end waits for the other to read first."""

    def __init__(self) -> None:
        program = f"import sys; sys.path[:] = {sys.path!r}; from troth.ledger.sealers import serve; serve()"
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="troth-sealer")
        self._process = subprocess.Popen(  # noqa: S603 - this very Python, with a text that is written here
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=_PIPE_BYTES,
            start_new_session=True,  # who interrupts the program interrupts the append, which then ends its sealers
        )

    def give(self, message: bytes) -> None:
        if self._process.stdin is not None:
            self._writer.submit(_write, self._process.stdin, message)

    def take(self) -> bytes:
        """Read the next answer; empty where there is none."""
        return b"" if self._process.stdout is None else _read(self._process.stdout)

    def close(self) -> None:
        self._process.kill()
        self._writer.shutdown(cancel_futures=True)
        self._process.communicate()


class Sealers:
    """A few sealers, started when they are first needed; for one thread at a time.

    >>> with Sealers(0) as nobody:
    ...     [done] = nobody.seal([[("ab" * 32, {"kind": '"term"', "recorded_at": '"2023-11-24T05:00:00.000000Z"'})]])
    >>> done[0].id[:16]
    'c3d32805e731ce93'
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._sealers: list[_Sealer] = []

    def seal(self, parts: Iterable[Part]) -> Generator[list[Prepared], None, None]:
        """Seal the parts of a batch, in their order; a few are taken ahead of what is asked for.

        Raises
        ------
        ValueError
            A text has no UTF-8.
        """
        turns = cycle(self._started())
        waiting: deque[tuple[_Sealer, bytes]] = deque()
        done = False
        try:
            for part in parts:
                sealer = next(turns, None)
                if sealer is None:
                    yield [prepared(nonce, fields) for nonce, fields in part]
                    continue
                waiting.append((sealer, marshal.dumps(part)))
                sealer.give(waiting[-1][1])
                if len(waiting) > _AHEAD * self._count:
                    yield _taken(*waiting.popleft())
            while waiting:
                yield _taken(*waiting.popleft())
            done = True
        finally:
            if not done:  # what nobody wants any more must not pass for the answer to what comes next
                self.close()

    def _started(self) -> list[_Sealer]:
        with contextlib.suppress(OSError):
            while len(self._sealers) < self._count:
                self._sealers.append(_Sealer())
        return self._sealers

    def close(self) -> None:
        """End the processes."""
        while self._sealers:
            self._sealers.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def _taken(sealer: _Sealer, message: bytes) -> list[Prepared]:
    found: list[tuple[str, bytes, bytes]] = marshal.loads(sealer.take() or _done(message))  # noqa: S302 - of our own making
    return [Prepared(*one) for one in found]
