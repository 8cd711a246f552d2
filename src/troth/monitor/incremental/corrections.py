"""Which rows still count, as corrections and retractions become known in any order.

A row is *annulled* while a retraction of it counts, and a retraction counts while it is not annulled itself. A row is
*superseded* by every known row that corrects it and is not annulled; to correct that one in turn does not revive the
first. These are the rules of the ledger's pictures.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from troth.records.evidence import Evidence


@dataclass(slots=True)
class Corrections:
    """What is known of who corrects and who takes back whom; rows are known by id, whether they arrived or not."""

    _retracting: dict[str, set[str]] = field(default_factory=dict)
    _superseding: dict[str, set[str]] = field(default_factory=dict)
    _targets: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    _waiting: dict[str, set[str]] = field(default_factory=dict)
    _waited: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, row: Evidence) -> set[str]:
        """Take a correction or retraction into account; the ids of all rows of which it may change whether they count."""
        if row.retracts is None and row.supersedes is None:
            return set()
        self._targets[row.id] = (row.retracts, row.supersedes)
        if row.retracts is not None:
            self._retracting.setdefault(row.retracts, set()).add(row.id)
        if row.supersedes is not None:
            self._superseding.setdefault(row.supersedes, set()).add(row.id)
        return set(self._below(row.id)) - {row.id}

    def would_turn(self, row: Evidence) -> bool:
        """Whether corrections would go round in a circle with this one."""
        targets = [one for one in (row.retracts, row.supersedes) if one is not None]
        return any(row.id in set(self._below(one)) for one in targets)

    def _below(self, name: str) -> Iterator[str]:
        """A row and everything that it corrects or takes back, directly or not."""
        yield name
        for target in self._targets.get(name, ()):
            if target is not None:
                yield from self._below(target)

    def annulled(self, name: str) -> bool:
        """Whether a retraction of the row counts."""
        return any(not self.annulled(one) for one in self._retracting.get(name, ()))

    def counts(self, name: str) -> bool:
        """Whether the row is still said: neither taken back nor corrected."""
        corrected = any(not self.annulled(one) for one in self._superseding.get(name, ()))
        return not corrected and not self.annulled(name)

    def waits(self, row: Evidence, arrived: Container[str]) -> None:
        """Note what a row corrects that has not arrived, and that whatever waited for this one waits no longer."""
        for waiting in self._waited.pop(row.id, set()):
            self._waiting[waiting].discard(row.id)
        for target in (row.retracts, row.supersedes):
            if target is not None and target not in arrived:
                self._waiting.setdefault(row.id, set()).add(target)
                self._waited.setdefault(target, set()).add(row.id)

    def waiting(self) -> dict[str, str]:
        """Corrections and retractions of rows that have not arrived, each with the id that it waits for."""
        return {name: target for name, targets in sorted(self._waiting.items()) for target in sorted(targets)}
