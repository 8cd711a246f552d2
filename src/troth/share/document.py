"""The JSON documents of `troth run --json` and `troth monitor --json`; also results/verdicts.json.

Numbers are JSON numbers, times carry the offset of the case's zone, an open end is null.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from troth.case import Run
from troth.case.changes import key_of
from troth.case.results import WATCHED
from troth.records.outlook import Outlook
from troth.records.term import Term
from troth.records.verdict import AgreementStatus, Proof, Reason, State, Step, Verdict

from .report.doubts import doubt_sentence
from .report.incidents import incident_views
from .report.sentences import Index, answers, outlook_sentence, proof_sentence, sentence
from .report.text import catalog

STATUS = {"not_begun": "not begun", "in_force": "in force", "lapsed": "lapsed", "end_unknown": "unknown end"}
"""Where an agreement stands, as the documents spell it."""

Json = dict[str, Any]
_BY = ("kept_by_earliest", "kept_by_latest")
DAY = timedelta(days=1)


def monitor_document(run: Run) -> Json:
    """The verdicts of a run, as `troth monitor --json` prints them."""
    terms = {term.id: term for term in run.picture.terms}
    index = Index.of(run.tables)
    told = _history(run.tables["history"])
    pairs = zip(run.verdicts, run.tables["verdicts"], strict=True)
    ahead = {(one.term, one.instance, one.obligor): one for one in run.outcome.outlook}
    return {
        "case": run.case.id,
        "exercise": run.case.settings.exercise or None,
        "as_of": run.as_of,
        "at": run.at,
        "viewer": run.viewer,
        "statements": run.statements,
        "check": _check(run),
        "settling": [_settling(row) for row in run.tables["settling"]],
        "agreements": [_agreement(status) for status in run.agreements],
        "verdicts": [
            {
                **_verdict(verdict, terms[verdict.term], sentence(row, index), proof_sentence(row, index)),
                "outlook": _outlook(ahead.get((verdict.term, verdict.instance, verdict.obligor)), index),
                "history": told.get(key_of(verdict)),
            }
            for verdict, row in pairs
        ],
        **_incidents(run),
    }


ASSESS_TABLES = (
    "damage",
    "losses",
    "needs",
    "services",
    "shortages",
    "assess_causes",
    "assess_assumptions",
    "assess_published",
    "assess_breaks",
)
"""The tables of the step `assess`."""
PLAN_TABLES = (
    "plan_summary",
    "plan_projects",
    "plan_services",
    "plan_money",
    "plan_curve",
    "plan_lists",
    "plan_margins",
    "plan_regions",
    "plan_shapes",
    "plan_needs",
    "plan_results",
    "plan_goal",
    "plan_goal_curve",
    "plan_scenarios",
    "plan_scenario_curve",
    "plan_faults",
    "recovery",
    "material_demand",
)
"""The tables of the step `plan`."""
NETWORKS_TABLES = ("networks_summary", "networks_repairs", "networks_curve", "networks_faults")
"""The tables of the step `networks`."""
SUPPLY_TABLES = (
    "supply_summary",
    "supply_policies",
    "supply_cover",
    "supply_shortages",
    "supply_stages",
    "supply_daily",
    "supply_crossings",
    "supply_worth",
    "supply_flows",
    "supply_places",
    "supply_passages",
    "supply_convoys",
    "supply_agreed",
    "supply_beside",
    "supply_contradictions",
    "supply_access",
    "supply_windows",
    "supply_reported",
    "supply_scores",
    "supply_calibration",
    "supply_scenarios",
    "supply_faults",
    "import_caps",
)
"""The tables of the step `supply`."""


def _check(run: Run) -> Json:
    """Whether the independent check agrees, and if not, on what nobody should rely."""
    rows = run.tables["doubts"]
    return {
        "agrees": not rows,
        "doubted": [
            {"term": row["about"], "instances": list(row["instances"])} for row in rows if row["term"]
        ],
        "other": [row["about"] for row in rows if not row["term"]],
        "sentence": doubt_sentence(run.tables, catalog("en")) or None,
        "lines": [line for row in rows for line in row["lines"]],
    }


def _incidents(run: Run) -> Json:
    """The keys of the step `incidents`, where it ran."""
    if "incidents" not in run.outcome.ran:
        return {}
    told = {view.id: view.sentence for view in incident_views(run.tables)}
    return {
        "incidents": [{**row, "sentence": told[row["incident"]]} for row in run.tables["incidents"]],
        **{name: [dict(row) for row in run.tables[name]] for name in WATCHED if name in run.tables},
    }


def run_document(run: Run) -> Json:
    """Everything that a run found, as `troth run --json` prints it: the monitor's document, and a key per step."""
    document = monitor_document(run)
    index = Index.of(run.tables)
    document["title"] = run.case.title
    document["scenario"] = run.case.settings.scenario
    document["set"] = list(run.case.settings.changes)
    document["answers"] = [
        {"ask": one.ask, "terms": list(one.terms), "answer": one.text}
        for one in answers(run.tables["questions"], index)
    ]
    document["changes"] = [dict(row) for row in run.tables["changes"]]
    document["due"] = [dict(row) for row in run.tables["due"]]
    if "monitor" in run.outcome.ran:
        document["monitor"] = _summary(run)
    if "read" in run.outcome.ran:
        document["read"] = {"claims": [dict(row) for row in run.tables["claims"]]}
    if "assess" in run.outcome.ran:
        document["assess"] = {name: [dict(row) for row in run.tables[name]] for name in ASSESS_TABLES}
    if "networks" in run.outcome.ran:
        document["networks"] = {name: [dict(row) for row in run.tables[name]] for name in NETWORKS_TABLES}
    if "supply" in run.outcome.ran:
        document["supply"] = {name: [dict(row) for row in run.tables[name]] for name in SUPPLY_TABLES}
    if "plan" in run.outcome.ran:
        document["plan"] = {name: [dict(row) for row in run.tables[name]] for name in PLAN_TABLES}
    return document


