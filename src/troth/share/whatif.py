"""What would be if: verdicts as they stand beside verdicts under assumptions, in text and as a JSON document.

Whatever rests on an assumption says so: in the document it stands under `assumptions` and nowhere else, with the ids that
were assumed, and its sentence begins with them.
"""

from collections.abc import Sequence
from typing import Any

from troth.case import Assumption, Difference, Run, differences
from troth.records.term import Term
from troth.records.verdict import Verdict

from .document import monitor_document
from .picture_text import figure, print_head, short, verdict_name, words
from .terminal import heading, paragraph, say, table

Json = dict[str, Any]
NOT_JUDGED = "not judged"
_WHY_NOT = f"{NOT_JUDGED}: there is no such day, event or part then; the window does not reach it, or what set it off is not on record"
Supposed = tuple[Assumption, Run]
"""An assumption, and the run of the case with it."""


def whatif_document(now: Run, supposed: Sequence[Supposed]) -> Json:
    """The monitor's document of the case as it stands, with what each assumption would make of it beside."""
    document = monitor_document(now)
    document["assumed"] = [one for assumption, _ in supposed for one in assumption.ids]
    document["assumptions"] = [_assumption(assumption, then) for assumption, then in supposed]
    document["comparison"] = [
        _compared(key, now, supposed, found) for key, found in _by_key(now, supposed).items()
    ]
    return document


def _assumption(assumption: Assumption, then: Run) -> Json:
    document = monitor_document(then)
    ids = set(assumption.ids)
    return {
        "name": assumption.name,
        "assumed": assumption.ids,
        "check": document["check"],
        "agreements": document["agreements"],
        "verdicts": [
            {
                **row,
                "assumed": [one for one in row["because"] if one in ids],
                "sentence": f"{_if(assumption)}: {row['sentence']}",
                "outlook": row["outlook"]
                and {**row["outlook"], "sentence": f"{_if(assumption)}: {row['outlook']['sentence']}"},
            }
            for row in document["verdicts"]
        ],
    }


def _if(assumption: Assumption) -> str:
    return f"If {short(assumption.ids)} were so"


def _by_key(now: Run, supposed: Sequence[Supposed]) -> dict[Any, list[Difference | None]]:
    """Every verdict that some assumption changes, with the difference that each makes (None: it makes none)."""
    found: dict[Any, list[Difference | None]] = {}
    for number, (assumption, then) in enumerate(supposed):
        for one in differences(now, then, assumption.ids):
            found.setdefault(one.key, [None] * len(supposed))[number] = one
    return found


def _compared(key: Any, now: Run, supposed: Sequence[Supposed], found: Sequence[Difference | None]) -> Json:  # noqa: ANN401 - the key of a verdict
    term, instance, obligor = key
    standing = next((one for one in now.verdicts if (one.term, one.instance, one.obligor) == key), None)
    return {
        "term": term,
        "instance": instance,
        "obligor": obligor,
        "now": _standing(standing),
        "if": [
            {
                "assumption": assumption.name,
                **({"changed": False, "assumed": []} if one is None else {"changed": True, "assumed": one.assumed}),
                "verdict": _standing(standing if one is None else one.then),
            }
            for (assumption, _), one in zip(supposed, found, strict=True)
        ],
    }  # fmt: skip


def _standing(verdict: Verdict | None) -> Json | None:
    if verdict is None:
        return None
    return {
        "state": verdict.state,
        "quantity": verdict.quantity.model_dump(),
        "window": {"from": verdict.valid_from, "until": verdict.valid_to},
        "because": verdict.because,
    }


# --- text -----------------------------------------------------------------------------------------------------------
def print_whatif(now: Run, supposed: Sequence[Supposed]) -> None:
    """The changed verdicts side by side, then what stays as it is."""
    print_head(now)
    say()
    heading("What if: assumed, not reported; nothing is written")
    for assumption, _ in supposed:
        say(f"{assumption.name}: {short(assumption.ids)}")
    changed = _by_key(now, supposed)
    say()
    if changed:
        lines = [_line(now, supposed, *one) for one in changed.items()]
        table(_columns(supposed), lines)
        if any(NOT_JUDGED in line for line in lines):
            say(_WHY_NOT)
    same = [
        one.term for one in now.verdicts if _whole(one) and not any(key[0] == one.term for key in changed)
    ]
    say()
    say(f"as it stands in either case: {', '.join(same) or 'none'}")
    for number, (assumption, then) in enumerate(supposed):
        _print_sentences(assumption, then, [key for key, found in changed.items() if found[number]])


def _whole(verdict: Verdict) -> bool:
    return verdict.instance is None and verdict.obligor is None


def _columns(supposed: Sequence[Supposed]) -> tuple[str, ...]:
    names = [""] if len(supposed) == 1 else [f" {assumption.name}" for assumption, _ in supposed]
    states, figures = [f"state if{name}" for name in names], [f"figure if{name}" for name in names]
    return ("term", "state now", *states, "figure now", *figures, "because of (assumed)")


def _line(now: Run, supposed: Sequence[Supposed], key: Any, found: Sequence[Difference | None]) -> list[str]:  # noqa: ANN401 - the key of a verdict
    standing = next((one for one in now.verdicts if (one.term, one.instance, one.obligor) == key), None)
    shown = [standing if one is None else one.then for one in found]
    term = {one.id: one for run in (now, *(then for _, then in supposed)) for one in run.picture.terms}[
        key[0]
    ]
    rests = dict.fromkeys(one for difference in found if difference is not None for one in difference.assumed)
    verdicts = [standing, *shown]
    states, figures = [_state(one) for one in verdicts], [_figure(one, term) for one in verdicts]
    name = next(verdict_name(one) for one in verdicts if one is not None)
    return [name, states[0], *states[1:], figures[0], *figures[1:], short(tuple(rests))]


def _state(verdict: Verdict | None) -> str:
    return NOT_JUDGED if verdict is None else words(verdict.state)


def _figure(verdict: Verdict | None, term: Term) -> str:
    return "–" if verdict is None else figure(verdict, term)


def _print_sentences(assumption: Assumption, then: Run, keys: Sequence[Any]) -> None:
    terms = [term for term, instance, obligor in keys if instance is None and obligor is None]
    rows = [row for row in _assumption(assumption, then)["verdicts"] if row["term"] in terms]
    for row in rows:
        if row["instance"] is None and row["obligor"] is None:
            paragraph(row["sentence"])
