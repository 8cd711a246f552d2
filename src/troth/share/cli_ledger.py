"""`troth ledger`: what was said, in order; whether it is whole; and proofs for others."""

import json as jsons
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Annotated, Any

import typer

from troth import case as cases
from troth.case.statements import BEGINNING
from troth.ledger import (
    Entry,
    Ledger,
    check_proof,
    export_lines,
    head_document,
    on_server,
    prove,
    verify,
)
from troth.records.canonical import canonical

from . import cli_ledger_store
from .ledger_target import Target, ledger_of, opened
from .options import AsJson, AsOf, Viewer, read_case, unusable
from .picture_text import moment
from .terminal import emit, say, table

CHECK_FAILED = 1
_SHORT = 12
_ID = 64

app = typer.Typer(
    help="The statements of a case: list them, verify them, prove one, export them.",
    rich_markup_mode=None, pretty_exceptions_enable=False,
)  # fmt: skip


@app.callback(invoke_without_command=True)
def ledger_command(context: typer.Context) -> None:
    """The statements of a case: list them, verify them, prove one, export them."""
    if context.invoked_subcommand is None:
        say(context.get_help())


@app.command("log")
def log(target: Target, *, as_of: AsOf = None, viewer: Viewer = None, json: AsJson = False) -> None:
    """List the statements in the order in which they became known."""
    with opened(target) as found:
        entries = found.entries(as_of, viewer)
        if json:
            emit(
                jsons.dumps(
                    {"entries": [_document(entry) for entry in entries]}, ensure_ascii=False, indent=1
                )
            )
            return
        zone = UTC if found.case is None else found.case.settings.zone
        rows = [_cells(entry, zone) for entry in entries]
    table(("recorded", "statement", "kind", "id", "source", "label"), rows)


def _cells(entry: Entry, zone: tzinfo) -> tuple[str, ...]:
    statement = entry.statement
    links = f" (supersedes {len(statement.supersedes)})" if statement.supersedes else ""
    label = statement.label.tlp.value + (
        f" to {', '.join(statement.label.release_to)}" if statement.label.release_to else ""
    )
    return (
        moment(statement.recorded_at.astimezone(zone))
        if statement.recorded_at > BEGINNING
        else "from the beginning",
        entry.id[:_SHORT],
        statement.kind,
        statement.subject + links,
        statement.source,
        label,
    )


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "redacted": list(entry.redacted),
        **entry.statement.model_dump(mode="json", exclude={"nonce"}),
    }


