"""Belgium's pledge beside the monthly figures of the Ukraine Support Tracker: what they show of it, and what they do not.

The figures are used from beside the checkout and not shipped (no licence is stated; Kiel Institute, Ukraine Support
Tracker, release 29). Every verdict is compared with a plain sum of the months. The terms K-... are made up for the
test: nobody promised these numbers. Only B17 is the pledge's own.
"""

import csv
import shutil
from calendar import monthrange
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from troth import case
from troth.case.picture import look
from troth.case.statements import commit
from troth.monitor import settle

ROOT = Path(__file__).resolve().parents[2]
PLEDGE = ROOT / "cases" / "belgium-ukraine-pledge"
KIEL = ROOT.parent / "shared" / "data" / "money" / "kiel"
BILLION = 1_000_000_000
FIRST = "2022-01-24"
"""The tracker counts from here on."""
MEASURES = {"commitment": "commitments", "allocation": "total"}
"""Which column tells of what: its `total` is what was allocated. It has no column of disbursements."""
DEADLINES = [(2022, 12), (2023, 9), (2023, 12), (2024, 12)]
TARGETS = [Decimal(n) for n in ("0.1", "0.5", "1", "2")]
HEAD = "evidence_id,term_ids,valid_from,valid_to,event,category,form,quantity,unit,source_id,recorded_at,supersedes,note"


def months():
    path = KIEL / "data_data_explorer.csv"
    if not path.is_file():
        pytest.skip("the tracker's figures lie beside the checkout of a developer only")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "Belgium"]
    return {(int(row["year"]), int(row["month"])): row for row in rows}


def so_far(measure, until):
    """Billions of euros since the tracker's first day, summed month by month."""
    return sum(
        (Decimal(row[MEASURES[measure]]) for month, row in months().items() if month <= until), Decimal(0)
    )


def euros(billions):
    return str((billions * BILLION).quantize(Decimal(1)))


def last_day(month):
    return f"{month[0]}-{month[1]:02}-{monthrange(*month)[1]}"


def name(measure, target, deadline):
    return f"K-{measure}-{target}-{deadline[0]}-{deadline[1]:02}"


def made_up_terms():
    head = '[agreement]\nid = "made-up"\ntitle = "Numbers made up for a test"\nparties = ["Belgium"]\n'
    return head + "".join(
        f"""
[[term]]
id = "{name(measure, target, deadline)}"
kind = "achieve"
basis = "pledge"
obligor = ["Belgium"]
beneficiary = ["Ukraine"]
what = "made up for a test: {target} billion by the end of {deadline[0]}-{deadline[1]:02}"
[term.measure]
event = ["{measure}"]
unit = "EUR"
[term.target]
at_least = {euros(target)}
[term.window]
from = "{FIRST}"
until = "{last_day(deadline)}"
[term.dispute]
existence = "disputed"
note = "made up for a test"
"""
        for measure in MEASURES
        for target in TARGETS
        for deadline in DEADLINES
    )


def cumulative_rows():
    """One row per month and measure: so much since the start, known since the release."""
    rows = []
    for measure in MEASURES:
        named = ";".join(["B17", *(name(measure, t, d) for t in TARGETS for d in DEADLINES)])
        for month in sorted(months()):
            total = euros(so_far(measure, month))
            identity = f"K{measure[0].upper()}{month[0]}{month[1]:02}"
            rows.append(
                f"{identity},{named},{FIRST},{last_day(month)},{measure},all aid,cumulative,{total},EUR,kiel,,,"
            )
    return rows


