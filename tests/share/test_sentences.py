"""What verdicts say in words: attributed, neutral, complete, and the same for everybody."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

import troth.monitor
from share.fixtures.pause import AS_OF, at, tables
from troth.records.term import Kind
from troth.records.verdict import State
from troth.share.report import phrases, reasons, words
from troth.share.report.sentences import Index, UnknownLocaleError, answer, answers, catalog, sentence
from troth.share.report.text import CATALOGS, MissingTextError, fill, plain

TEXTS = catalog("en")
BLAME = re.compile(
    r"\b(violat|terroris|guilty|crime|lied|liar|regime|murder|massacre|failed to honou?r)", re.IGNORECASE
)


@pytest.fixture(scope="module")
def run():
    return tables()


@pytest.fixture(scope="module")
def index(run):
    return Index.of(run)


def said(run, index, term, instance=None):
    return next(
        sentence(row, index) for row in run["verdicts"] if (row["term"], row["instance"]) == (term, instance)
    )


def answered(run, index, *terms):
    asked = {tuple(question["terms"]): question for question in run["questions"]}
    return answer(asked[terms], index).text


def test_a_kept_term_is_attributed_to_the_reports_it_follows_from(run, index):
    assert said(run, index, "T1") == (
        "T1 (“release women and children held in Gaza”, owed by Hamas to Israel) was kept, by the reports of UN OCHA, "
        "Qatar, Israel and 2 more: 50 to 51 people counted, at least 50 due by 28 Nov 2023, 07:00. The counts differ "
        "(E30 and E34); the range holds them all."
    )


def test_a_broken_duty_to_refrain_names_the_reports_and_the_other_sides_charge(run, index):
    assert said(run, index, "T3a") == (
        "T3a (“no attacks in the Gaza Strip while the pause lasts”, owed by Israel to people in the Gaza Strip) was broken, "
        "by the reports of UN OCHA, eyewitnesses and PRCS: 2 to 3 events attributed to Israel, none allowed. "
        "A breach is charged by Hamas (E66)."
    )


def test_a_charge_by_one_party_is_never_told_as_a_breach(run, index):
    text = said(run, index, "T3b")
    assert "is disputed" in text
    assert "was broken" not in text
    assert "Only one side, Israel, says so (E65); the word of one party alone decides nothing." in text
    assert text.count("E65") == 1, "the charge is told once"


def test_a_day_of_a_daily_duty_has_a_sentence_of_its_own(run, index):
    assert said(run, index, "T4a", "2023-11-24") == (
        "T4a on 24 Nov 2023 (“allow aid trucks to enter”, owed by Israel) was broken, by the reports of UNRWA and PRCS: "
        "137 to 196 trucks counted, at least 200 due."
    )


def test_a_term_that_one_side_says_was_agreed_is_told_with_both_sides(run, index):
    assert (
        "Whether it was agreed at all is disputed: said by Israel, not confirmed by Qatar and ICRC."
        in said(run, index, "T6")
    )


def test_two_readings_of_a_term_name_each_other(run, index):
    assert "one reading of a term that is also reported as T4b; which was agreed is disputed" in said(
        run, index, "T4a"
    )


def test_the_release_question_is_answered_by_which_count_and_who_speaks_against_it(run, index):
    assert answered(run, index, "T1") == (
        "Kept: 50 to 51 people counted, at least 50 due by 28 Nov 2023, 07:00 (E02, E07, E17, E20 and 4 more). "
        "By every count it is kept: 50 to 51 people (UN OCHA, Qatar) and 51 people (AFP). "
        "No report that counts speaks against it; 1 on record is not counted (E21: background, as the case’s owner marked it)."
    )


def test_the_aid_question_says_that_it_depends_on_the_number_and_on_whose_trucks(run, index):
    text = answered(run, index, "T4a", "T4b")
    assert "It depends on which number was agreed" in text
    assert "T4a (at least 200 trucks): partly kept" in text
    assert "T4b (at least 300 trucks): broken" in text
    assert (
        "T4a depends on whose count: broken with 0 of 7 days (UNRWA, UN OCHA); partly kept with 1 of 7 days (Israel)."
        in text
    )
    assert "T4b is broken by every count" in text
    assert text.count("Hamas against Israel (E55)") == 1, "both readings carry the same charge"


def test_an_agreement_that_ran_out_has_lapsed_and_was_not_broken_by_that(run, index):
    text = answered(run, index, "T3a", "T3b")
    assert text.startswith(
        "The agreement ran out on 1 Dec 2023, 07:00, extended from 28 Nov 2023, 07:00 (E36 and E46): a lapse, not a breach (E75)."
    )
    assert "T3a (Israel): broken by the reports of UN OCHA, eyewitnesses and PRCS" in text
    assert "T3b (Hamas): disputed" in text
    assert "Charges of a breach: Hamas against Israel (E66); Israel against Hamas (E65)." in text


def test_questions_about_the_same_terms_are_answered_together(run, index):
    found = answers(run["questions"], index)
    assert [one.terms for one in found] == [("T1",), ("T4a", "T4b"), ("T3a", "T3b")]
    assert found[0].ask == "Was the release term kept in four days? By which count, and who disputes it?"


def test_terms_of_which_the_same_is_to_be_told_are_told_together():
    aside = [{"id": "E1", "why": "stance_context"}]
    bare = {"instance": None, "state": "unknown", "reasons": [{"code": "no_evidence"}], "context": aside}
    run = {
        "terms": [
            {"id": name, "kind": "achieve", "what": "x", "obligor": ["A"]} for name in ("T1", "T2", "T3")
        ],
        "verdicts": [{"term": "T1", **bare}, {"term": "T2", **bare}, {"term": "T3", **bare, "state": "kept", "reasons": []}],
    }  # fmt: skip
    text = answer({"ask": "Were they kept?", "terms": ["T1", "T2", "T3"]}, Index.of(run)).text
    assert "T1 and T2 (A): unknown." in text
    assert "T1 and T2: No report that counts speaks of it; 1 on record is not counted (E1:" in text
    assert text.count("No report that counts") == 1


def test_a_question_about_a_term_that_this_viewer_may_not_see_gets_an_honest_answer(index):
    assert (
        answer({"ask": "Was it kept?", "terms": ["secret"]}, index).text
        == "No verdict on record answers this."
    )


@pytest.mark.parametrize(("status", "words"), [
    ("not_begun", "has not begun"), ("in_force", "is in force until 1 Dec 2023, 07:00"),
    ("lapsed", "a lapse, not a breach"), ("end_unknown", "How the agreement ended is unknown"),
])  # fmt: skip
def test_every_way_an_agreement_can_stand_has_words(run, status, words):
    run = {**run, "agreements": [{**run["agreements"][0], "status": status}]}
    assert words in answer(run["questions"][3], Index.of(run)).text


def a_verdict(kind, state, **more):
    index = Index.of({
        "case": [{"timezone": "+02:00", "as_of": AS_OF}],
        "terms": [{"id": "T", "kind": kind, "what": "open the gate", "obligor": ["North"], "beneficiary": ["South"], "agreement": "a"}],
        "evidence": [{"id": "E1", "terms": ["T"], "form": "item", "source": "s", "origins": ["Observers"]}],
    })  # fmt: skip
    row = {
        "term": "T", "state": state, "quantity": {"low": Decimal(2), "high": Decimal(3), "unit": "truck"}, "target": Decimal(3),
        "target_kind": "at_most" if kind == "refrain" else "at_least", "because": ("E1",), "supporting": ("E1",),
        "opposing": ("E1",), "valid_to": at("12-01T07:00"), "kept_instances": 1, "total_instances": 2, **more,
    }  # fmt: skip
    return row, index


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_state_of_every_kind_of_term_reads_as_a_sentence(kind, state):
    row, index = a_verdict(kind, state)
    for instance in (None, "2023-11-24"):
        text = sentence({**row, "instance": instance}, index)
        assert text.endswith(".")
        assert "North" in text
        assert "{" not in text
        assert "[" not in text
        assert ".." not in text
        assert not BLAME.search(text)


@pytest.mark.parametrize("kind", list(Kind))
def test_no_two_states_of_one_kind_read_the_same(kind):
    read = [sentence(*a_verdict(kind, state)) for state in State]
    assert len(set(read)) == len(State)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_words_for_a_state_are_the_same_whoever_owes_the_term(kind):
    for state in State:
        row, index = a_verdict(kind, state)
        turned = Index.of({
            "case": [index.case], "evidence": [*index.evidence.values()],
            "terms": [{**index.terms["T"], "obligor": ["South"], "beneficiary": ["North"]}],
        })  # fmt: skip
        swapped = sentence(row, index).replace("North", "?").replace("South", "North").replace("?", "South")
        assert sentence(row, turned) == swapped


def codes_of_the_monitor():
    """Every code that the engine's source gives to a Reason or to a Context, or returns as one."""
    found = {"reason": set(), "context": set()}
    for file in Path(troth.monitor.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.keyword)
                and node.arg in {"code", "why"}
                and isinstance(node.value, ast.Constant)
            ):
                found["reason" if node.arg == "code" else "context"].add(node.value.value)
            if (
                file.name == "select.py"
                and isinstance(node, ast.Return)
                and isinstance(node.value, ast.Constant)
            ):
                value = node.value.value
                found["context"] |= {value} if isinstance(value, str) and "_" in value else set()
    return found


