"""`results/`: everything that a run found, written at once or not at all.

The files are written into a folder beside, and that folder takes the place of the old one when it is complete; two
runs of one case wait for each other (`swap.py`). What
is in it holds no wall-clock time and no path of the machine: the same case gives the same bytes.

Results as seen by somebody else than the owner hold what that viewer may see and no more: no checksum of a file with a
hidden row, no seed, no statement that would name something hidden. A statement's id binds all its fields, and nonces
are derived from the seed; a case with restricted rows therefore needs a seed that cannot be guessed, such as
``seed = "`` and 32 random letters ``"``.
"""

import hashlib
import json
import platform
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pydantic

import troth
from troth.ledger import Entry, Ledger, head_document, open_ledger
from troth.records.errors import Problem, ProblemsError
from troth.records.incident import IncidentFinding

from .frames import gate_frame, incident_frame, parquet, verdict_frame
from .run import Run, visible_seed
from .statements import opens
from .swap import alone, swap, sync

FOLDER = "results"
WATCHED = ("gates", "weekly", "rates", "forecasts", "forecast_scores")
"""Tables of the step `incidents` beside its findings, as far as the case has them."""
LEDGER = "ledger.sqlite"
MANIFEST = "manifest.json"
_LEDGER_FILES = {f"{LEDGER}-wal", f"{LEDGER}-shm", f"{LEDGER}-journal"}


def write_results(run: Run, case_dir: Path, extra: Mapping[str, bytes]) -> Path:
    """Write a run's results into a case folder, all of them or none.

    Parameters
    ----------
    extra
        Further files by name, from the surfaces: the verdicts as a document, the report.

    Returns
    -------
    Path
        The folder that was written.

    Raises
    ------
    ProblemsError
        The folder cannot be written, or holds files that are not the program's own, or another run is writing.
    """
    target = case_dir / FOLDER
    try:
        with alone(case_dir):
            _refuse_strangers(target)
            _write(run, target, extra)
    except OSError as error:
        raise _unwritable(target, error) from None
    return target


def _write(run: Run, target: Path, extra: Mapping[str, bytes]) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=f".{FOLDER}-", dir=target.parent))
    try:
        _fill(run, fresh, extra)
        fresh.chmod(0o755)
        swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _unwritable(target: Path, error: OSError) -> ProblemsError:
    found = error.strerror or str(error)
    remedy = "nothing was changed; make room or give yourself the right to write there"
    return ProblemsError(
        [Problem(file=str(target), found=found, expected="a folder that can be written", remedy=remedy)]
    )


