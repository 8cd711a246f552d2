"""A client of a desk's API for programs: what your office sees, and what it says.

    with Client("https://desk.example", key=key) as desk:
        for verdict in desk.verdicts(whole=True):
            print(verdict.term, verdict.state.value)
        desk.post_report(term_ids=["T4a"], form="tally", event="aid trucks", quantity=61, unit="truck",
                         valid_from="2023-11-25", tlp="GREEN", ref="25 November, evening")
        for told in desk.follow():
            print(told.data)

Whatever is posted carries a reference, so what is sent again after a break is recorded once.
"""

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from troth.ledger import HeadSignature
from troth.records.complaint import Category
from troth.records.party import Party
from troth.records.source import Source

from .client_errors import AnswerError, UnreachableError, error_of
from .client_stream import Told, follow
from .documents import VerdictRow
from .wire import rows
from .wire.drafts import (
    AcknowledgementDraft,
    ActivityDraft,
    DraftForm,
    JudgementDraft,
    MessageDraft,
    PublicSummaryDraft,
    ReportDraft,
)

PREFIX = "/api/v1"
TRIES = 3
"""How often a request is sent that got no answer."""
_PLACES = {"activity": "/activities", "public_summary": "/summaries"}
"""Where forms are posted whose place is not their kind with an s."""
Model = TypeVar("Model", bound=BaseModel)
Moment = datetime | str | None
Wait = Callable[[float], None]


