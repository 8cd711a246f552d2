"""From a draft to a claim: its quantity, time, condition, recipient and place."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from troth.read.listed import listed
from troth.read.times import TimeExpression
from troth.read.values import Amount
from troth.records import Attribution, Claim, ClaimQuantity, ClaimTime, ClaimType, Polarity, Role, Span
from troth.records.claim import BINDING

from .confidence import Traits, is_long
from .drafts import Draft
from .headings import worth
from .own_currency import own_currency
from .scene import Scene

_DURATIONS = listed("second minute hour day week month year decade century")
_PAUSES = re.compile(r"\b(?:pause|truce|ceasefire|cease-fire|lull|cessation|halt|armistice)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|provided(?: that)?|on (?:the )?condition that|subject to|as long as|so long as|unless|contingent (?:up)?on|conditional (?:up)?on|depending on|in the event (?:of|that)|assuming(?: that)?)\s(?P<what>[^.;]{3,140})",
    re.IGNORECASE,
)
_TRAILS = re.compile(
    r",\s(?:half|most|part|some|all|the first)\sof\b|,\s(?:payable\b|effective\b|to be\s|[a-z]+ing\b|which\b|who\b|with the aim|in order to|a move|a step|as part of)|\s(?:as part of|in a bid to|as soon)\s"
)
_DEADLINES = listed("WITHIN BY BEFORE UNTIL END DURING START MID AFTER SINCE")


_OWN = Attribution()
"""The document's own words: the attribution of nearly every row of a table."""


def claim(
    scene: Scene,
    draft: Draft,
    places: tuple[int, int],
    sure: Callable[[Traits], float],
    names: tuple[str, str | None],
) -> Claim:
    """The claim of a draft.

    Parameters
    ----------
    scene
        The document that it was read from.
    draft
        What was read.
    places
        Where its object stands, as `trimmed` gives it.
    sure
        How sure a reading with such traits is.
    names
        The claim's id, and that of the claim of the same document that says it first.
    """
    text = scene.document.text
    amount, time = _amount(scene, draft, places), _time(scene, draft)
    amount = amount and own_currency(scene, worth(amount, draft.unit), draft.actor)
    said = _object(text, draft, places)
    source = _OWN
    if draft.source or draft.mode != _OWN.mode:
        source = Attribution(source=draft.source or "document", mode=draft.mode)
    return Claim(
        id=names[0],
        doc=scene.document.name,
        type=draft.type,
        modality=draft.modality,
        polarity=draft.polarity,
        actor=draft.actor,
        recipient=draft.recipient or _recipient(scene, draft, places),
        action=draft.action,
        object=said,
        quantity=_quantity(amount),
        currency=_currency(amount),
        time=_moment(time),
        condition=draft.condition or _condition(scene, draft),
        place=draft.place or _place(scene, draft),
        attribution=source,
        restates=names[1],
        confidence=sure(_traits(draft, said, source, counted=amount is not None)),
        inferred=draft.inferred,
        spans=_spans(text, draft, _places(draft, places, amount, time)),
        because=(draft.rule,),
    )


def _spans(text: str, draft: Draft, places: Sequence[tuple[Role, tuple[int, int]]]) -> tuple[Span, ...]:
    """The claim's own span, and those of its parts that stand in the text."""
    whole = Span(role=Role.CLAIM, start=draft.start, end=draft.end, text=text[draft.start : draft.end])
    return (
        whole,
        *[
            Span(role=role, start=start, end=end, text=text[start:end])
            for role, (start, end) in places
            if end > start
        ],
    )


def _traits(draft: Draft, said: str, source: Attribution, *, counted: bool) -> Traits:
    named = draft.actor_span is not None and draft.actor_span[1] > draft.actor_span[0]
    return Traits(
        rule=draft.rule,
        type=draft.type,
        named=named,
        inferred="actor" in draft.inferred,
        amount=counted,
        long=is_long(said),
        reported=source.source != "document",
        binding=draft.type in BINDING and draft.polarity is Polarity.POSITIVE,
    )


def _currency(amount: Amount | None) -> str | None:
    if amount is None or amount.currency is None:
        return None
    return amount.currency + ("?" if amount.ambiguous else "")


def _moment(time: TimeExpression | None) -> ClaimTime | None:
    if time is None:
        return None
    return _said_when(time.text, time.kind, time.value, time.anchor, time.resolved, time.mod)


@lru_cache(maxsize=1024)
def _said_when(
    text: str, kind: str, value: str, anchor: str | None, resolved: str | None, mod: str | None
) -> ClaimTime:
    """A time as a record; the rows of a table say the same few over and over."""
    return ClaimTime(text=text, kind=kind, value=value, anchor=anchor, resolved=resolved, mod=mod)


