"""`troth read --model`: a language model proposes, its proposals are kept in a file, and the text decides of each."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from troth.read import Document, Gazetteer
from troth.read.backends import MODEL, Answer, Kept, Proposal, Proposer, checked, joined, pieces
from troth.records import Claim
from troth.records.errors import ProblemsError

from .documents_read import RefusedProposal
from .options import unusable
from .terminal import complain, heading, table, working

KEY = "TROTH_MODEL_KEY"
"""The environment variable with the key; a local server wants none."""


def proposer(name: str | None, endpoint: str | None, file: Path | None) -> Proposer | None:
    """Whom to ask, as the options say; None: nobody."""
    if name is None and endpoint is None:
        return None
    if name is None or endpoint is None or file is None:
        missing = next(
            option
            for option, given in (("--model", name), ("--endpoint", endpoint), ("--proposals", file))
            if given is None
        )
        raise unusable(
            at=missing,
            found="nothing",
            expected="--model, --endpoint and --proposals together",
            remedy="say which model, where it answers, and where its proposals are kept",
        )
    if not endpoint.startswith(("http://", "https://")):
        raise unusable(
            at="--endpoint",
            found=endpoint,
            expected="an address that begins with http:// or https://",
            remedy="write it as http://localhost:11434/v1",
        )
    try:
        from troth.read.backends.language_model import LanguageModel
    except ImportError:
        raise unusable(
            at="--model",
            found="its package is not installed",
            expected="the extra llm",
            remedy="pip install 'troth[llm]', or leave --model out: the rules need nothing",
        ) from None
    return LanguageModel(name, endpoint, os.environ.get(KEY, ""))


def kept(file: Path) -> dict[str, Kept]:
    """What models proposed so far, by the checksum of the document; a later line stands for the earlier.

    Raises
    ------
    ProblemsError
        A line is no proposal.
    """
    if not file.exists():
        return {}
    found: dict[str, Kept] = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise _not_a_file_of_proposals(file, "no text in UTF-8") from None
    for number, line in enumerate(lines, 1):
        try:
            one = Kept.model_validate_json(line)
        except ValidationError as error:
            raise _not_a_file_of_proposals(file, f"line {number}: {error.errors()[0]['msg']}") from None
        found[one.sha256] = one
    return found


def _not_a_file_of_proposals(file: Path, found: str) -> ProblemsError:
    return unusable(
        at=str(file),
        found=found,
        expected="one line of proposals for each document, as --model writes them",
        remedy="correct or remove the line, or name another file",
    )


def ask(documents: Sequence[Document], name: str, whom: Proposer, file: Path) -> bool:
    """Ask for proposals for each document that has none in the file, and keep them; whether all were answered."""
    have = kept(file)
    answered = True
    for document in documents:
        if document.sha256 in have:
            continue
        try:
            with working(f"asking {name}"):
                said = _all(document, whom)
        except (OSError, ValueError) as error:
            complain(f"{document.name}: {name} proposed nothing ({error}); the claims are those of the rules")
            answered = False
            continue
        line = Kept(sha256=document.sha256, model=name, proposals=tuple(said))
        with file.open("a", encoding="utf-8") as out:
            out.write(line.model_dump_json() + "\n")
        have[document.sha256] = line
    return answered


def _all(document: Document, whom: Proposer) -> list[Proposal]:
    return [proposal for piece in pieces(document) for proposal in Answer(claims=list(whom(piece))).claims]


def parser() -> Proposer:
    """The parser of spaCy, where it is installed."""
    try:
        from troth.read.backends.parser import Parser

        return Parser()
    except (ImportError, OSError):
        raise unusable(
            at="--parser",
            found="spaCy and its English model are not installed",
            expected="the extra nlp",
            remedy="pip install 'troth[nlp]', or leave --parser out: the rules need nothing",
        ) from None


def with_proposals(
    documents: Sequence[tuple[int, Document]],
    claims: Sequence[Claim],
    sources: Sequence[tuple[str, str, Callable[[Document], Sequence[Proposal]]]],
    weights: Mapping[str, float] | None,
    known: Gazetteer,
) -> tuple[list[Claim], list[RefusedProposal]]:
    """The claims of the rules and of the proposals, document by document, and what was refused.

    Parameters
    ----------
    documents
        Each with its number in the batch.
    claims
        What the rules read.
    sources
        Who proposes, in words; the letter in the ids; the proposals for a document. The earlier are heard first.
    weights
        Of the confidence, as a review learnt them; None: the house's.
    known
        Who is known by name.
    """
    together: list[Claim] = []
    refused: list[RefusedProposal] = []
    for number, document in documents:
        own = [claim for claim in claims if claim.doc == document.name]
        for who, letter, said in sources:
            held = checked(
                document, said(document), known, prefix=f"D{number}-{letter}", weights=weights, by=who
            )
            own = joined(own, held.claims)
            refused += [
                RefusedProposal(doc=document.name, quote=one.proposal.quote, why=one.why)
                for one in held.refused
            ]
        together += own
    return together, refused


def proposers(
    file: Path | None, *, parse: bool
) -> list[tuple[str, str, Callable[[Document], Sequence[Proposal]]]]:
    """Who proposes claims beside the rules, as the options say: the parser, and what a model proposed once."""
    found: list[tuple[str, str, Callable[[Document], Sequence[Proposal]]]] = []
    if parse:
        read = parser()
        found.append(
            (
                "spaCy's parser",
                "P",
                lambda document: [one for piece in pieces(document) for one in read(piece)],
            )
        )
    if file is not None:
        have = kept(file)
        found.append(
            (
                MODEL,
                "M",
                lambda document: have[document.sha256].proposals if document.sha256 in have else (),
            )
        )
    return found


def tell_refused(refused: Sequence[RefusedProposal]) -> None:
    """What the text does not bear out, in a table."""
    if refused:
        heading("Proposed by the model, and not in the text")
        table(("document", "why"), [(one.doc, one.why) for one in refused])