@pytest.mark.parametrize("locale", sorted(CATALOGS))
def test_every_code_that_the_monitor_emits_has_a_sentence(locale):
    codes = codes_of_the_monitor()
    assert len(codes["reason"]) > 20
    for family, names in codes.items():
        assert not {name for name in names if f"{family}.{name}" not in CATALOGS[locale].texts}


CONTRACT = [
    "term_not_recorded",
    "window_open",
    "not_begun",
    "no_anchor",
    "no_deadline",
    "no_evidence",
    "no_coverage",
    "target_met",
    "limit_exceeded",
    "short_of_target",
    "straddles",
    "both_sides",
    "party_alone",
    "average_below",
    "average_meets",
    "instance_broken",
    "all_instances_kept",
    "k_of_n_met",
    "k_of_n_missed",
    "denied",
    "too_few_sources",
    "coverage_silent",
    "condition_unmet",
    "condition_open",
    "suspended",
    "excused",
    "repaired",
    "lapsed_nothing_owed",
    "expired",
    "extended",
    "extension_conflict",
    "extension_capped",
    "open_high_end",
    "within_tolerance",
    "estimates_differ",
    "joint_part",
    "obligor_admits",
    "rests_on_obligor",
    "conceded",
    "words_only",
    "restated_downward",
]