def _refuse_strangers(target: Path) -> None:
    """A file that somebody put into results/ would be lost with the old results."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        found = "a link" if target.is_symlink() else "a file"
        raise ProblemsError(
            [
                Problem(
                    file=str(target),
                    found=found,
                    expected="a folder of the program's own",
                    remedy="move it away",
                )
            ]
        )
    try:
        names = sorted(entry.name for entry in target.iterdir()) if target.exists() else []
    except OSError as error:
        raise _unwritable(target, error) from None
    own = _written_before(target) | {MANIFEST} | _LEDGER_FILES
    strangers = [name for name in names if name not in own]
    if strangers:
        remedy = "move it elsewhere: the folder is replaced as a whole"
        raise ProblemsError(
            [
                Problem(
                    file=f"{FOLDER}/{name}", found=name, expected="only files that troth wrote", remedy=remedy
                )
                for name in strangers
            ]
        )


def _written_before(target: Path) -> set[str]:
    try:
        if not (target / MANIFEST).is_file():
            return set()
        document = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return set(document["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _fill(run: Run, folder: Path, extra: Mapping[str, bytes]) -> None:
    files: dict[str, bytes] = {
        "verdicts.parquet": parquet(verdict_frame(run)),
        "findings.json": pretty(findings(run)),
        **_incident_files(run),
        **extra,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with open_ledger(folder / LEDGER, create=True) as ledger:
        left_out = copy_visible(run, ledger)
        summary = {**head_document(ledger), "left_out": left_out}
    names = sorted([*files, LEDGER])
    outputs = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    (folder / MANIFEST).write_bytes(pretty(manifest(run, outputs, summary)))
    for path in folder.iterdir():
        sync(path)
    sync(folder)


def _incident_files(run: Run) -> dict[str, bytes]:
    """The tables that the step `incidents` hands on, where it ran."""
    if "incidents" not in run.outcome.ran:
        return {}
    return {"incidents.parquet": parquet(incident_frame(run)), "gates.parquet": parquet(gate_frame(run))}


def findings(run: Run) -> dict[str, Any]:
    """What each step found: codes and numbers, without words."""
    return {
        "case": run.case.id,
        "exercise": run.case.settings.exercise or None,
        "as_of": run.as_of.astimezone(run.case.settings.zone).isoformat(),
        "at": run.at.astimezone(run.case.settings.zone).isoformat(),
        "viewer": run.viewer,
        "monitor": {
            "verdicts": [verdict.model_dump(mode="json") for verdict in run.verdicts],
            "agreements": [status.model_dump(mode="json") for status in run.agreements],
        },
        **({"incidents": _incidents(run)} if "incidents" in run.outcome.ran else {}),
    }


def _incidents(run: Run) -> dict[str, Any]:
    return {
        "findings": [
            IncidentFinding.model_validate(row).model_dump(mode="json") for row in run.tables["incidents"]
        ],
        **{name: [dict(row) for row in run.tables[name]] for name in WATCHED if name in run.tables},
    }


def manifest(run: Run, outputs: Mapping[str, str], ledger: Mapping[str, Any]) -> dict[str, Any]:
    """What is needed to run it again and to see that it is the same."""
    settings = run.case.settings
    return {
        "case": run.case.id,
        "title": run.case.title,
        "exercise": settings.exercise or None,
        "as_of": run.as_of.astimezone(settings.zone).isoformat(),
        "at": run.at.astimezone(settings.zone).isoformat(),
        "viewer": run.viewer,
        "owner": run.case.owner,
        "scenario": settings.scenario,
        "changes": list(settings.changes),
        "seed": visible_seed(run.case, run.picture),
        "steps": list(run.outcome.ran),
        "versions": {
            "troth": troth.__version__, "python": platform.python_version(), "polars": pl.__version__,
            "pydantic": pydantic.VERSION,
        },
        "inputs": visible_inputs(run),
        "outputs": dict(outputs),
        "ledger": dict(ledger),
    }  # fmt: skip


def visible_inputs(run: Run) -> dict[str, str]:
    """Checksums of the inputs; of files that hold a row which the viewer may not see, none.

    Where everything else in a file is known, its checksum would let a reader try out what the hidden row says.
    """
    case = run.case
    hidden = {row.file for row in case.rows if not opens(row.label, case, run.viewer, run.as_of)}
    return {name: digest for name, digest in sorted(case.inputs.items()) if name not in hidden}


def copy_visible(run: Run, target: Ledger) -> int:
    """Copy what the viewer may see into another ledger; says how many rows had to be left out.

    The owner gets all of it. Anybody else gets the statements that their label opens to them, with the ids of hidden
    terms and sources taken out of them; a row that corrects a hidden one would name it, and is left out.
    """
    entries = [run.book.ledger.get(one) for one in run.book.ids.values()]
    if run.viewer != run.case.owner:
        entries = [
            entry for entry in entries if opens(entry.statement.label, run.case, run.viewer, run.as_of)
        ]
    kept = _closed(entries)
    target.append(entry.statement for entry in kept)
    for entry in kept:
        if run.viewer != run.case.owner and (paths := _telling(run, entry)):
            target.redact(entry.id, paths)
    return len(entries) - len(kept)


def _closed(entries: Iterable[Entry]) -> list[Entry]:
    """The entries whose targets are among them, in the same order (a target stands before what names it)."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        statement = entry.statement
        targets = [*statement.supersedes, *([statement.retracts] if statement.retracts else [])]
        if all(target in kept for target in targets):
            kept[entry.id] = entry
    return list(kept.values())


def _telling(run: Run, entry: Entry) -> list[str]:
    """The fields of a statement that name something which is hidden from the viewer."""
    statement, body = entry.statement, entry.statement.body
    shown = {
        kind: {name for one, name in run.picture.statements if one == kind}
        for kind in ("term", "source", "agreement")
    }
    paths = []
    if statement.source and statement.source not in shown["source"]:
        paths.append("source")
    if statement.kind in {"evidence", "retraction"}:
        named = {"terms": set(_texts(body.get("terms"))), "stance": set(_texts(body.get("stance"))) - {"*"}}
        paths += [f"body.{field}" for field, names in named.items() if names - shown["term"]]
    if statement.kind == "incident":
        paths += [
            f"body.{field}"
            for field in ("terms", "cooperation")
            if set(_texts(body.get(field))) - shown["term"]
        ]
    return paths


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | dict) else []


def pretty(document: Mapping[str, Any]) -> bytes:
    """A document as indented JSON in UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n").encode()