def _places(
    draft: Draft, places: tuple[int, int], amount: Amount | None, time: TimeExpression | None
) -> Sequence[tuple[Role, tuple[int, int]]]:
    found: list[tuple[Role, tuple[int, int]]] = [(Role.OBJECT, places)]
    if draft.actor_span is not None:
        found.append((Role.ACTOR, draft.actor_span))
    if draft.cue is not None:
        found.append((Role.CUE, draft.cue))
    if amount is not None:
        found.append((Role.QUANTITY, (amount.start, amount.end)))
    if time is not None:
        found.append((Role.TIME, (time.start, time.end)))
    return found


def trimmed(scene: Scene, draft: Draft) -> tuple[int, int]:
    """The object without the time, the condition and what trails behind a comma."""
    start, end = draft.object
    text = scene.document.text
    for time in scene.times_in(start, end):
        if time.start > start + 2 and (time.mod in _DEADLINES or time.kind == "DATE") and time.kind != "SET":
            end = min(end, time.start)
    trails = _TRAILS.search(text, start, end)
    if trails is not None:
        end = trails.start()
    condition = _CONDITION.search(text, start, end)
    if condition is not None and condition.start() > start + 2:
        end = condition.start()
    left = _ONLY.search(text, start, end)
    if left is not None:
        end = left.start()
    while end > start and text[end - 1] in " ,;:\n":
        end -= 1
    while start < end and text[start] in "* ":
        start += 1
    return start, end


_ONLY = re.compile(r",?\s(?:but|and)(?:\sonly)?$|\sas soon$|\sthrough$")
"""What leads a condition in that was cut off."""


_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\w)|(?<=[\w.,)])[*_]{1,3}(?!\w)|\*\*")
"""The marks of Markdown's bold and italics: of the text, and not of what is said."""


def _object(text: str, draft: Draft, places: tuple[int, int]) -> str:
    said = _EMPHASIS.sub("", " ".join(text[places[0] : places[1]].split()))
    return f"{said} ({draft.label})" if draft.label and draft.label.lower() not in said.lower() else said


def _amount(scene: Scene, draft: Draft, places: tuple[int, int]) -> Amount | None:
    """The amount of what is done; how long it lasts only where a pause is the thing."""
    where = draft.amount_span or (draft.object if draft.type is ClaimType.ESTIMATE else places)
    pause = _PAUSES.search(scene.document.text, *places) is not None
    for amount in scene.amounts_in(*where):
        if amount.kind == "measure" and amount.unit in _DURATIONS and not pause:
            continue
        if _KIND_OF_ARM.match(scene.document.text, amount.end):
            continue
        raised = draft.rule == "a pledge is raised" and amount.approx == "range"
        return amount._replace(value=amount.high, low=amount.high, approx=None) if raised else amount
    if draft.amount_span is None and draft.type in {ClaimType.ESTIMATE, ClaimType.COMMITMENT}:
        return (
            next(
                (
                    amount
                    for amount in scene.amounts_in(draft.start, draft.end)
                    if amount.unit not in _DURATIONS and amount.end <= draft.object[0]
                ),
                None,
            )
            if draft.type is ClaimType.ESTIMATE
            else None
        )
    return None


_KIND_OF_ARM = re.compile(r"[\s-]*(?:calibre|caliber)", re.IGNORECASE)
"""*Of more than 100 mm calibre* tells what kind, and not how much."""


def _quantity(amount: Amount | None) -> ClaimQuantity | None:
    if amount is None:
        return None
    exact = amount.value is not None and amount.approx in {None, "about"}
    return ClaimQuantity(
        value=amount.value,
        unit=amount.unit,
        approx=amount.approx,
        min=None if exact or amount.approx == "at_most" else amount.low,
        max=None if exact else amount.high,
    )


def _time(scene: Scene, draft: Draft) -> TimeExpression | None:
    """The deadline or the duration, before any other time; when a pledge was announced is not when it is due."""
    if draft.time_span is not None:
        column = scene.times_in(*draft.time_span)
        if column:
            return column[0]
    binding = draft.type in {ClaimType.COMMITMENT, ClaimType.AGREEMENT_TERM}
    inside = [time for time in scene.times_in(*draft.object) if _dates(time)]
    due = [time for time in inside if time.mod in _DEADLINES or time.kind == "DURATION"]
    if due or inside:
        return (due or inside)[0]
    behind = [
        time
        for time in scene.times_in(draft.object[1], min(draft.frame[1], draft.end + 80))
        if _dates(time) and not _clause_between(scene, draft.object[1], time.start)
    ]
    if behind:
        return behind[0]
    shared = [
        time
        for time in scene.times_in(draft.object[1], draft.reach)
        if _dates(time) and time.mod in _DEADLINES
    ]
    if shared:
        return shared[-1]
    before = _before(scene, draft)
    if not before:
        return None
    return before[-1] if binding else before[0]