@pytest.mark.parametrize("code", CONTRACT)
def test_every_reason_reads_well_with_its_numbers_and_without(code, index):
    bare = plain(reasons.reason_line({"code": code}, index, TEXTS))
    full = {
        "code": code,
        "ids": ["E02", "E07"],
        "at": at("12-01T07:00"),
        "amount": Decimal(2),
        "names": ["hamas", "2023-11-24"],
    }
    told = plain(reasons.reason_line(full, index, TEXTS, unit="truck"))
    for text in (bare, told):
        assert text[0].isupper()
        assert text.endswith(".")
        assert not re.search(r"[\[\]{}]| [,.;)]|\(\)|  ", text)
        assert "the method applies" not in text


def test_a_code_that_nobody_has_written_for_is_named_as_it_is(index):
    assert "code “brand_new”" in plain(reasons.reason_line({"code": "brand_new"}, index, TEXTS))
    assert "code “brand_new”" in reasons.context_line({"id": "E1", "why": "brand_new"}, TEXTS)


def test_independent_origins_are_not_counted_in_trucks(index):
    text = plain(
        reasons.reason_line({"code": "too_few_sources", "amount": Decimal(2)}, index, TEXTS, unit="truck")
    )
    assert "truck" not in text


def test_what_would_change_a_verdict_is_told_with_the_rows_and_the_new_state(index):
    row = {"term": "T1", "quantity": {"unit": "person"}, "flips": [
        {"without": ["E32"], "state": "disputed"},
        {"without": ["E02", "E17"], "origin": "ocha", "state": "unknown"},
        {"needed": Decimal(1), "unit": "person", "by": at("11-28T07:00"), "state": "kept"},
    ]}  # fmt: skip
    assert [plain(line) for line in phrases.flip_lines(row, index, TEXTS)] == [
        "Without E32 it would be disputed.",
        "Without everything that UN OCHA says (E02 and E17) it would be unknown.",
        "1 person more by 28 Nov 2023, 07:00 would make it kept.",
    ]


