"""Which rows still count, as corrections and retractions become known in any order.

A row is *annulled* while a retraction of it counts, and a retraction counts while it is not annulled itself. A row is
*superseded* by every known row that corrects it and is not annulled; to correct that one in turn does not revive the
first. These are the rules of the ledger's pictures.

How many retractions and corrections of a row count is kept, and only what a new one changes is followed: a chain of
thousands costs as many steps, and no recursion.
"""

from collections import Counter, deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from troth.records.evidence import Evidence

Targets = tuple[str | None, str | None]
"""What a row takes back, and what it corrects."""
NOTHING: Targets = (None, None)
MOST_NAMED = 5
"""So many rows of a circle are named."""


def targets_of(row: Evidence) -> Targets:
    """What a row takes back, and what it corrects."""
    return row.retracts, row.supersedes


@dataclass(slots=True)
class Corrections:
    """What is known of who corrects and who takes back whom; rows are known by id, whether they arrived or not."""

    _arrived: dict[str, Targets] = field(default_factory=dict)
    """Of every correction and retraction that arrived, known by now or not."""
    _known: dict[str, Targets] = field(default_factory=dict)
    _annulling: Counter[str] = field(default_factory=Counter)
    """How many retractions of a row count."""
    _superseding: Counter[str] = field(default_factory=Counter)
    """How many corrections of a row are not annulled."""
    _waiting: dict[str, set[str]] = field(default_factory=dict)
    _waited: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, row: Evidence) -> set[str]:
        """Take a correction or retraction into account; the ids of all rows of which it may change whether they count."""
        if targets_of(row) == NOTHING:
            return set()
        self._known[row.id] = targets_of(row)
        return set() if self.annulled(row.id) else set(self._spread(row.id))

    def _spread(self, name: str) -> Iterator[str]:
        """A row begins to count as a correction or retraction: whose state that changes, one after another."""
        waiting = deque([(name, 1)])
        while waiting:
            one, step = waiting.popleft()
            retracts, supersedes = self._known[one]
            if supersedes is not None:
                self._superseding[supersedes] += step
                yield supersedes
            if retracts is not None:
                before = self.annulled(retracts)
                self._annulling[retracts] += step
                now = self.annulled(retracts)
                if before is not now:
                    if self._known.get(retracts, NOTHING)[0] is None:  # what only takes back never counts
                        yield retracts
                    waiting.extend([(retracts, -1 if now else 1)] if retracts in self._known else ())

    def annulled(self, name: str) -> bool:
        """Whether a retraction of the row counts."""
        return self._annulling[name] > 0

    def counts(self, name: str) -> bool:
        """Whether the row is still said: neither taken back nor corrected."""
        return self._superseding[name] <= 0 and not self.annulled(name)

    # --- circles ------------------------------------------------------------------------------------------------------
    def circles(self, rows: Sequence[Evidence]) -> Iterator[str]:
        """A sentence for every circle in which corrections would go with these new rows, known by now or not."""
        new = {row.id: targets_of(row) for row in rows if targets_of(row) != NOTHING}
        aimed = {target for targets in new.values() for target in targets}
        done: set[str] = set()
        for name in new:  # a circle goes through a new row that another row names
            if name not in done and (name in aimed or name in self._waited):
                for circle in self._round(name, new, done):
                    first = next((at for at, one in enumerate(circle) if one in new), 0)
                    yield _told([*circle[first:], *circle[:first]], {**self._of(circle), **new})

    def _of(self, names: Sequence[str]) -> Mapping[str, Targets]:
        return {name: self._arrived.get(name, NOTHING) for name in names}

    def _round(self, start: str, new: Mapping[str, Targets], done: set[str]) -> Iterator[list[str]]:
        """The ways from a row that come back to themselves, depth first; `done` has what need not be gone again."""

        def ahead(name: str) -> Iterator[str]:
            targets = new.get(name) or self._arrived.get(name, NOTHING)
            return (one for one in targets if one is not None and one not in done)

        way, left = {start: None}, [ahead(start)]
        while left:
            one = next(left[-1], None)
            if one is None:
                left.pop()
                done.add(way.popitem()[0])
            elif one in way:
                names = list(way)
                yield names[names.index(one) :]
            elif one not in done:
                way[one] = None
                left.append(ahead(one))

    # --- waiting ------------------------------------------------------------------------------------------------------
    def waits(self, row: Evidence, arrived: Container[str]) -> None:
        """Note what a row corrects that has not arrived, and that whatever waited for this one waits no longer."""
        for waiting in self._waited.pop(row.id, set()):
            self._waiting[waiting].discard(row.id)
        if targets_of(row) != NOTHING:
            self._arrived[row.id] = targets_of(row)
        for target in targets_of(row):
            if target is not None and target not in arrived:
                self._waiting.setdefault(row.id, set()).add(target)
                self._waited.setdefault(target, set()).add(row.id)

    def waiting_for(self, name: str) -> Sequence[str]:
        """The rows that correct or take back a row that has not arrived."""
        return sorted(self._waited.get(name, ()))

    def waiting(self) -> dict[str, str]:
        """Corrections and retractions of rows that have not arrived, each with the id that it waits for."""
        return {name: target for name, targets in sorted(self._waiting.items()) for target in sorted(targets)}


def _told(circle: Sequence[str], targets: Mapping[str, Targets]) -> str:
    """A circle in one sentence."""
    verbs = [
        "takes back" if targets[one][0] == other else "corrects"
        for one, other in zip(circle, [*circle[1:], circle[0]], strict=True)
    ]
    many = "two" if len(circle) == 2 else f"{len(circle)}"  # noqa: PLR2004 - in words
    shown = [f"{verb} {name}" for verb, name in zip(verbs, circle[1:], strict=False)]
    if len(shown) > MOST_NAMED:
        shown = [*shown[:MOST_NAMED], f"and so on over {len(shown) - MOST_NAMED} more"]
    return f"{circle[0]}: {', which '.join(shown)}, which in turn {verbs[-1]} {circle[0]}; one of the {many} must go"