def folder(tmp_path, extra=()):
    made = tmp_path / PLEDGE.name
    shutil.copytree(PLEDGE, made, ignore=shutil.ignore_patterns("results", "expected"))
    (made / "agreements" / "made-up.toml").write_text(made_up_terms(), encoding="utf-8")
    text = "\n".join([HEAD, *cumulative_rows(), *extra]) + "\n"
    (made / "evidence" / "kiel.csv").write_text(text, encoding="utf-8")
    with (made / "sources" / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(
            "kiel,Kiel Institute,,research,2026-08-04,,none stated,,,release 29; used in a test only\n"
        )
    with (made / "parties.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[party]]\nid = "Kiel Institute"\nname = "Kiel Institute"\nkind = "research"\n')
    return made


def verdicts(made, as_of):
    loaded = case.load(made)
    moment = datetime.fromisoformat(f"{as_of}T23:59+01:00")
    picture = look(loaded, commit(loaded), as_of=moment, viewer=loaded.owner)
    found = settle(picture.problem(loaded.owner), explain=False).verdicts
    return {row.term: row for row in found if row.instance is None}


def count_at(measure, deadline):
    """The latest count since the start that does not run past a deadline."""
    known = [month for month in months() if month <= deadline]
    return so_far(measure, max(known))


def reached(measure, target, deadline):
    """Kept where the sum reaches the number; broken only where a count runs to the deadline itself, for later months may add."""
    total = count_at(measure, deadline)
    if total >= target:
        return "kept"
    return "broken" if deadline in months() else "unknown"


def test_every_state_is_that_of_a_plain_sum_of_the_months(tmp_path):
    found = verdicts(folder(tmp_path), "2026-12-31")
    for measure in MEASURES:
        for target in TARGETS:
            for deadline in DEADLINES:
                row = found[name(measure, target, deadline)]
                assert row.state.value == reached(measure, target, deadline), row.term
                assert row.quantity.low == Decimal(euros(count_at(measure, deadline)))
                assert row.disputed


def test_what_is_committed_is_not_what_is_allocated(tmp_path):
    found = verdicts(folder(tmp_path), "2026-12-31")
    assert so_far("commitment", (2023, 12)) == Decimal("2.170474")
    assert so_far("allocation", (2023, 12)) == Decimal("0.406084")
    states = {m: found[name(m, Decimal(1), (2023, 12))].state.value for m in MEASURES}
    assert states == {"commitment": "kept", "allocation": "broken"}


def test_nothing_is_known_before_the_release(tmp_path):
    made = folder(tmp_path)
    before, after = (verdicts(made, day) for day in ("2026-08-03", "2026-08-05"))
    one = name("commitment", Decimal(1), (2023, 12))
    assert (before[one].state.value, after[one].state.value) == ("unknown", "kept")


def test_the_tracker_says_nothing_on_the_pledged_fifty_millions(tmp_path):
    row = verdicts(folder(tmp_path), "2026-12-31")["B17"]
    assert row.state.value == "pending"
    assert row.quantity.low == 0
    assert {one.why for one in row.context} == {"other_event"}
    assert len(row.context) == 2 * len(months())


def test_a_commitment_counted_as_money_paid_would_have_kept_the_pledge_four_years_before_it_was_made(
    tmp_path,
):
    """The wrong reading, so that everybody sees why a pledge is measured by what is paid for what it names."""
    made = folder(tmp_path)
    text = (made / "agreements" / "pledge.toml").read_text(encoding="utf-8")
    right = 'event = ["disbursement"]\ncategory = ["infrastructure"]\nunit = "EUR"'
    assert text.count(right) == 1
    wrong = text.replace(right, 'event = ["commitment"]\nunit = "EUR"')
    (made / "agreements" / "pledge.toml").write_text(wrong, encoding="utf-8")
    row = verdicts(made, "2026-12-31")["B17"]
    assert row.state.value == "kept"
    assert so_far("commitment", (2022, 2)) == Decimal("0.076")


def test_a_figure_that_is_restated_downward_takes_the_verdict_back_from_its_own_date(tmp_path):
    """The restatement is made up: a later release that counts a billion less at the end of 2023."""
    total = so_far("commitment", (2023, 12)) - 1
    named = ";".join(name("commitment", target, (2023, 12)) for target in TARGETS)
    restated = f"KX,{named},{FIRST},2023-12-31,commitment,all aid,cumulative,{euros(total)},EUR,kiel,2026-11-01,KC202312,"
    made = folder(tmp_path, [restated + "made up for a test"])
    for as_of, sum_ in (("2026-10-31", total + 1), ("2026-11-30", total)):
        found = verdicts(made, as_of)
        for target in TARGETS:
            row = found[name("commitment", target, (2023, 12))]
            assert row.state.value == ("kept" if sum_ >= target else "broken")
            assert row.quantity.high == Decimal(euros(sum_))


def test_months_that_are_missing_are_no_months_without_aid():
    """Belgium has no row for some months; a count since the start runs past them, a sum of months would call them nothing."""
    missing = [(2022, 6), (2023, 2), (2023, 4), (2023, 8), (2023, 9), (2024, 1)]
    assert not set(missing) & set(months())