def dumps(document: Mapping[str, Any], zone: tzinfo) -> str:
    """A document as JSON text."""
    return json.dumps(plain(document, zone), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def plain(value: object, zone: tzinfo) -> object:
    """A value as JSON has it.

    >>> from datetime import UTC
    >>> plain({"low": Decimal("50"), "share": Decimal("0.25")}, UTC)
    {'low': 50, 'share': 0.25}
    """
    match value:
        case Mapping():
            return {str(key): plain(one, zone) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(one, zone) for one in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.astimezone(zone).isoformat()
        case State():
            return value.value
        case _:
            return value


def _summary(run: Run) -> Json:
    states = Counter(row.state.value for row in run.verdicts if row.instance is None and row.obligor is None)
    return {
        "terms": len(run.picture.terms),
        "rows": len(run.picture.evidence),
        "states": dict(sorted(states.items())),
        "verified": not run.outcome.disagreements,
        "disagreements": list(run.outcome.disagreements),
        "proofs": run.outcome.proofs.checked,
        "not_re_evaluated": list(run.outcome.proofs.left),
    }


def _history(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str | None, str | None], list[Json]]:
    """The turns of each verdict."""
    told: dict[tuple[str, str | None, str | None], list[Json]] = {}
    for row in rows:
        turn = {key: value for key, value in row.items() if key not in {"term", "instance", "obligor"}}
        told.setdefault((row["term"], row["instance"], row["obligor"]), []).append(turn)
    return told


def _settling(row: Mapping[str, Any]) -> Json:
    """A settling time, its lengths in days."""
    lengths = {key: row[key] for key in ("median", "q95", "low", "high")}
    counts = {key: row[key] for key in ("source", "n", "days")}
    return counts | {key: None if one is None else round(one / DAY, 2) for key, one in lengths.items()}


def _agreement(status: AgreementStatus) -> Json:
    return {
        "agreement": status.agreement,
        "status": STATUS[status.status],
        "from": status.valid_from,
        "until": status.valid_to,
        "first_end": status.first_end,
        "extended_by": status.extended_by,
        "ended_by": status.ended_by,
        "because": status.because,
    }


def _verdict(verdict: Verdict, term: Term, said: str, proved: str) -> Json:
    return {
        "term": verdict.term,
        "instance": verdict.instance,
        "obligor": verdict.obligor,
        "state": verdict.state,
        "quantity": verdict.quantity.model_dump(),
        "target": verdict.target,
        "target_kind": verdict.target_kind,
        "because": verdict.because,
        "provisional_until": verdict.provisional_until,
        "disputed": verdict.disputed,
        "sentence": said,
        "flips": [_flip(flip.model_dump()) for flip in verdict.flips],
        "proof": None if verdict.proof is None else _proof(verdict.proof, proved),
        "window": {"from": verdict.valid_from, "until": verdict.valid_to},
        "window_closed": verdict.window_closed,
        **_measures(verdict),
        "decidable_at": verdict.decidable_at,
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "support": verdict.support,
        "for": verdict.supporting,
        "against": verdict.opposing,
        "charges": [charge.model_dump() for charge in verdict.charges],
        "interests": [interest.model_dump() for interest in verdict.interests],
        "context": [context.model_dump() for context in verdict.context],
        "origins": [origin.model_dump() for origin in verdict.origins],
        "dispute": _dispute(term, verdict.readings),
        "kept_instances": verdict.kept_instances,
        "total_instances": verdict.total_instances,
    }


def _outlook(outlook: Outlook | None, index: Index) -> Json | None:
    """What is still owed, without what the verdict says already."""
    if outlook is None:
        return None
    said = outlook.model_dump(exclude={"term", "instance", "obligor", "because", "reasons", *_BY})
    by = {"earliest": outlook.kept_by_earliest, "latest": outlook.kept_by_latest}
    return {
        **said,
        "kept_by": None if _empty(by) else by,
        "reasons": [_reason(reason) for reason in outlook.reasons],
        "sentence": outlook_sentence(outlook.model_dump(), index),
    }


def _measures(verdict: Verdict) -> Json:
    shares = {"low": verdict.fulfilment_low, "high": verdict.fulfilment_high}
    lacks = {"low": verdict.shortfall_low, "high": verdict.shortfall_high}
    unit = {"unit": verdict.quantity.unit}
    return {
        "fulfilment": None if _empty(shares) else shares,
        "shortfall": None if _empty(lacks) else {**lacks, **unit},
    }


def _empty(values: Mapping[str, object]) -> bool:
    return all(value is None for value in values.values())


def _flip(flip: Json) -> Json:
    """What taking rows out would do, or how much more is needed: each with its own keys."""
    if flip["needed"] is not None:
        return {key: flip[key] for key in ("needed", "unit", "by")}
    kept = {"without": flip["without"], "state": flip["state"]}
    return {**kept, "origin": flip["origin"]} if flip["origin"] else kept


def _proof(proof: Proof, said: str) -> Json:
    return {
        "minimal": proof.minimal,
        "without": [{"id": one.id, "state": one.state} for one in proof.without],
        "missing": None if proof.missing is None else proof.missing.model_dump(),
        "sentence": said,
        "steps": None if proof.steps is None else _step(proof.steps),
    }


def _step(step: Step) -> Json:
    """A step with what applies to it."""
    told = {
        "rule": step.rule, "ids": step.ids, "name": step.name, "from": step.valid_from, "until": step.valid_to,
        "low": step.low, "high": step.high, "state": step.state, "steps": [_step(one) for one in step.steps],
    }  # fmt: skip
    return {key: value for key, value in told.items() if value not in (None, (), [])}


def _reason(reason: Reason) -> Json:
    """A code, and of its parameters those that it has."""
    return {key: value for key, value in reason.model_dump().items() if value not in (None, ())}


def _dispute(term: Term, readings: Sequence[str]) -> Json | None:
    if not term.disputed:
        return None
    dispute = term.dispute
    return {
        "existence": dispute.existence,
        "asserted_by": dispute.asserted_by,
        "contested_by": dispute.contested_by,
        "reading_of": dispute.reading_of,
        "readings": readings,
    }