@app.command("verify")
def verify_command(
    target: Annotated[
        str,
        typer.Argument(
            metavar="CASE|LEDGER|PROOF",
            help="A case folder, a ledger file, the address of a database, or a proof as `troth ledger prove` prints it.",
            show_default=False,
        ),
    ],
    *,
    head: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|TEXT",
            help="A head saved earlier (a file such as manifest.json, or its text): a tail that was cut off is found only with it. Unless given: of a case, the head in results/manifest.json.",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Check every statement, every derived column, every tree and every signature; name the first bad entry."""
    saved = None if head is None else _head(head)
    if on_server(target):
        report = verify(target, head=saved)
        _tell(report.model_dump(mode="json") | {"rebuilt": False}, report.text(), json=json)
        ok = report.ok
    else:
        ok = _verify_path(Path(target), saved, json=json)
    if not ok:
        raise typer.Exit(CHECK_FAILED)


def _verify_path(target: Path, saved: dict[str, Any] | str | None, *, json: bool) -> bool:
    if not target.is_dir() and target.exists() and not target.is_file():
        raise unusable(
            at=str(target),
            found="a pipe or device",
            expected="a regular file",
            remedy="save it as a file first",
        )
    if _is_json(target):
        proof = check_proof(_json(target), head=saved)
        _tell(
            {"ok": proof.ok, "problem": proof.problem},
            "the proof holds" if proof.ok else str(proof.problem),
            json=json,
        )
        return proof.ok
    own = _manifest(target) if saved is None else None
    report = verify(_stored(target), head=saved if own is None else _head(str(own)))
    document, text = report.model_dump(mode="json"), report.text()
    if own is not None:
        document["head"] = own.relative_to(target).as_posix()
        text += f"\ncompared with the head in {document['head']}"
    document["rebuilt"] = target.is_dir() and not ledger_of(target).is_file()
    if document["rebuilt"] and own is not None:
        text += f"\n{ledger_of(target).relative_to(target)} is missing: its statements were made anew from the folder"
    _tell(document, text, json=json)
    return report.ok


def _tell(document: dict[str, Any], text: str, *, json: bool) -> None:
    if json:
        emit(jsons.dumps(document, ensure_ascii=False, indent=1))
    else:
        say(text)


def _stored(target: Path) -> Path | Ledger:
    if not target.is_dir():
        return target
    stored = ledger_of(target)
    return stored if stored.is_file() else cases.commit(_as_it_was_run(target)).ledger


def _as_it_was_run(target: Path) -> cases.Case:
    """The case with the changes of its last run, so that its statements are those that the manifest speaks of."""
    manifest = _manifest(target)
    if manifest is None:
        return read_case(target)
    document = _json(manifest)
    if document.get("viewer") != document.get("owner"):
        raise unusable(
            at="results/ledger.sqlite",
            found="nothing there",
            expected="the ledger that results/manifest.json was written with",
            remedy=f"it was made for {document.get('viewer')}, and cannot be made anew from the folder: run the case again",
        )
    return read_case(target, document.get("scenario"), document.get("changes"))


def _manifest(target: Path) -> Path | None:
    """The manifest of a case's last run: its head finds a ledger that was cut, changed or written anew since."""
    manifest = target / "results" / "manifest.json"
    return manifest if target.is_dir() and manifest.is_file() else None


def _is_json(target: Path) -> bool:
    return target.is_file() and target.suffix.lower() == ".json"


def _json(path: Path) -> dict[str, Any]:
    try:
        document = jsons.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise unusable(
            at=str(path),
            found=str(error),
            expected="a JSON document",
            remedy="give the file as it was printed",
        ) from None
    if not isinstance(document, dict):
        raise unusable(
            at=str(path),
            found=type(document).__name__,
            expected="a JSON object",
            remedy="give the file as it was printed",
        )
    return document


def _head(text: str) -> dict[str, Any] | str:
    """A saved head: from a file, where there is one of that name; a manifest holds one under `ledger`."""
    path = Path(text)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        return text
    content = path.read_text(encoding="utf-8").strip()
    if not content.startswith("{"):
        return content
    document = _json(path)
    inner = document.get("ledger", document)
    return inner if isinstance(inner, dict) else document


@app.command("prove")
def prove_command(
    target: Target,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The case's own id, such as E34 or source:ocha-49, or a statement id.",
            show_default=False,
        ),
    ],
    *,
    reveal: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD", help="Show this field in the proof, as in body.quantity; * for all; repeatable."
        ),
    ] = None,
) -> None:
    """Print a proof that a statement is in the ledger; what it says stays hidden unless revealed."""
    with opened(target) as found:
        document = prove(found.ledger, _find(found.ledger, name), reveal=tuple(reveal or ()))
    emit(jsons.dumps(document, ensure_ascii=False, indent=1))


def _find(ledger: Ledger, name: str) -> str:
    if len(name) == _ID and set(name) <= set("0123456789abcdef"):
        return name
    kind, mark, subject = name.partition(":")
    subjects: list[str] = []
    for head in ledger.heads():
        for row in ledger.stored(head.log):
            own = {"term", "evidence", "retraction"} if not mark else {kind}
            if row.kind in own:
                if row.subject == (subject if mark else name):
                    return row.id
                subjects.append(str(row.subject))
    raise unusable(
        at="ledger",
        found=name,
        expected="an id of the case",
        remedy=f"choose one of {', '.join(sorted(subjects)[:12]) or 'none'} … or see `troth ledger log`",
    )


@app.command("export")
def export(target: Target, *, as_of: AsOf = None, viewer: Viewer = None) -> None:
    """Print the statements, one JSON document a line, in canonical order."""
    with opened(target) as found:
        if found.case is None:
            for entry in found.entries(as_of, viewer):
                emit(_line(entry))
            return
        case = found.case
        lines = export_lines(
            found.ledger,
            found.time(as_of, viewer),
            found.viewer(viewer),
            owner=case.owner,
            members=case.members,
        )
        for line in lines:
            emit(line)


def _line(entry: Entry) -> str:
    """An entry of a bare ledger as `export_lines` writes it: with what is needed to compute its id again."""
    parts = entry.parts
    document: dict[str, Any] = {"id": entry.id, "values": parts.values}
    document |= {"nonce": parts.nonce} if parts.nonce else {"hidden": parts.hidden, "salts": parts.salts}
    return canonical(document).decode()


@app.command("head")
def head_command(target: Target) -> None:
    """Print the heads of all logs: save them, and give them to `verify --head` later."""
    with opened(target) as found:
        emit(jsons.dumps(head_document(found.ledger), ensure_ascii=False, indent=1))


cli_ledger_store.register(app)
