"""The documentation is true: what exists is documented, what is documented exists, and every example gives what it says."""

import ast
import contextlib
import io
import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import typer
from pydantic import BaseModel

from support.browsing import commanded
from troth import case as cases
from troth.case.activities import ACTIVITIES
from troth.case.evidence import EVIDENCE
from troth.case.exercise import COLUMNS as INJECTS
from troth.case.exercise import FORMS
from troth.case.exercise import KEYS as EXERCISE
from troth.case.incidents import INCIDENTS, PANEL, STEPS
from troth.case.parties import SOURCES
from troth.case.settings import _KEYS as SETTINGS
from troth.case.terms import AGREEMENT, TERM, WINDOW
from troth.records import term as terms
from troth.records.activity import ActivityStatus
from troth.records.complaint import ClosingReason, Times
from troth.records.evidence import Form
from troth.records.incident import OUTCOMES, Action, Stage
from troth.records.label import Tlp
from troth.records.party import Party
from troth.records.verdict import State
from troth.share.cli import app, main
from troth.share.report import english_codes

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(
    {ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")} | set(DOCS.rglob("*.md"))
)
LANGUAGE = DOCS / "handbook" / "term-language.md"
TUTORIAL = DOCS / "tutorial.md"
SCHEMA = json.loads((DOCS / "schema" / "monitor.json").read_text(encoding="utf-8"))
EXAMPLES_STAND_IN = "The case around the examples"
ROW = re.compile(r"(?m)^\|(.*)\|$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file that it stands for, and the heading that it stands under."""

    page: Path
    heading: str
    language: str
    file: str
    text: str


def blocks(page: Path) -> list[Block]:
    found, heading = [], ""
    pattern = re.compile(r"^#+ ([^\n]*)$|^```(\w*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for match in pattern.finditer(page.read_text(encoding="utf-8")):
        if match[1] is not None:
            heading = match[1]
        else:
            found.append(Block(page, heading, match[2], match[3] or "", match[4]))
    return found


def prose(page: Path) -> str:
    return re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))


def documented(page: Path) -> set[str]:
    """What stands in code marks in the first cell of a table row."""
    names = set()
    for row in ROW.findall(page.read_text(encoding="utf-8")):
        names.update(re.findall(r"`([^`]+)`", row.split("|")[0]))
    return names


def codes(page: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", prose(page)))


def relative(page: Path) -> str:
    return str(page.relative_to(ROOT))


# --- what exists is documented ----------------------------------------------------------------------------------------

TABLES: Mapping[str, type[BaseModel]] = {
    "measure": terms.Measure, "target": terms.Target, "target.ratio": terms.Ratio, "window": terms.Window,
    "recur": terms.Recurrence, "respond": terms.Response, "respond.trigger": terms.Selector,
    "respond.repair": terms.Repair, "recur.at": terms.Selector, "refrain": terms.Prohibition,
    "refrain.unless_preceded_by": terms.Precedence, "refrain.only_while": terms.Activity, "condition": terms.Condition,
    "extension": terms.Extension, "suspension": terms.Suspension, "excuse": terms.Excuse, "reparation": terms.Reparation,
    "expiry": terms.Expiry, "coverage": terms.Coverage, "dispute": terms.Dispute, "quote": terms.Quote,
}  # fmt: skip
NESTED = {"respond.trigger", "respond.repair", "recur.at", "refrain.unless_preceded_by", "refrain.only_while"}
"""Tables inside tables: their keys are documented, and the tables themselves where they stand."""
RENAMED = {"valid_from": "from", "valid_to": "until"}


def term_fields() -> set[str]:
    found = {key for key in TERM if key not in TABLES}
    for table, model in TABLES.items():
        names = [RENAMED.get(name, name) for name in model.model_fields if not name.endswith("_precision")]
        found |= {f"{table}.{name}" for name in names}
    return found - NESTED | {f"agreement.{key}" for key in AGREEMENT}


def test_the_fields_that_are_looked_for_are_those_that_the_loader_reads():
    assert set(TABLES) - {"target.ratio"} - NESTED <= set(TERM)
    assert {f"window.{key}" for key in WINDOW} <= term_fields()
    nested = {name for name, field in terms.Term.model_fields.items() if name in TERM} - set(TABLES)
    assert {"id", "kind", "obligor", "joint", "min_sources", "settling"} <= nested


@pytest.mark.parametrize("field", sorted(term_fields()))
def test_every_field_of_a_term_is_in_the_handbook(field: str):
    assert field in codes(LANGUAGE), f"say in {relative(LANGUAGE)} what `{field}` means"


def test_the_handbook_names_no_field_that_a_term_does_not_have():
    tables = {name.split(".")[0] for name in TABLES} | {"agreement"}
    dotted = {name for name in documented(LANGUAGE) if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name)}
    named = {name for name in dotted if name.split(".")[0] in tables}
    assert len(named) > 50
    assert not named - term_fields() - NESTED - {"target.ratio"}


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("handbook/evidence.md", set(EVIDENCE.all)),
        ("handbook/evidence.md", set(SOURCES.all)),
        ("handbook/evidence.md", {form.value for form in Form}),
        ("handbook/evidence.md", {word.value for word in Tlp}),
        ("handbook/case-folder.md", set(SETTINGS)),
        ("handbook/case-folder.md", set(Party.model_fields)),
        ("handbook/case-folder.md", {f"verdict.{name}" for name in cases.ExpectedVerdict.model_fields}),
        ("handbook/term-language.md", {kind.value for kind in terms.Kind} | {basis.value for basis in terms.Basis}),
        ("handbook/incidents.md", {*INCIDENTS.all, *STEPS.all, *PANEL}),
        ("handbook/incidents.md", {action.value for action in Action} | {word for words in OUTCOMES.values() for word in words}),
        ("handbook/alignment.md", {*ACTIVITIES.all, *(status.value for status in ActivityStatus)}),
        ("handbook/alignment.md", {*Times.model_fields, *(reason.value for reason in ClosingReason)}),
        ("handbook/exercises.md", {*INJECTS.all, *EXERCISE, *(form.value for form in FORMS)}),
        ("methods/incidents.md", {stage.value for stage in Stage}),
        ("methods/verdicts.md", {state.value for state in State}),
        ("methods/verdicts.md", set(SCHEMA["$defs"]["VerdictRow"]["properties"])),
    ],
)  # fmt: skip
def test_every_column_key_and_word_is_documented(page: str, names: set[str]):
    text = (DOCS / page).read_text(encoding="utf-8")
    assert not {name for name in names if f"`{name}`" not in text and f'`"{name}"`' not in text}


