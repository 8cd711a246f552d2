"""Prepare what the Makefile's verbs need: ``.venv`` with the pinned packages, a browser and a database server for tests.

    python3 tools/prepare.py core|dev     make .venv hold exactly what a lock names, and Troth itself
    python3 tools/prepare.py browser      install Chromium where that is allowed; never fails
    python3 tools/prepare.py database     install PostgreSQL where that is allowed; never fails
    python3 tools/prepare.py lock         write both locks anew from pyproject.toml

It runs on the Python that the system has, before anything is installed, so it uses the standard library only. A
second call finds its own stamp and does nothing; a call that was interrupted is noticed by the next, which starts
from a clean folder.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UNFINISHED = VENV / "unfinished"
LOCKS = {"core": "requirements.lock", "dev": "requirements-dev.lock"}
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
LOCK_HEAD = """\
# {what}: exact versions, no addresses, so that any index or mirror serves.
# Written by `make lock` from pyproject.toml (docs/decisions/0009-requirements-lock.md); not edited by hand.
"""


class UnpreparedError(Exception):
    """Something the user must do first, said in one line."""


def main(arguments: Sequence[str]) -> int:
    """Do the one thing asked for; a line on stderr and 2 where the user must act first."""
    verbs = {
        "core": prepare,
        "dev": prepare,
        "browser": browser,
        "database": database,
        "lock": lambda _: lock(),
    }
    if len(arguments) != 1 or arguments[0] not in verbs:
        sys.stderr.write(
            f"prepare.py: expected one of {', '.join(verbs)}; found {' '.join(arguments) or 'nothing'}\n"
        )
        return 2
    try:
        verbs[arguments[0]](arguments[0])
    except UnpreparedError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def prepare(level: str) -> None:
    """Make ``.venv`` hold what the lock of `level` names; nothing is done where its stamp says that it does."""
    require_venv()
    with one_at_a_time():
        stamp = VENV / f"troth-{level}.stamp"
        wanted = fingerprint(level)
        if usable() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        if not usable():
            say("making .venv")
            run(
                [sys.executable, "-m", "venv", "--clear", str(VENV)], "the virtual environment cannot be made"
            )
        UNFINISHED.touch()
        say(f"installing {LOCKS[level]} into .venv")
        install(["--no-deps", "-r", LOCKS[level]])
        install(["--no-deps", "--no-build-isolation", "-e", "."])
        run(
            [python(), *PIP, "check"],
            "the installed packages do not fit together; `make lock` writes the lock anew",
        )
        stamp.write_text(wanted, encoding="utf-8")
        if level == "dev":  # it holds all of the core, in the same versions
            (VENV / "troth-core.stamp").write_text(fingerprint("core"), encoding="utf-8")
        UNFINISHED.unlink()
        say(f".venv is ready: {megabytes(VENV)} MB")


def require_venv() -> None:
    """Debian ships Python without the part that makes virtual environments: say what to install."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        message = f"Python {version} lacks its venv module; on Debian: apt-get install python3-venv (or python{version}-venv)"
        raise UnpreparedError(message)


def usable() -> bool:
    """Whether ``.venv`` was finished, runs, and was made in this folder (a moved checkout needs a new one)."""
    if UNFINISHED.exists() or not Path(python()).exists():
        return False
    probe = "import sys, pip; print(sys.prefix)"
    found = subprocess.run(
        [python(), "-c", probe], capture_output=True, text=True, check=False, env=environment()
    )
    return found.returncode == 0 and Path(found.stdout.strip()) == VENV


def fingerprint(level: str) -> str:
    """What the installation depends on; it changes when any of it does."""
    digest = hashlib.sha256(f"{sys.version} {VENV}".encode())
    for name in ("pyproject.toml", LOCKS[level], "tools/prepare.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def install(arguments: Sequence[str]) -> None:
    """Run pip in ``.venv``; its own messages stand above ours when it fails."""
    run(
        [
            python(),
            *PIP,
            "install",
            "--no-compile",
            *arguments,
        ],  # Python compiles what is used, when it is used
        "pip could not install it (no network, or no mirror configured?); then call make again",
    )


def lock() -> None:
    """Resolve pyproject.toml's ranges in clean environments and write down what came out."""
    require_venv()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    core = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    dev = [*core, *project["project"]["optional-dependencies"]["dev"]]
    for level, names, what in (
        ("core", core, "What `make run` installs"),
        ("dev", dev, "What `make test` installs"),
    ):
        say(f"resolving {LOCKS[level]}")
        frozen = freeze(names, [] if level == "core" else ["-c", LOCKS["core"]])
        write(ROOT / LOCKS[level], LOCK_HEAD.format(what=what) + frozen)


def freeze(names: Sequence[str], constraint: Sequence[str]) -> str:
    """The pinned closure of `names`, from an environment that holds nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        run([sys.executable, "-m", "venv", folder], "the virtual environment cannot be made")
        clean = str(Path(folder) / "bin" / "python")
        run([clean, *PIP, "install", *constraint, *names], "pip could not resolve the dependencies")
        return run([clean, *PIP, "freeze"], "pip freeze failed")


def drives() -> bool:
    """Whether the program that drives the browser starts here."""
    if not Path(python()).exists():
        return True
    done = subprocess.run([python(), "-m", "playwright", "--version"], capture_output=True, check=False)
    return done.returncode == 0


def browser(_: str) -> None:
    """Install Chromium for the browser test where this may be done; without it that test skips with the reason."""
    missing = [] if shutil.which("chromium") else ["chromium"]
    if not drives():
        missing.append("libatomic1")  # what playwright's own driver needs and a bare Debian lacks
    install_from_debian(missing, "browser test")


def database(_: str) -> None:
    """Install PostgreSQL for the tests that start a server of their own; without it they skip with the reason."""
    there = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    install_from_debian([] if there else ["postgresql"], "database tests")


def install_from_debian(missing: Sequence[str], tests: str) -> None:
    """Install packages where there is apt-get and the right to use it; a line on stderr where they stay away."""
    if not missing or shutil.which("apt-get") is None:
        return
    names = " ".join(missing)
    if os.geteuid() != 0:
        say(f"no {names}: the {tests} will skip (as root: apt-get install {names})")
        return
    say(f"installing {names} for the {tests}")
    quiet = {**environment(), "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", "-qq", *step], env=quiet, check=False, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            say(f"apt-get {step[0]} failed: the {tests} will skip")
            return


def run(command: Sequence[str], trouble: str) -> str:
    """What `command` prints; `trouble` is the one line for the user when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise UnpreparedError(trouble)
    return done.stdout


def environment() -> dict[str, str]:
    """The user's environment without what would send the installation elsewhere than into ``.venv``."""
    stray = {
        "PYTHONPATH",
        "PYTHONHOME",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_REQUIRE_VIRTUALENV",
        "PIP_DRY_RUN",
    }
    return {**{name: value for name, value in os.environ.items() if name not in stray}, "PIP_USER": "0"}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two makes at once wait for each other; the lock is on the folder itself and leaves no file."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def python() -> str:
    """The interpreter of ``.venv``."""
    return str(VENV / "bin" / "python")


def megabytes(folder: Path) -> int:
    """What a folder takes on disk."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*")) // 1_000_000


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def say(line: str) -> None:
    """Progress for the user, on stderr."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
