"""What changed since a time, and what falls due within a day: two questions asked of two pictures."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from troth.records.term import Term
from troth.records.verdict import State, Verdict

from .picture import Picture

SOON = timedelta(hours=24)
VerdictKey = tuple[str, str | None, str | None]


def key_of(verdict: Verdict) -> VerdictKey:
    """What names a verdict among all of a run."""
    return verdict.term, verdict.instance, verdict.obligor


def changed(
    now: Picture, verdicts: Sequence[Verdict], before: Picture, earlier: Sequence[Verdict]
) -> list[dict[str, Any]]:
    """Verdicts whose state differs from the earlier picture's, and terms that were recorded since.

    `because` holds what is new behind each: rows that it rests on and that were not known, and rows that correct or
    take back what it rested on.
    """
    was = {key_of(verdict): verdict for verdict in earlier}
    fresh = {row.id for row in now.evidence} - {row.id for row in before.evidence}
    recorded = {term.id for term in now.terms if _recorded_between(term, before, now)}
    rows = []
    for verdict in verdicts:
        old = was.get(key_of(verdict))
        is_new = verdict.term in recorded and key_of(verdict)[1:] == (None, None)
        if not is_new and (old is None or old.state == verdict.state or verdict.term in recorded):
            continue
        because = [one for one in verdict.because if one in fresh] + undone(now, old, verdict)
        rows.append(
            {
                "term": verdict.term,
                "instance": verdict.instance,
                "obligor": verdict.obligor,
                "was": None if is_new or old is None else old.state,
                "now": verdict.state,
                "since": before.as_of,
                "because": because,
            }
        )
    return rows


def _recorded_between(term: Term, before: Picture, now: Picture) -> bool:
    return term.recorded_at is not None and before.as_of < term.recorded_at <= now.as_of


def undone(now: Picture, old: Verdict | None, verdict: Verdict) -> list[str]:
    """Rows that took away what the earlier verdict rested on."""
    rested = set(old.because) - set(verdict.because) if old is not None else set()
    rows = (*now.evidence, *now.taken_back)
    found = [row.id for row in rows if row.supersedes in rested or row.retracts in rested]
    return [one for one in found if one not in verdict.because]


def due(picture: Picture, verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Windows and instances that end within a day after the picture's time and are still pending."""
    terms: Mapping[str, Term] = {term.id: term for term in picture.terms}
    rows = []
    for verdict in verdicts:
        at = verdict.valid_to
        if verdict.state is State.PENDING and at is not None and picture.clock < at <= picture.clock + SOON:
            term = terms[verdict.term]
            obligor = [verdict.obligor] if verdict.obligor else list(term.obligor)
            rows.append(
                {
                    "term": verdict.term,
                    "instance": verdict.instance,
                    "obligor": obligor,
                    "at": at,
                    "what": term.what,
                    "missing": _missing(verdict),
                }
            )
    return sorted(rows, key=lambda row: row["at"])


def _missing(verdict: Verdict) -> dict[str, Any] | None:
    """What is still owed, by the highest and by the lowest count."""
    low, high = verdict.shortfall_low, verdict.shortfall_high
    return None if low is None and high is None else {"low": low, "high": high, "unit": verdict.quantity.unit}
