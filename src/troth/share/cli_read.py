"""`troth read`: claims out of documents, and how two claims stand to each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from troth.case.memory import no_collecting
from troth.read import Document, Gazetteer, UnreadableError, house_gazetteer, read_claims, read_document
from troth.records import Claim

from .cli_read_model import ask, proposer, proposers, tell_refused, with_proposals
from .cli_read_names import names_from, read_names
from .cli_read_pairs import tell_pairs
from .cli_read_review import read_weights, weights_from
from .cli_read_review import review as decide
from .documents_read import ReadDocument, RefusedProposal, UnreadFile, claim_row, file_row
from .options import AsJson, unusable
from .terminal import complain, emit, heading, say, table, working

SOME_UNREAD, NONE_READ = 1, 2


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("read")(read)


def read(  # noqa: PLR0913 - one parameter for each option
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…", help="Texts, Markdown, HTML, DOCX, PDF or e-mail.", show_default=False
        ),
    ] = None,
    *,
    written: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="DATE", help="The date of the documents, where they do not give it themselves."
        ),
    ] = None,
    binding: Annotated[
        bool, typer.Option("--binding", help="Only what obliges somebody: commitments and terms.")
    ] = False,
    pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Say how two claims stand to each other, for each line of a JSONL file: id, a and b, each with source and text.",
        ),
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Decide of the claims, and keep the decisions in this file; without --by: tell how they stand.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="NAME", help="Who decides: an office or a pseudonym; what binds needs two."
        ),
    ] = None,
    learn: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Learn the weights of the confidence from the decisions in --review, and write them here.",
        ),
    ] = None,
    weights: Annotated[Path | None, typer.Option(metavar="FILE", help="Weights that --learn wrote.")] = None,
    names: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Names of your own (CSV: name, kind, aliases, country); --learn adds what corrections of actors teach.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Let a language model propose claims beside the rules; the text is sent to --endpoint. Key: TROTH_MODEL_KEY.",
        ),
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the model answers, as OpenAI's servers do.")
    ] = None,
    proposals: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where a model's proposals are kept; without --model they are read, and nobody is asked.",
        ),
    ] = None,
    parse: Annotated[
        bool,
        typer.Option(
            "--parser",
            help="Let spaCy's parser propose claims as well, where the rules read none (extra nlp).",
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """Read documents into claims: who undertakes, asks for, needs or did what, with the exact words."""
    if pairs is not None:
        tell_pairs(pairs, json=json)
        return
    if review is None and (by or learn):
        option, what = ("--by", by) if by else ("--learn", learn)
        remedy = "add --review FILE, where the decisions are kept"
        raise unusable(at=str(option), found=str(what), expected="--review beside it", remedy=remedy)
    if not files:
        raise unusable(
            at="troth read",
            found="no file",
            expected="at least one document",
            remedy="name it: troth read note.pdf",
        )
    whom = proposer(model, endpoint, proposals)
    learnt = None if weights is None else read_weights(weights)
    known = house_gazetteer() if names is None else house_gazetteer().with_entries(read_names(names))
    documents, unread = _documents(files, _day(written))
    read_ = [document for _, document in documents]
    answered = whom is None or ask(read_, str(model), whom, proposals or Path())
    claims, refused = with_proposals(
        documents, _claims(documents, learnt, known), proposers(proposals, parse=parse), learnt, known
    )
    shown = [claim for claim in claims if claim.binding or not binding]
    if review is not None and documents:
        _review(read_, claims, review, by, learn, names)
    elif json:
        emit(_document(read_, unread, shown, refused).model_dump_json(indent=1))
    else:
        _tell(read_, shown)
        tell_refused(refused)
    for problem in unread:
        complain(f"{problem.name}: {problem.problem}")
    if unread or not answered:
        raise typer.Exit(SOME_UNREAD if documents else NONE_READ)


def _claims(
    documents: Sequence[tuple[int, Document]], learnt: Mapping[str, float] | None, known: Gazetteer
) -> list[Claim]:
    """What the rules read."""
    with working("reading"), no_collecting():
        return [
            claim
            for number, document in documents
            for claim in read_claims(document, known, prefix=f"D{number}", weights=learnt)
        ]


def _documents(
    files: Sequence[Path], written: date | None
) -> tuple[list[tuple[int, Document]], list[UnreadFile]]:
    """The files that can be read, each with its number in the batch, and why the others cannot."""
    names = Counter(path.name for path in files)
    documents: list[tuple[int, Document]] = []
    unread: list[UnreadFile] = []
    with working("reading"):
        for number, path in enumerate(files, 1):
            name = path.name if names[path.name] == 1 else str(path)
            try:
                documents.append((number, read_document(_content(path), name, written=written)))
            except UnreadableError as error:
                unread.append(UnreadFile(name=name, problem=str(error)))
            except OSError as error:
                unread.append(
                    UnreadFile(
                        name=name, problem=f"{error.strerror or error}; check the name and its permissions"
                    )
                )
    return documents, unread


def _review(
    documents: Sequence[Document],
    claims: Sequence[Claim],
    path: Path,
    by: str | None,
    learn: Path | None,
    names: Path | None,
) -> None:
    if learn is not None:
        if names is not None:
            names_from(claims, documents, path, names)
        weights_from(claims, documents, path, learn)
    else:
        decide(documents, claims, path, by)


def _content(path: Path) -> bytes:
    if path.is_dir():
        msg = "a folder; name the files in it"
        raise UnreadableError(msg)
    return path.read_bytes()


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise unusable(at="--date", found=said, expected="a date", remedy="write it as 2023-11-24") from None


def _document(
    documents: Sequence[Document],
    unread: list[UnreadFile],
    claims: Sequence[Claim],
    refused: list[RefusedProposal],
) -> ReadDocument:
    return ReadDocument(
        documents=[file_row(document) for document in documents],
        unread=unread,
        claims=[claim_row(claim) for claim in claims],
        refused=refused,
    )


def _tell(documents: Sequence[Document], claims: Sequence[Claim]) -> None:
    """Each document with its claims in a table: what binds first, in the order of the text."""
    for document in documents:
        own = [claim for claim in claims if claim.doc == document.name]
        heading(f"{document.name}: {document.title or 'without a title'}")
        dated = f"dated {document.written}" if document.written else "gives no date of its own"
        bound = sum(claim.binding for claim in own)
        say(f"{document.media_type}, {dated}; {len(own)} claims, {bound} of them binding")
        for problem in document.problems:
            say(f"note: {problem}")
        if document.language not in {"en", "und"}:
            say(f"note: the text is not English ({document.language}): only its tables are read")
        rows = [_row(claim) for claim in sorted(own, key=lambda claim: not claim.binding)]
        if rows:
            table(("id", "type", "who", "what", "how much", "when", "sure"), rows)
        say()


def _row(claim: Claim) -> tuple[str, ...]:
    kind = claim.type.value.replace("_", " ") + (" (denied)" if claim.polarity.value == "neg" else "")
    who = ", ".join(claim.actor) + (" (inferred)" if "actor" in claim.inferred else "")
    when = (claim.time.resolved or claim.time.value if claim.time else "") + (
        f"; {claim.condition}" if claim.condition else ""
    )
    what = f"{claim.action}: {claim.object}" + (f" (as {claim.restates})" if claim.restates else "")
    return claim.id, kind, who, what[:90], _much(claim), when[:60], f"{claim.confidence:.2f}"


def _much(claim: Claim) -> str:
    """The quantity in words.

    >>> from troth.records import ClaimQuantity, Span
    >>> span = Span(role="claim", start=0, end=1, text="x")
    >>> _much(Claim(id="1", doc="d", type="need", quantity=ClaimQuantity(value=5, unit="truck", approx="at_least", min=5), spans=(span,), confidence=1))
    'at least 5 truck'
    """
    quantity = claim.quantity
    if quantity is None:
        return ""
    if quantity.value is None and quantity.min is not None:
        high = "" if quantity.max is None else f"–{quantity.max:,.10g}"
        return f"{'' if high else 'at least '}{quantity.min:,.10g}{high} {quantity.unit}".strip()
    if quantity.value is None:
        return f"not said, {quantity.unit}"
    approx = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(
        quantity.approx or "", ""
    )
    return f"{approx}{quantity.value:,.10g} {quantity.unit}".strip()
