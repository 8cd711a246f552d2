"""The house keeps its own rules: who may import whom, how long a piece may be, and what never gets committed."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "troth"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENGINES = {"monitor", "finance", "assess", "plan", "supply", "safeguard", "deliberate"}
MIDDLE = ENGINES | {"read", "standards", "ledger"}
ROOMS = MIDDLE | {"records", "case", "share"}
BUILT = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()}
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def tracked() -> list[Path]:
    """What is committed or would be: every file that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this folder is not a git checkout, so nobody knows which of its files are the project's")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """The tracked text files by their names."""
    found = {}
    for path in tracked():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    path = {"PYTHONPATH": str(project / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    return subprocess.run(command, cwd=project, env=path, capture_output=True, text=True, check=False)


def contract(kind: str) -> dict[str, list[str]]:
    return next(item for item in PROJECT["tool"]["importlinter"]["contracts"] if item["type"] == kind)


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    shutil.copytree(SOURCE, tmp_path / "src" / "troth", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_rooms_import_in_one_direction_only():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("where", "line", "named"),
    [
        (
            "records/planted.py",
            "from troth.share import report",
            "troth.records.planted -> troth.share.report (l.3)",
        ),
        ("monitor/planted.py", "import troth.ledger", "troth.monitor.planted -> troth.ledger (l.3)"),
        ("monitor/planted.py", "import pathlib", "troth.monitor.planted -> pathlib (l.3)"),
        ("records/planted.py", "import os", "troth.records.planted -> os (l.3)"),
    ],
)
def test_an_import_in_the_wrong_direction_is_named_with_its_line(
    copied_house: Path, where: str, line: str, named: str
):
    (copied_house / "src" / "troth" / where).write_text(f'"""Planted."""\n\n{line}\n', encoding="utf-8")
    done = lint_imports(copied_house)
    assert done.returncode == 1
    assert named in re.sub(r"\s+", " ", done.stdout.replace(", l.", " (l."))


def test_every_folder_of_the_package_is_a_room_of_the_design():
    folders = {folder.name for folder in SOURCE.iterdir() if folder.is_dir() and folder.name != "__pycache__"}
    assert folders <= ROOMS
    assert folders == BUILT, "a room without an __init__.py has no public face"
    assert {path.name for path in SOURCE.glob("*.py")} <= {"__init__.py", "__main__.py"}


def test_every_room_stands_in_the_contracts():
    layers = [set(re.findall(r"troth\.(\w+)", layer)) for layer in contract("layers")["layers"]]
    assert layers == [{"share"}, {"case"}, MIDDLE, {"records"}]
    assert set(contract("independence")["modules"]) == {f"troth.{room}" for room in BUILT & MIDDLE}
    assert set(contract("forbidden")["source_modules"]) == {
        f"troth.{room}" for room in BUILT & (ENGINES | {"records"})
    }


def test_no_contract_has_a_list_of_exceptions():
    for item in PROJECT["tool"]["importlinter"]["contracts"]:
        assert not {"ignore_imports", "unmatched_ignore_imports_alerting"} & set(item)


def test_engines_open_no_files_behind_the_back_of_the_contract():
    openers = {"open", "input", "__import__", "eval", "exec", "print"}
    for path in MODULES:
        if path.relative_to(SOURCE).parts[0] not in ENGINES | {"records"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            assert called not in openers, f"{path.relative_to(ROOT)}:{node.lineno} calls {called}()"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_and_functions_are_short_enough_to_be_read(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") < LONGEST_FILE, "split it by meaning"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines: split it by meaning"


def test_no_file_is_a_drawer_for_what_fits_nowhere():
    drawers = {"helpers.py", "utils.py", "misc.py", "common.py", "tools.py", "util.py"}
    assert not [path for path in tracked() if path.name in drawers]


def machine_names() -> set[str]:
    """What only this machine knows: its folders, and the hosts that its package tools are set to."""
    probe = "from pip._internal.models.index import PyPI; print(PyPI.netloc, PyPI.file_storage_domain)"
    hosts = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    ).stdout.split()
    config = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    apt = [path for folder in ("*.list", "*.sources") for path in Path("/etc/apt").rglob(folder)]
    addresses = re.findall(
        r"https?://([^/\s'\":]+)", config + "".join(path.read_text(errors="ignore") for path in apt)
    )
    return {*hosts, *addresses, str(ROOT), str(ROOT.parent / "shared"), f"{Path.home()}/"}


def test_no_file_names_a_path_of_this_machine_or_the_host_of_a_registry():
    names = re.compile("|".join(re.escape(name) for name in machine_names() if len(name) > 5))
    found = [
        f"{file}:{number}: {line.strip()[:100]}"
        for file, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if names.search(line)
    ]
    assert not found


def test_no_file_repeats_the_sentences_of_the_documents_that_facts_were_taken_from():
    documents = sorted((ROOT.parent / "shared" / "documents").glob("*.txt"))
    if not documents:
        pytest.skip("the documents lie beside the checkout of a developer only")

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9]+", text.lower())
        return set(zip(*(words[start:] for start in range(10)), strict=False))

    given = set().union(*(runs(path.read_text(encoding="utf-8", errors="ignore")) for path in documents))
    assert not [file for file, text in texts().items() if runs(text) & given]


def test_every_ignored_rule_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignored = [
        *re.findall(r"(?ms)^ignore = \[\n(.*?)^\]", text),
        *re.findall(r'(?ms)^"[^"\n]+" = \[\n(.*?)^\]', text),
    ]
    lines = [line for block in ignored for line in block.splitlines()]
    lines += re.findall(r'(?m)^"[^"\n]+\*" = \["[A-Z].*$', text)
    assert len(lines) > 20
    assert not [line for line in lines if not re.search(r"#\s+\w", line)]


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks", "tools"])
def test_every_exception_in_the_code_has_its_reason_beside_it(folder: str):
    bare = re.compile(
        r"#\s*(noqa: [A-Z]+\d+(, [A-Z]+\d+)*|type: ignore\[[\w, -]+\])\s*$|#\s*noqa\s*$|#\s*type: ignore\s*$"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert not found


def declared() -> list[str]:
    project = PROJECT["project"]
    extras = [name for group in project["optional-dependencies"].values() for name in group]
    return [
        re.split(r"[<>=!~\[; ]", name)[0]
        for name in (*project["dependencies"], *extras, *PROJECT["build-system"]["requires"])
    ]


@pytest.mark.parametrize("name", declared())
def test_every_dependency_has_a_page_that_says_why(name: str):
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9][0-9][0-9][0-9]-*.md"))
    assert any(f"`{name}`" in page.read_text(encoding="utf-8") for page in pages)


def pinned(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert not [line for line in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line)]
    return {
        re.sub(r"[-_.]+", "-", name).lower(): version for name, version in (line.split("==") for line in pins)
    }


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_versions_and_no_addresses(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert pinned(lock)
    assert not re.search(r"https?:|--index|--find-links|@ ?file|git\+", text)


def test_the_locks_cover_what_the_project_declares():
    project = PROJECT["project"]
    core = {
        re.split(r"[<>=]", name)[0]
        for name in (*project["dependencies"], *PROJECT["build-system"]["requires"])
    }
    dev = {re.split(r"[<>=\[]", name)[0] for name in project["optional-dependencies"]["dev"]}
    assert core <= set(pinned("requirements.lock"))
    assert core | dev <= set(pinned("requirements-dev.lock"))


def test_people_who_test_run_the_same_versions_as_people_who_run():
    assert pinned("requirements.lock").items() <= pinned("requirements-dev.lock").items()


def test_make_has_ten_verbs_at_most_and_each_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = re.findall(r"(?m)^([a-z][\w-]*):", makefile)
    assert len(verbs) <= 10
    assert {"run", "test", "bench", "fix", "docs"} <= set(verbs)
    assert verbs == re.findall(r"(?m)^([a-z][\w-]*): ## \w", makefile)
