"""The case: a folder that anyone can read, zip and mail, and run again with the same result.

from troth import case

folder = case.load("cases/gaza-pause-2023")     # or ProblemsError, with every problem
found = case.run(folder, viewer="public")       # rows → statements → ledger → picture → steps → tables
case.write_results(found, folder.path, {})      # results/, all of it or nothing
"""

from .assume import Assumption, Difference, assume, differences
from .expectations import Mismatch, Tested, examine
from .load import NO_EVIDENCE, Checked, check, load
from .model import Case, Expected, ExpectedVerdict, Question, Row, Settings, TableCard
from .overrides import Override, parse_override
from .results import findings, manifest, write_results
from .run import Run, known_viewer, run
from .single import check_file
from .statements import Book, commit

__all__ = [
    "NO_EVIDENCE",
    "Assumption",
    "Book",
    "Case",
    "Checked",
    "Difference",
    "Expected",
    "ExpectedVerdict",
    "Mismatch",
    "Override",
    "Question",
    "Row",
    "Run",
    "Settings",
    "TableCard",
    "Tested",
    "assume",
    "check",
    "check_file",
    "commit",
    "differences",
    "examine",
    "findings",
    "known_viewer",
    "load",
    "manifest",
    "parse_override",
    "run",
    "write_results",
]
