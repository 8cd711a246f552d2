"""The picture of a run in words, for a terminal or a pipe."""

from datetime import datetime
from decimal import Decimal

from troth.case import Run
from troth.records.term import Kind, Term
from troth.records.verdict import Verdict

from .report.assess import headline, needed
from .report.incidents import incident_views
from .report.sentences import Index, answers, outlook_sentence
from .report.text import catalog
from .report.watched import forecast_rows, rate_rows, score_line
from .terminal import heading, paragraph, say, table

_IDS = 6
"""Evidence ids named in a cell before the rest is only counted."""
COLUMNS = ("term", "who", "what", "state", "figure", "because")


def print_picture(run: Run) -> None:
    """Title, time, viewer, the answers to the case's questions, and a table of the terms."""
    print_head(run)
    index = Index.of(run.tables)
    for one in answers(run.tables["questions"], index):
        say()
        heading(one.ask)
        paragraph(one.text)
    if said := headline(run.tables, catalog("en")):
        say()
        paragraph(f"{said} {needed(run.tables, catalog('en'))}".strip())
        if not run.verdicts:
            return
    _changes(run)
    say()
    table(COLUMNS, [_row(run, verdict) for verdict in run.verdicts if _is_summary(verdict)], state=3)
    _outlook(run)
    _incidents(run)


def print_verdicts(run: Run) -> None:
    """Every verdict: the terms, and under each its obligors, days and events."""
    print_head(run)
    say()
    table(COLUMNS, [_row(run, verdict) for verdict in run.verdicts], state=3)
    _outlook(run)
    _incidents(run)


def _incidents(run: Run) -> None:
    """Where each incident stands, in sentences, and how far monitors got."""
    for view in incident_views(run.tables):
        say()
        heading(f"Incident {view.id}")
        paragraph(view.sentence)
    if gates := run.tables.get("gates", ()):
        say()
        heading("Access by region: share of the days tried")
        for row in gates:
            say(
                f"{row['region']}: {row['p_open']:.2f} ({row['p_low']:.2f}..{row['p_high']:.2f}), {row['tried']} days"
            )
    _watched(run)


def _watched(run: Run) -> None:
    """Rates of the last month, and forecasts of the next, as far as the case names a data set of events."""
    texts = catalog("en")
    if rates := rate_rows(run.tables, texts):
        say()
        heading("Rates: fewer reports are not more peace")
        table(("region", "month", "incidents", "looked at", "rate", "against the month before"), rates)
    if forecasts := forecast_rows(run.tables, texts):
        say()
        heading("Next month, as far as the past says: no warning of anybody's intent")
        table(("region", "month", "median", "50%", "90%"), forecasts)
        paragraph(score_line(run.tables, texts))


def _outlook(run: Run) -> None:
    """What the terms that are not decided still ask for, and what runs now."""
    if rows := run.tables["outlook"]:
        index = Index.of(run.tables)
        say()
        heading("Can it still be kept?")
        for row in rows:
            part = f" {row['instance']}" if row["instance"] else ""
            paragraph(f"{row['term']}{part}: {outlook_sentence(row, index)}")


def print_head(run: Run) -> None:
    """Whose case it is, as of when, as seen by whom, and what was changed in it."""
    zone = run.case.settings.zone
    if run.case.settings.exercise:
        heading(catalog("en")("page.exercise", title=run.case.settings.exercise))
    heading(run.case.title)
    about = (
        "" if run.at == run.as_of else f"as it stood at {moment(run.at.astimezone(zone))}, by what was known "
    )
    say(f"{about}as of {moment(run.as_of.astimezone(zone))}, as seen by {run.viewer}")
    if run.case.settings.scenario:
        say(f"scenario: {run.case.settings.scenario}")
    for change in run.case.settings.changes:
        say(f"changed: {change}")


def _changes(run: Run) -> None:
    zone = run.case.settings.zone
    if changes := [
        row for row in run.tables["changes"] if row["instance"] is None and row["obligor"] is None
    ]:
        say()
        heading(f"Changed since {moment(changes[0]['since'].astimezone(zone))}")
        for row in changes:
            was = f"{words(row['was'])} → " if row["was"] else "new: "
            say(f"{row['term']}: {was}{words(row['now'])}{_rests(row['because'])}")
    if due := run.tables["due"]:
        say()
        heading("Due within 24 hours")
        for row in due:
            name = " ".join(part for part in (row["term"], row["instance"]) if part)
            say(
                f"{name}: {row['what']} ({', '.join(row['obligor'])}) by {moment(row['at'].astimezone(zone))}"
            )


def _rests(because: list[str]) -> str:
    return f" ({short(because)})" if because else ""


def verdict_name(verdict: Verdict) -> str:
    """The term, with the day, the event or the obligor that is meant."""
    return verdict.term if verdict.instance is None else f"{verdict.term} {verdict.instance}"


def _is_summary(verdict: Verdict) -> bool:
    return verdict.instance is None and verdict.obligor is None


def _row(run: Run, verdict: Verdict) -> tuple[str, ...]:
    terms = {term.id: term for term in run.picture.terms}
    term = terms[verdict.term]
    who = (verdict.obligor,) if verdict.obligor else term.obligor
    what = term.what if _is_summary(verdict) else ""
    state = words(verdict.state) + (", provisional" if _is_provisional(run, verdict) else "")
    state += ", term disputed" if verdict.disputed and _is_summary(verdict) else ""
    return verdict_name(verdict), ", ".join(who), what, state, figure(verdict, term), short(verdict.because)


def _is_provisional(run: Run, verdict: Verdict) -> bool:
    return verdict.provisional_until is not None and run.as_of < verdict.provisional_until


def figure(verdict: Verdict, term: Term) -> str:
    """The count beside what is owed: ``50..51 of 50 person``."""
    low, high, unit = verdict.quantity.low, verdict.quantity.high, verdict.quantity.unit
    if term.kind is Kind.RESPOND and verdict.total_instances is not None:
        return _days_kept(verdict)
    if not low and high is None and verdict.target is None:
        return ""
    count = (
        number(low)
        if low == high
        else f"{number(low)}..{number(high)}"
        if high is not None
        else f"{number(low)}+"
    )
    if verdict.target is None:
        return f"{count} {unit}".strip()
    if verdict.target_kind == "at_most":
        return f"{count} {unit}".strip() + f", limit {number(verdict.target)}"
    whole = f"{count} of {number(verdict.target)} {unit}".strip()
    days = _days_kept(verdict) if term.kind is Kind.RECUR else ""
    return f"{whole}; {days}" if days else whole


def _days_kept(verdict: Verdict) -> str:
    return f"{verdict.kept_instances} of {verdict.total_instances} kept" if verdict.total_instances else ""


def number(value: Decimal) -> str:
    """A number without needless noughts.

    >>> number(Decimal("200.00")), number(Decimal("199.5"))
    ('200', '199.5')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(ids: tuple[str, ...] | list[str]) -> str:
    """The first ids, and how many more there are."""
    more = f" +{len(ids) - _IDS}" if len(ids) > _IDS else ""
    return " ".join(ids[:_IDS]) + more


def words(state: str) -> str:
    """A state as people say it."""
    return str(state).replace("_", " ")


def moment(at: datetime) -> str:
    """A time with its offset, to the minute."""
    text = at.strftime("%Y-%m-%d %H:%M %z")
    return f"{text[:-2]}:{text[-2:]}"
