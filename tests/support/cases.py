"""A tiny case, made up, that tests write into a folder of their own and then spoil on purpose."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"

CASE = """\
title = "A tiny truce"
owner = "desk"
timezone = "+02:00"
as_of = "2023-12-31"
seed = 7

[label]
tlp = "CLEAR"

[steps.monitor]

[report]
since = "2023-11-26"

[[question]]
ask = "Were fifty people released?"
terms = ["T1"]

[scenarios.strict]
"term.T1.target.at_least" = 60
"""
PARTIES = """\
[[party]]
id = "North"
name = "The North"
aliases = ["Northern forces"]

[[party]]
id = "South"
name = "The South"

[[party]]
id = "Observers"
name = "The Observers"
"""
SOURCES = """\
source_id,publisher,published,url
daily-24,Observers,2023-11-24,https://observers.example/24
daily-25,Observers,2023-11-25,https://observers.example/25
daily-27,Observers,2023-11-27,https://observers.example/27
press-27,Courier,2023-11-27,https://courier.example/27
text,Observers,2023-11-22,https://observers.example/text
"""
TERMS = """\
[agreement]
id = "truce"
title = "The truce"
parties = ["North", "South"]
source = "text"

[[term]]
id = "T1"
kind = "achieve"
obligor = ["North"]
beneficiary = ["South"]
what = "release fifty people"
source = "text"
[term.measure]
event = ["release"]
unit = "person"
[term.target]
at_least = 50
[term.window]
from = "2023-11-24T07:00"
until = "2023-11-28T07:00"

[[term]]
id = "T2"
kind = "achieve"
obligor = ["South"]
beneficiary = ["North"]
what = "release three for each of the fifty"
source = "text"
[term.measure]
event = ["release"]
unit = "person"
[term.target]
ratio = { times = 3, of = "T1" }
[term.window]
from = "2023-11-24T07:00"
until = "2023-11-28T07:00"
"""
EVIDENCE = """\
evidence_id,term_ids,valid_from,actor,event,form,quantity,unit,source_id,supersedes,retracts,tlp,release_to,note
E1,T1,2023-11-24,North,release,tally,30,person,daily-24,,,,,
E2,T1,2023-11-25,North,release,tally,20,person,daily-25,,,,,
E3,T2,2023-11-26,South,release,tally,150,person,daily-27,,,,,
E4,T2,2023-11-26,South,release,tally,150,person,press-27,,,,,
"""
EXPECTED = """\
as_of = "2023-11-24T20:00"
[[verdict]]
term = "T1"
state = "pending"
low = 0
why = "a page dated by its day counts from the end of that day"

[[verdict]]
term = "T2"
state = "pending"
"""
FILES = {
    "case.toml": CASE,
    "parties.toml": PARTIES,
    "sources/sources.csv": SOURCES,
    "agreements/truce.toml": TERMS,
    "evidence/reports.csv": EVIDENCE,
    "expected/first-evening.toml": EXPECTED,
}


@dataclass(frozen=True)
class TinyCase:
    path: Path

    @classmethod
    def at(cls, path: Path) -> "TinyCase":
        made = cls(path)
        for name, text in FILES.items():
            made.write(name, text)
        return made

    def write(self, name: str, content: str | bytes) -> "TinyCase":
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> "TinyCase":
        text = self.read(name)
        assert old in text, f"{name} does not hold {old!r}"
        return self.write(name, text.replace(old, new, 1))

    def add(self, name: str, text: str) -> "TinyCase":
        return self.write(name, self.read(name) + text)

    def evidence(self, *rows: str) -> "TinyCase":
        """Further rows of evidence, whole lines of CSV."""
        return self.add("evidence/reports.csv", "".join(f"{row}\n" for row in rows))

    def tree(self) -> dict[str, bytes]:
        """Every file in the folder, hidden ones too, by name."""
        files = (path for path in self.path.rglob("*") if path.is_file())
        return {path.relative_to(self.path).as_posix(): path.read_bytes() for path in files}


def troth(
    *arguments: str | Path, cwd: Path | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a user does."""
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}  # noqa: TID251 - what a process of its own is given
    command = [sys.executable, "-m", "troth", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=timeout,
        check=False,
        env=environment,
        encoding="utf-8",
    )