def _before(scene: Scene, draft: Draft) -> list[TimeExpression]:
    """The times before the object that may be the deed's: of what binds, only a deadline or one behind the verb."""
    found = [
        time
        for time in scene.times_in(draft.frame[0], draft.object[0])
        if _dates(time) and _same_clause(scene, draft, time)
    ]
    cue = draft.cue[0] if draft.cue is not None else None
    if draft.type is ClaimType.AGREEMENT_TERM and cue is not None:
        return [
            time
            for time in found
            if time.mod in _DEADLINES or time.start - draft.frame[0] <= 3 or time.start >= cue
        ]
    if draft.type is ClaimType.COMMITMENT:
        due = listed("WITHIN BY BEFORE UNTIL DURING SINCE END")
        return [time for time in found if time.mod in due or (cue is not None and time.start >= cue)]
    return found


_WHEN_SAID = re.compile(r",?\s(?:to|that)\b")


def _same_clause(scene: Scene, draft: Draft, time: TimeExpression) -> bool:
    """Whether a time before the object is that of the deed: it leads the sentence in, or no other clause lies between.

    *Agreed on Tuesday to exchange* tells when it was agreed.
    """
    text = scene.document.text
    if draft.cue is not None and time.start >= draft.cue[0] and _WHEN_SAID.match(text, time.end):
        return False
    return time.start - draft.frame[0] <= 3 or not _clause_between(scene, time.end, draft.object[0])


def _clause_between(scene: Scene, start: int, end: int) -> bool:
    return (
        re.search(
            r"[.;]|\b(?:and|but|while|which|who|said|says|announced|told|added|confirmed|stated|reported)\b",
            scene.document.text[start:end],
        )
        is not None
    )


def _dates(time: TimeExpression) -> bool:
    if time.kind == "RELATIVE":
        return time.value.startswith("DAY")
    return time.kind != "SET" and time.value not in {"PRESENT_REF", "PAST_REF"}


_SUPPOSED = re.compile(r"(?P<what>(?:Should|Were|Had)\s[^.;,]{5,120}),")
"""*Should either Party find a breach, \u2026*: an inverted verb supposes something."""
_NEXT_CLAUSE = re.compile(r",\s(?:and|but|while)\s")


def _condition(scene: Scene, draft: Draft) -> str | None:
    """What has to be first: *once hostilities cease*, *provided that …*."""
    start, end = draft.frame
    supposed = _SUPPOSED.match(scene.document.text, start, end)
    if supposed is not None and supposed.end() <= draft.start:
        return " ".join(supposed["what"].split())
    said = _CONDITION.search(scene.document.text, start, end)
    if said is not None:
        before = scene.document.text[start : said.start()].rstrip()
        leads = not before or before.endswith((",", ", and"))
        whole = said.group().split(",")[0] if leads else _NEXT_CLAUSE.split(said.group())[0]
        if leads or said.start() + len(whole) >= draft.start:
            return " ".join(whole.split())
    for time in scene.times_in(start, end):
        if (
            time.kind == "RELATIVE"
            and time.anchor
            and time.value in {"AFTER", "BEFORE"}
            and time.mod != "UNTIL"
            and draft.start - 120 <= time.start <= draft.end + 60
        ):
            return " ".join(time.text.split())
    return None


def _recipient(scene: Scene, draft: Draft, places: tuple[int, int]) -> tuple[str, ...]:
    """Who is to get it: behind *to* or *with*; in a text of pledges the country that all of it is for."""
    text = scene.document.text
    for mention in scene.mentions_in(*places):
        if (
            mention.candidates
            and mention.kind in {"country", "organisation", "armed_group", "government"}
            and _TO.search(text, max(0, mention.start - 9), mention.start)
        ):
            return (mention.candidates[0].name,)
    if draft.type is ClaimType.COMMITMENT and scene.beneficiary and scene.beneficiary not in draft.actor:
        return (scene.beneficiary,)
    return ()


_TO = re.compile(r"\b(?:to|with|for)\s(?:the\s)?$")
_IN = re.compile(r"\b(?:in|at|near|across)\s(?:the\s)?$")


def _place(scene: Scene, draft: Draft) -> str | None:
    for mention in scene.mentions_in(draft.start, draft.end):
        if mention.candidates and (
            mention.kind == "place"
            or _IN.search(scene.document.text, max(0, mention.start - 9), mention.start)
        ):
            return mention.candidates[0].name
    return None