class Client:
    """A desk, as one office or the public sees it.

    Parameters
    ----------
    base_url
        Where the desk is: ``https://desk.example``.
    key
        A key of your office; None reads what is public.
    transport
        How requests travel; over the network unless given.
    wait
        What is called to wait for some seconds.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        transport: httpx.BaseTransport | None = None,
        timeout: float = 30.0,
        wait: Wait = time.sleep,
    ) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=base_url, headers=headers, transport=transport, timeout=timeout)
        self._wait = wait

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    # --- what there is ---

    def case(self, *, as_of: Moment = None) -> rows.CaseRow:
        """The case, as you see it."""
        return self._one(rows.CaseRow, "/case", as_of=as_of)

    def parties(self, *, as_of: Moment = None) -> Iterator[Party]:
        """Who is who."""
        return self._all(Party, "/parties", as_of=as_of)

    def agreements(self, *, as_of: Moment = None) -> Iterator[rows.AgreementItem]:
        """The agreements, and whether each is in force."""
        return self._all(rows.AgreementItem, "/agreements", as_of=as_of)

    def terms(self, *, state: str | None = None, as_of: Moment = None) -> Iterator[rows.TermItem]:
        """The terms, each with its verdict."""
        return self._all(rows.TermItem, "/terms", state=state, as_of=as_of)

    def verdicts(
        self, *, term: str | None = None, whole: bool = False, explained: bool = False, as_of: Moment = None
    ) -> Iterator[VerdictRow]:
        """The verdicts; with `explained` what proves each and what would change it."""
        return self._all(
            VerdictRow, "/verdicts", term=term, whole=whole or None, explained=explained or None, as_of=as_of
        )

    def reports(
        self,
        *,
        term: str | None = None,
        author: str | None = None,
        as_of: Moment = None,
        also_gone: bool = False,
    ) -> Iterator[rows.ReportItem]:
        """The reports that stand; with `also_gone` those that were corrected or taken back, too."""
        return self._all(
            rows.ReportItem, "/reports", term=term, author=author, all=also_gone or None, as_of=as_of
        )

    def sources(self, *, as_of: Moment = None) -> Iterator[Source]:
        """Where reports come from."""
        return self._all(Source, "/sources", as_of=as_of)

    def posts(self, *, about: str | None = None, as_of: Moment = None) -> Iterator[rows.PostItem]:
        """Messages and judgements, the oldest first."""
        return self._all(rows.PostItem, "/posts", about=about, as_of=as_of)

    def thread(self, about: str, *, as_of: Moment = None) -> Iterator[rows.PostItem]:
        """What was said about something (``term:T4a``), with all replies."""
        return self._all(rows.PostItem, "/threads", about=about, as_of=as_of)

    def statements(self, *, as_of: Moment = None) -> Iterator[rows.StatementItem]:
        """The statements of the ledger, the newest first."""
        return self._all(rows.StatementItem, "/statements", as_of=as_of)

    def statement(self, statement_id: str) -> rows.StatementDocument:
        """One statement, with what it says."""
        return self._one(rows.StatementDocument, f"/statements/{statement_id}")

    def proof(self, statement_id: str) -> dict[str, Any]:
        """The proof that a statement is in the ledger, for `troth.ledger.check_proof`."""
        found: dict[str, Any] = self._ask("GET", f"/statements/{statement_id}/proof").json()
        return found

    def heads(self) -> Iterator[rows.HeadRow]:
        """The heads of the logs that you may see."""
        return self._all(rows.HeadRow, "/heads")

    def changes(self, since: datetime | str, *, as_of: Moment = None) -> Iterator[rows.ChangeRow]:
        """The verdicts that are others than they were at a time."""
        return self._all(rows.ChangeRow, "/changes", since=since, as_of=as_of)

    def due(self, *, as_of: Moment = None) -> Iterator[rows.DueRow]:
        """What falls due within a day."""
        return self._all(rows.DueRow, "/due", as_of=as_of)

    def waiting(self) -> Iterator[rows.WaitingRow]:
        """What waits for your office."""
        return self._all(rows.WaitingRow, "/waiting")

    def events(self, *, after: str | None = None) -> Iterator[rows.EventRow]:
        """What opened to you after a place, as far as it has; from the beginning unless given."""
        while True:
            page = self._one(rows.EventPage, "/events", after=after, limit=1_000)
            yield from page.items
            after = page.place
            if not page.more:
                return

    def follow(self, *, after: str | None = None, patience: float = 45.0) -> Iterator[Told]:
        """What opens to you, as it happens: over breaks and restarts, each statement once.

        Parameters
        ----------
        after
            The place of the last event that you have; None begins now.
        patience
            Seconds of silence after which the connection is taken for dead; a desk gives a sign of life every 15.
        """
        return follow(self._http, after, patience=patience, wait=self._wait)

    # --- what you say ---

    def post_report(self, *, dry_run: bool = False, **fields: Any) -> rows.PostedRow | None:  # noqa: ANN401 - the fields of a form
        """Report something; the fields are those of `ReportDraft`. None after a dry run that found nothing wrong."""
        return self.post(ReportDraft(**fields), dry_run=dry_run)

    def post_message(self, *, dry_run: bool = False, **fields: Any) -> rows.PostedRow | None:  # noqa: ANN401 - the same
        """Say something to other offices; the fields are those of `MessageDraft`."""
        return self.post(MessageDraft(**fields), dry_run=dry_run)

    def acknowledge(self, of: str, *, ref: str = "") -> rows.PostedRow | None:
        """Say that something was received."""
        return self.post(AcknowledgementDraft(of=of, ref=ref))

    def judge(self, **fields: Any) -> rows.PostedRow | None:  # noqa: ANN401 - the same
        """Record a decision; the fields are those of `JudgementDraft`."""
        return self.post(JudgementDraft(**fields))

    def post_activity(self, **fields: Any) -> rows.PostedRow | None:  # noqa: ANN401 - the same
        """Report what your office does where; see `troth.share.wire.drafts.ActivityDraft`."""
        return self.post(ActivityDraft(**fields))

    def publish_summary(self, category: str, text: str, *, ref: str = "") -> rows.PostedRow | None:
        """Tell everybody what came of complaints and questions; everybody will read it."""
        return self.post(PublicSummaryDraft(category=Category(category), text=text, tlp="CLEAR", ref=ref))

    def post(self, form: DraftForm, *, dry_run: bool = False) -> rows.PostedRow | None:
        """Post one form."""
        path = _PLACES.get(form.kind) or f"/{form.kind}s"
        key = {} if form.ref else {"idempotency-key": uuid4().hex}
        body = form.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        answer = self._ask(
            "POST", path, json=body, headers=key, params={"dry_run": "true"} if dry_run else {}
        )
        posted = rows.PostedDocument.model_validate_json(answer.content).posted
        return posted[0] if posted else None

    def post_many(self, forms: Sequence[DraftForm]) -> list[rows.PostedRow]:
        """Post many forms: all, or none."""
        body = [
            {"kind": form.kind, **form.model_dump(mode="json", exclude_defaults=True, by_alias=True)}
            for form in forms
        ]
        answer = self._ask("POST", "/import", json=body, headers={"idempotency-key": uuid4().hex})
        return rows.PostedDocument.model_validate_json(answer.content).posted

    def upload_csv(
        self, file: Path | bytes, *, tlp: str = "", release_to: Sequence[str] = (), ref: str = ""
    ) -> list[rows.PostedRow]:
        """Post a CSV file of reports: all, or none.

        Parameters
        ----------
        tlp, release_to
            The label of rows that carry none.
        ref
            What the file is called, so that the same one sent again is recorded once; a new name each time unless given.
        """
        content = file if isinstance(file, bytes) else file.read_bytes()
        headers = {"content-type": "text/csv", "idempotency-key": ref or uuid4().hex}
        params = {
            name: value for name, value in (("tlp", tlp), ("release_to", ";".join(release_to))) if value
        }
        answer = self._ask("POST", "/import", content=content, headers=headers, params=params)
        return rows.PostedDocument.model_validate_json(answer.content).posted

    def sign_heads(self, private_key: Ed25519PrivateKey) -> list[HeadSignature]:
        """Sign the heads of your office's own logs; the key stays here, and signs nothing but heads."""
        kept = []
        for one in self._ask("GET", "/heads/to-sign").json():
            head = rows.HeadToSign.model_validate(one)
            key = private_key.public_key().public_bytes_raw().hex()
            blank = HeadSignature(
                log=head.log, size=head.size, root=head.root, key=key, signature="0" * 128, signed_at=head.signed_at
            )  # fmt: skip
            if base64.b64decode(head.message_base64) != blank.message():
                msg = f"log {head.log}: found other bytes to sign than its head; nothing was signed: tell whoever runs the desk"
                raise AnswerError(msg)
            signed = blank.model_copy(update={"signature": private_key.sign(blank.message()).hex()})
            answer = self._ask("POST", "/signatures", json=signed.model_dump(mode="json"))
            kept.append(HeadSignature.model_validate_json(answer.content))
        return kept

    # --- how it is asked ---

    def _one(self, model: type[Model], path: str, **params: object) -> Model:
        return model.model_validate_json(self._ask("GET", path, params=_given(params)).content)

    def _all(self, model: type[Model], path: str, **params: object) -> Iterator[Model]:
        address: str | None = f"{PREFIX}{path}"
        given: Mapping[str, str] = _given(params)
        while address is not None:
            answer = self._ask("GET", address.removeprefix(PREFIX), params=given)
            document = answer.json()
            yield from (model.model_validate(row) for row in document["items"])
            address, given = document["next"], {}

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        if not request.get("params"):
            request.pop("params", None)
        for left in reversed(range(TRIES)):
            try:
                answer = self._http.request(method, f"{PREFIX}{path}", **request)
            except httpx.TransportError as error:
                if not left:
                    msg = f"{self._http.base_url}: no answer ({type(error).__name__}: {error}); is the desk there?"
                    raise UnreachableError(msg) from None
                self._wait(2.0 ** (TRIES - left - 1))
                continue
            if answer.is_success:
                return answer
            raise error_of(answer)
        raise AssertionError


def _given(params: Mapping[str, object]) -> dict[str, str]:
    """Parameters as an address has them.

    >>> _given({"whole": True, "term": None, "limit": 10})
    {'whole': 'true', 'limit': '10'}
    """
    return {name: _text(value) for name, value in params.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)
