"""What the monitor answers to a stimulus: which verdicts changed, and what waits for more."""

from collections.abc import Iterator
from dataclasses import dataclass

from troth.records.verdict import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A verdict that is not what it was: of a term as a whole (`instance` None) or of one part of it."""

    term: str
    instance: str | None
    obligor: str | None = None
    before: State | None
    """None: there was no such part."""
    after: State | None
    """None: there is no such part any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The answer to one stimulus."""

    changes: tuple[Change, ...] = ()
    """Verdicts whose state changed, and parts that came or went."""
    settled: int = 0
    """Instances that were settled again."""
    touched: int = 0
    """Of these, instances of which anything changed: the state, or the amounts."""
    waiting: tuple[str, ...] = ()
    """Sentences about rows that wait: corrections of what nobody has said yet, and rows that are known only later."""

    def __iter__(self) -> Iterator[Change]:
        """The changes of state."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Changes of state."""
        return len(self.changes)