def emitted(kind: str) -> set[str]:
    """Codes that stand as texts in the monitor's source and have a sentence in the report."""
    told = {key.partition(".")[2] for key in english_codes.TEXTS if key.startswith(f"{kind}.")}
    found: set[str] = set()
    for path in sorted((ROOT / "src" / "troth" / "monitor").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in told:
                found.add(str(node.value))
            keyword = {"reason": "code", "context": "why"}[kind]
            if isinstance(node, ast.keyword) and node.arg == keyword and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


@pytest.mark.parametrize("kind", ["reason", "context"])
def test_every_code_that_the_monitor_gives_is_explained(kind: str):
    page = DOCS / "methods" / "verdicts.md"
    assert len(emitted(kind)) > 5
    assert not emitted(kind) - documented(page)


def test_no_code_is_explained_that_the_monitor_never_gives():
    page = (DOCS / "methods" / "verdicts.md").read_text(encoding="utf-8")
    tables = page.split("## Reason codes")[1].split("## The fields of a verdict")[0]
    named = {name for row in ROW.findall(tables) for name in re.findall(r"`([a-z_]+)`", row.split("|")[0])}
    assert len(named) > 30
    assert not named - emitted("reason") - emitted("context")


def commands() -> set[str]:
    """Every command with its group, as people type it."""
    root = typer.main.get_command(app)
    found: set[str] = set()
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {one}" for one in inner} if inner else {name}
    return found


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_in_the_handbook(command: str):
    text = (DOCS / "handbook" / "commands.md").read_text(encoding="utf-8")
    assert re.search(rf"(?m)^#+ `?troth {command}`?", text), "run `make docs`"


# --- what is documented exists ----------------------------------------------------------------------------------------


def shell_lines(page: Path) -> Iterator[str]:
    for block in blocks(page):
        if block.language in {"console", "sh", "shell", "bash"}:
            lines = block.text.splitlines()
            typed = [line[2:] for line in lines if line.startswith("$ ")]
            yield from typed if block.language == "console" else lines


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_command_that_is_shown_exists(page: Path):
    verbs = set(re.findall(r"(?m)^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    groups = {command.split()[0] for command in commands() if " " in command}
    known = commands() | groups
    for line in shell_lines(page):
        words = shlex.split(line, comments=True)
        if words[:1] == ["make"]:
            assert not {word for word in words[1:] if "=" not in word} - verbs, line
        elif words[:1] in (["troth"], [".venv/bin/troth"]):
            shown = " ".join(words[1:3]) if words[1] in groups else words[1]
            assert shown in known or shown.startswith("--"), line


def test_commands_named_in_sentences_exist():
    groups = {command.split()[0] for command in commands()}
    for page in PAGES:
        for named in re.findall(r"`troth ([a-z]+)", prose(page)):
            assert named in groups, f"{relative(page)}: troth {named}"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", prose(page))
    plain = [re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_link_leads_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        aim = (page.parent / name).resolve() if name else page
        assert aim.exists(), f"{target} is not there"
        if anchor and aim.suffix == ".md":
            assert anchor in anchors(aim), f"{target}: no such heading"


def test_the_front_page_shows_the_two_commands_and_the_picture():
    shown = list(shell_lines(ROOT / "README.md"))
    assert "make run" in shown
    assert "make test" in shown
    assert "(docs/images/report.png)" in prose(ROOT / "README.md")
    assert (DOCS / "images" / "report.png").stat().st_size <= 300_000


def test_every_page_is_reached_from_the_index():
    listed = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in (DOCS / "README.md", DOCS / "decisions" / "README.md")
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    }
    pages = {page for page in DOCS.rglob("*.md") if page != DOCS / "README.md"}
    assert not {relative(page) for page in pages - listed}, (
        "name it in docs/README.md or docs/decisions/README.md"
    )


# --- every example gives what it says ---------------------------------------------------------------------------------


def examples() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for block in blocks(LANGUAGE):
        if block.file:
            found.setdefault(block.heading, {})[block.file] = block.text
    return found


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("heading", sorted(set(examples()) - {EXAMPLES_STAND_IN}))
def test_each_example_of_the_term_language_gives_the_verdicts_beside_it(tmp_path: Path, heading: str):
    around = dict(examples()[EXAMPLES_STAND_IN])
    head = around.pop("agreements/head.toml")
    own = dict(examples()[heading])
    own["agreements/example.toml"] = head + "\n" + own["agreements/example.toml"]
    case = cases.load(write(tmp_path, {**around, **own}))

    tested = cases.examine(case)

    assert tested.compared >= 1
    assert [one.text() for one in tested.mismatches] == []
    for expected in case.expected:
        assert cases.run(case, as_of=expected.as_of).outcome.disagreements == ()


def test_each_kind_of_term_and_each_table_has_an_example():
    texts = [
        files["agreements/example.toml"] for name, files in examples().items() if name != EXAMPLES_STAND_IN
    ]
    used: set[str] = set()
    for term in (term for text in texts for term in tomllib.loads(text)["term"]):
        used |= {term["kind"], *term}
    assert {kind.value for kind in terms.Kind} <= used
    assert {name for name in TABLES if "." not in name} - {"quote"} <= used


@pytest.mark.parametrize(
    "block",
    [block for page in PAGES for block in blocks(page) if block.language == "toml"],
    ids=lambda block: f"{relative(block.page)}: {block.heading}",
)
def test_every_piece_of_toml_can_be_read(block: Block):
    assert tomllib.loads(block.text)
    assert block.file, "say after ```toml which file it stands in, so that it is tested"


def test_the_case_toml_of_the_handbook_loads(tmp_path: Path):
    shown = next(
        block.text for block in blocks(DOCS / "handbook" / "case-folder.md") if block.file == "case.toml"
    )
    around, example = examples()[EXAMPLES_STAND_IN], examples()["achieve: reach a quantity by a deadline"]
    agreement = around["agreements/head.toml"] + example["agreements/example.toml"].replace('"A1"', '"T1"')
    files = {**around, "case.toml": shown, "agreements/head.toml": agreement}

    case = cases.load(write(tmp_path, files), scenario="fewer")

    assert [row.record.target.at_least for row in case.terms] == [40]


# --- what is shown in a terminal, typed word by word -------------------------------------------------------------------


def same(text: str) -> str:
    return re.sub(r"[\s│┃─━┄┌┐└┘├┤┬┴┼]+", " ", text).strip()


def put(folder: Path, block: Block) -> None:
    """Write the file that a block shows; rows of a CSV file without its heading line are added at the end."""
    target = folder / block.file
    target.parent.mkdir(parents=True, exist_ok=True)
    adds = block.language == "csv" and not block.text.startswith(("evidence_id", "source_id"))
    before = target.read_text(encoding="utf-8") if adds else ""
    target.write_text(before + block.text, encoding="utf-8")


def typed(line: str) -> tuple[int, str]:
    """What a command prints here, and its exit code; ``> FILE`` goes to that file."""
    words = shlex.split(line)
    assert words[0] in {"troth", ".venv/bin/troth"}, f"{line}: only commands of Troth are typed"
    arguments, target = (words[1:-2], words[-1]) if words[-2:-1] == [">"] else (words[1:], None)
    out, complaints = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaints):
        code = main(arguments)
    if target is not None:
        Path(target).write_text(out.getvalue(), encoding="utf-8")
    return code, same(out.getvalue() + complaints.getvalue())


def played(folder: Path, page: Path) -> Iterator[tuple[str, int]]:
    """Write every file of a page and type every command, in order; what is shown must be what is printed."""
    for block in blocks(page):
        printed = ""
        if block.file:
            put(folder, block)
        for line in block.text.splitlines() if block.language == "console" else ():
            if line.startswith("$ "):
                code, printed = typed(line[2:])
                yield line[2:], code
            else:
                missing = [
                    part for part in line.split("…") if same(part) not in printed
                ]  # … stands for the rest
                assert not missing, f"{line!r} is not in what was printed: {printed}"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, which holds the cases of the front page as they are in the repository."""
    for name in ("gaza-pause-2023", "brussels-talks", "gaza-damage", "mirna-recovery", "example-corridors"):
        real = ROOT / "cases" / name
        shutil.copytree(real, tmp_path / "cases" / name, ignore=shutil.ignore_patterns("results"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_tutorial_does_what_it_says(desk: Path):
    done = list(played(desk, TUTORIAL))
    assert len(done) > 10
    assert [line for line, code in done if code] == ["troth check valley"], (
        "one mistake is meant, and no other"
    )


def test_the_commands_of_the_ledger_page_work(desk: Path):
    done = list(played(desk, DOCS / "handbook" / "ledger.md"))
    assert len(done) > 5
    assert not [line for line, code in done if code]


def test_the_commands_of_the_accounts_page_work(desk: Path):
    done = list(played(desk, DOCS / "handbook" / "accounts.md"))
    assert len(done) > 8
    assert not [line for line, code in done if code]


def test_the_commands_of_the_front_page_work(desk: Path):
    lines = [line for line in shell_lines(ROOT / "README.md") if not line.startswith("make")]
    assert len(lines) > 4
    served = 0
    for line in lines:
        command = shlex.split(line)
        if command[1] == "serve":  # it goes on until it is stopped
            with commanded(*command[2:]) as address:
                assert httpx.get(address, timeout=30).status_code == 200
            served += 1
        else:
            assert typed(line)[0] == 0, line
    assert served == 2
