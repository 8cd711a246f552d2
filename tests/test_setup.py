"""Setting up on a bare machine: what is missing is said in one line, and what was interrupted is begun anew."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """tools/prepare.py, as if its checkout were an empty folder."""
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "tools" / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "tools").mkdir()
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "tools/prepare.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "UNFINISHED", tmp_path / ".venv" / "unfinished")
    return module


@pytest.fixture
def commands(prepare, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run; making an environment makes its folder and its interpreter."""
    done = []

    def run(command, trouble):
        done.append([str(part) for part in command])
        if "venv" in command:
            python = Path(prepare.python())
            shutil.rmtree(prepare.VENV, ignore_errors=True)
            python.parent.mkdir(parents=True)
            python.touch()
        return ""

    monkeypatch.setattr(prepare, "run", run)
    monkeypatch.setattr(
        prepare, "usable", lambda: Path(prepare.python()).exists() and not prepare.UNFINISHED.exists()
    )
    return done


def installed(commands: list[list[str]]) -> list[str]:
    return [command[-1] for command in commands if "install" in command]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is what is tested")
def test_a_machine_without_a_new_enough_python_is_told_what_to_install():
    done = subprocess.run(["make", "run", "PYTHON="], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "Troth needs Python 3.11 or newer; on Debian: apt-get install python3 python3-venv"
    )


def test_a_python_without_its_venv_module_is_told_what_to_install(prepare, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert prepare.main(["core"]) == 2
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert capsys.readouterr().err == (
        f"Python {version} lacks its venv module; on Debian: apt-get install python3-venv (or python{version}-venv)\n"
    )
    assert not prepare.VENV.exists()


def test_setting_up_installs_the_lock_and_the_program_and_a_second_time_nothing(prepare, commands):
    assert prepare.main(["core"]) == 0
    assert installed(commands) == ["requirements.lock", "."]
    assert prepare.main(["core"]) == 0
    assert installed(commands) == ["requirements.lock", "."]


def test_whoever_can_test_can_also_run(prepare, commands):
    prepare.main(["dev"])
    prepare.main(["core"])
    assert installed(commands) == ["requirements-dev.lock", "."]


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements.lock"])
def test_what_changed_is_installed_anew(prepare, commands, changed: str):
    prepare.main(["core"])
    with (prepare.ROOT / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    prepare.main(["core"])
    assert installed(commands) == ["requirements.lock", "."] * 2


def test_an_installation_that_was_interrupted_is_begun_anew(prepare, commands):
    prepare.main(["core"])
    prepare.UNFINISHED.touch()
    prepare.main(["core"])
    assert [command for command in commands if "--clear" in command] == [
        [sys.executable, "-m", "venv", "--clear", str(prepare.VENV)]
    ] * 2
    assert not prepare.UNFINISHED.exists()


def test_an_installation_that_failed_is_not_taken_for_finished(prepare, commands, monkeypatch, capsys):
    def fail(arguments):
        message = "pip could not install it"
        raise prepare.UnpreparedError(message)

    monkeypatch.setattr(prepare, "install", fail)
    assert prepare.main(["core"]) == 2
    assert prepare.UNFINISHED.exists()
    assert capsys.readouterr().err.splitlines()[-1] == "pip could not install it"


def test_nothing_is_installed_outside_the_folder_of_the_checkout(prepare, monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    found = prepare.environment()
    assert found["PIP_USER"] == "0"
    assert "/elsewhere" not in found.values()


def test_an_environment_that_was_made_in_another_folder_is_not_used(prepare):
    python = Path(prepare.python())
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    assert not prepare.usable()


def test_without_apt_or_rights_browser_and_database_are_left_out_and_nothing_fails(
    prepare, monkeypatch, capsys
):
    monkeypatch.setattr(
        prepare.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(prepare.Path, "glob", lambda *_: iter(()))
    assert prepare.main(["browser"]) == prepare.main(["database"]) == 0
    assert capsys.readouterr().err == (
        "no chromium: the browser test will skip (as root: apt-get install chromium)\n"
        "no postgresql: the database tests will skip (as root: apt-get install postgresql)\n"
    )


def test_a_word_that_is_no_verb_is_told_with_those_that_are(prepare, capsys):
    assert prepare.main(["everything"]) == 2
    assert (
        capsys.readouterr().err
        == "prepare.py: expected one of core, dev, browser, database, lock; found everything\n"
    )