def test_a_provisional_verdict_says_so_only_until_its_time_is_over():
    row, index = a_verdict("achieve", "broken", provisional_until=at("12-18T07:00"))
    assert "provisional" not in sentence(row, index)
    early = Index.of(
        {"case": [{"timezone": "+02:00", "as_of": at("12-02T07:00")}], "terms": list(index.terms.values())}
    )
    assert sentence(row, early).endswith("This is provisional until 18 Dec 2023, 07:00.")


def test_an_unknown_language_is_refused_with_what_is_there(run, index):
    with pytest.raises(UnknownLocaleError, match="no texts for locale 'tlh': expected one of en"):
        sentence(run["verdicts"][0], index, locale="tlh")


def test_every_language_has_every_text():
    english = set(CATALOGS["en"].texts)
    for locale, texts in CATALOGS.items():
        assert set(texts.texts) == english, locale


def test_a_text_that_asks_for_what_it_is_not_given_is_our_slip():
    with pytest.raises(MissingTextError, match="asks for 'count'"):
        fill("{count} counted", {})


@pytest.mark.parametrize(("low", "high", "unit", "text"), [
    (50, 51, "person", "50 to 51 people"), (1, 1, "person", "1 person"), (130000, 130000, "litre/day", "130,000 litres a day"),
    (196, None, "truck", "at least 196 trucks"), (3, 3, "explosion", "3 explosions"), (50_000_000, 50_000_000, "EUR", "50,000,000 EUR"),
    (Decimal("152.85"), Decimal("213.86"), "truck/day", "152.85 to 213.86 trucks a day"), (5, 5, "", "5"),
])  # fmt: skip
def test_amounts_are_written_as_people_write_them(low, high, unit, text):
    assert words.interval(Decimal(low), None if high is None else Decimal(high), unit, TEXTS) == text


def test_nearly_all_is_never_shown_as_all():
    assert words.share(Decimal("0.9999"), Decimal("0.9999"), TEXTS) == "99%"


def test_a_source_known_by_its_date_is_shown_by_that_date_although_it_counts_from_the_days_end():
    assert words.published(at("11-25T00:00"), "day", at("11-25T00:00").tzinfo, TEXTS) == "24 Nov 2023"


def test_a_case_whose_tables_are_missing_still_reads():
    assert sentence(
        {"term": "T9", "state": "unknown", "quantity": {"low": Decimal(0), "high": None, "unit": ""}},
        Index.of({}),
    ) == ("Whether T9 was kept is unknown.")


def test_counts_below_a_party_s_duty_are_its_own_figures_and_nobody_is_said_to_confess(run, index):
    counts = next(name for name, row in index.evidence.items() if row["form"] == "tally")
    words = next(name for name, row in index.evidence.items() if row["form"] == "item")
    listed = [
        {"id": one, "origin": "Israel", "stands": stands}
        for one, stands in ((counts, "admission"), (words, "admission"), (counts, "concession"))
    ]
    told = [plain(line) for line in phrases.interest_lines({"interests": listed}, index, TEXTS)]
    assert told == [
        f"Israel’s own figures, not in its own favour ({counts}): they count as what others say.",
        f"Israel’s own report, not in its own favour ({words}): counts as what others say.",
        f"Reported by Israel, the other side, in favour of the side that owes it ({counts}): counts as what others say.",
    ]


def test_a_breach_by_the_obligor_s_own_list_says_whose_reports_it_rests_on(index):
    reason = {"code": "obligor_admits", "names": ["Israel"], "ids": ["E02"]}
    told = plain(reasons.reason_line(reason, index, TEXTS))
    assert told == "Every report behind it is that of the side that owes it, Israel (E02)."
