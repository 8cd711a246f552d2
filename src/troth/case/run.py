"""Running a case: rows to statements, statements to a picture, the picture through the steps, tables out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import troth
from troth.ledger import Head
from troth.records.errors import Problem, ProblemsError
from troth.records.label import PUBLIC
from troth.records.verdict import AgreementStatus, Verdict

from .changes import changed, due
from .doubts import doubts
from .history import told, untold
from .model import Case
from .picture import Picture, look
from .problems import did_you_mean, listed
from .statements import Book, commit, opens
from .steps import Outcome, Rows, run_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A case as it stood at a time, as seen by a viewer, and everything the steps found."""

    case: Case
    book: Book
    picture: Picture
    outcome: Outcome
    tables: Mapping[str, Rows]
    """Plain rows for the sections of the report; see docs/methods."""
    heads: tuple[Head, ...]
    """The heads of the case's logs that the viewer may see."""

    @property
    def as_of(self) -> datetime:
        """The time of the picture."""
        return self.picture.as_of

    @property
    def at(self) -> datetime:
        """The valid time that the verdicts speak of."""
        return self.picture.clock

    @property
    def viewer(self) -> str:
        """Who sees it so."""
        return self.picture.viewer

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One summary row per term, then its parts."""
        return self.outcome.verdicts

    @property
    def agreements(self) -> tuple[AgreementStatus, ...]:
        """Where each agreement stands."""
        return self.outcome.agreements

    @property
    def statements(self) -> dict[str, str]:
        """Statement ids by case id: plain for terms, evidence and steps on incidents, which verdicts cite; else ``kind:id``."""
        return {
            name if kind in {"term", "evidence", "step"} else f"{kind}:{name}": one
            for (kind, name), one in self.picture.statements.items()
        }


def run(  # noqa: PLR0913 - all but the case are given by name, and each means something of its own
    case: Case,
    *,
    as_of: datetime | None = None,
    at: datetime | None = None,
    viewer: str | None = None,
    history: bool = False,
    book: Book | None = None,
    since: datetime | None = None,
    explain: bool = True,
) -> Run:
    """Run a case.

    Parameters
    ----------
    as_of
        The time of the picture; None for the one in case.toml.
    at
        The valid time that is asked about, at or before it; None for the same.
    viewer
        A party, or ``"public"``; None for the case's owner.
    history
        Also tell the history of every verdict, in the table ``history``.
    book
        The case's statements and what else was said, where they lie in a ledger already; None makes one in memory.
    since
        The time from which changes are told; None for the one in case.toml.
    explain
        Also say since when each verdict stands, what proves it and what would change it; it takes several times as long.

    Raises
    ------
    ProblemsError
        There is no such viewer, or `at` lies after `as_of`.
    """
    who = known_viewer(case, viewer)
    known = as_of or case.settings.as_of
    _not_after(at, known)
    book = commit(case) if book is None else book
    picture = replace(look(case, book, as_of=known, viewer=who), at=at)
    outcome = run_steps(case, picture, explain=explain)
    picture = picture.joined_by(outcome.evidence)
    tables = {**_tables(case, picture), **outcome.tables}
    tables["changes"] = _changes(case, book, picture, outcome, since or case.settings.since)
    tables["due"] = due(picture, outcome.verdicts)
    asked = history and "monitor" in outcome.ran
    tables["history"] = told(case, picture) if asked else []
    tables["untold"] = untold(picture) if asked else []
    heads = book.ledger.visible_heads(known, who, owner=case.owner, members=case.members)
    tables["doubts"] = doubts(outcome.disagreements, outcome.verdicts)
    tables["case"] = [_case_row(case, picture, heads)]
    return Run(case=case, book=book, picture=picture, outcome=outcome, tables=tables, heads=heads)


def _not_after(at: datetime | None, as_of: datetime) -> None:
    if at is not None and at > as_of:
        expected = f"a time at or before that of what is known, {as_of.isoformat()}"
        remedy = "give an earlier time, or a later --as-of: nothing is known yet of what comes after it"
        raise ProblemsError([Problem(file="--at", found=at.isoformat(), expected=expected, remedy=remedy)])


def known_viewer(case: Case, viewer: str | None) -> str:
    """The viewer, if it is a party of the case, its owner, or the public; None is the owner.

    Raises
    ------
    ProblemsError
        There is no such party; the message lists those that there are.
    """
    viewers = case.members | {PUBLIC}
    if viewer is not None and viewer not in viewers:
        remedy = did_you_mean(viewer, viewers, "use one of these") + f" (known: {listed(viewers, 60)})"
        raise ProblemsError(
            [Problem(file="--viewer", found=viewer, expected="a party of the case, or public", remedy=remedy)]
        )
    return viewer or case.owner


def _changes(case: Case, book: Book, picture: Picture, outcome: Outcome, since: datetime | None) -> Rows:
    if since is None or since >= picture.as_of:
        return []
    before = look(case, book, as_of=since, viewer=picture.viewer)
    if picture.at is not None and picture.at < since:
        before = replace(before, at=picture.at)
    earlier = run_steps(case, before, explain=False)
    return changed(picture, outcome.verdicts, before.joined_by(earlier.evidence), earlier.verdicts)


def _tables(case: Case, picture: Picture) -> dict[str, Rows]:
    urls = {source.id: source.url for source in picture.sources}
    origins = {item.id: sorted(item.origins) for item in picture.problem(case.owner).items}
    shown = {term.id for term in picture.terms}
    asked = [_visible_question(question.model_dump(), shown) for question in case.settings.questions]
    return {
        "terms": [
            {**term.model_dump(), "source_url": urls.get(term.source or "", "")} for term in picture.terms
        ],
        "evidence": [
            {**row.model_dump(), "source_id": row.source, "origins": origins.get(row.id, [])}
            for row in picture.evidence
        ],
        "sources": [source.model_dump() for source in picture.sources],
        "parties": [party.model_dump() for party in picture.parties],
        "activities": [one.model_dump() for one in picture.activities],
        "questions": [question for question in asked if question["terms"]],
    }


def _visible_question(question: dict[str, Any], shown: set[str]) -> dict[str, Any]:
    """A question about the terms that the viewer may see."""
    return {**question, "terms": [term for term in question["terms"] if term in shown]}


def visible_seed(case: Case, picture: Picture) -> int | str | None:
    """The case's seed; None for a viewer from whom rows are hidden.

    Nonces are derived from it: with the seed, what a redacted or a withheld statement says could be found by trying.
    """
    labels = {row.label for row in case.rows}
    is_open = all(opens(label, case, picture.viewer, picture.as_of) for label in labels)
    return case.settings.seed if is_open else None


def _case_row(case: Case, picture: Picture, heads: tuple[Head, ...]) -> dict[str, Any]:
    settings = case.settings
    return {
        "id": case.id, "title": case.title, "as_of": picture.as_of.astimezone(settings.zone),
        "at": None if picture.at is None else picture.at.astimezone(settings.zone), "viewer": picture.viewer,
        "owner": case.owner, "currency": settings.currency, "price_year": settings.price_year,
        "timezone": settings.timezone, "seed": visible_seed(case, picture), "since": settings.since, "scenario": settings.scenario,
        "exercise": settings.exercise,
        "version": troth.__version__, "heads": {head.log: head.root.hex() for head in heads},
    }  # fmt: skip
