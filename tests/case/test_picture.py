"""The picture is read back from the ledger: cut at a time, filtered for a viewer, without what was taken back."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.cases import EVIDENCE, SOURCES, TERMS, TinyCase
from troth import case
from troth.records.errors import ProblemsError


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def at(text):
    return datetime.fromisoformat(text)


def summary(run, term):
    return next(
        verdict
        for verdict in run.verdicts
        if (verdict.term, verdict.instance, verdict.obligor) == (term, None, None)
    )


def rows(run):
    return [row.id for row in run.picture.evidence]


def test_every_row_becomes_a_statement_and_comes_back_as_it_was(tiny):
    tiny.change("sources/sources.csv", "published,url\n", "published,url,note\n")
    tiny.write(
        "sources/sources.csv",
        "\n".join(
            line if line.endswith("note") else f"{line},a note"
            for line in tiny.read("sources/sources.csv").splitlines()
        ),
    )
    loaded = case.load(tiny.path)
    run = case.run(loaded)
    assert run.picture.evidence == tuple(row.record for row in loaded.evidence)
    assert run.picture.terms == tuple(row.record for row in loaded.terms)
    assert run.picture.agreements == tuple(row.record for row in loaded.agreements)
    assert [party.id for party in run.picture.parties] == ["North", "Observers", "South"]
    assert {source.id: source for source in run.picture.sources} == {
        row.record.id: row.record for row in loaded.sources
    }
    assert len(run.book.ledger) == 3 + 5 + 1 + 2 + 4
    assert set(run.statements) >= {"E1", "T1", "source:daily-24", "party:North", "agreement:truce"}


def test_a_row_is_unknown_until_its_source_is_published(tiny):
    loaded = case.load(tiny.path)
    assert rows(case.run(loaded, as_of=at("2023-11-24T23:59+02:00"))) == []
    assert rows(case.run(loaded, as_of=at("2023-11-25T00:00+02:00"))) == ["E1"]
    assert rows(case.run(loaded)) == ["E1", "E2", "E3", "E4"]


def test_a_term_that_is_recorded_later_is_listed_all_the_same(tiny):
    run = case.run(case.load(tiny.path), as_of=at("2023-11-20T12:00+02:00"))
    assert [term.id for term in run.picture.terms] == ["T1", "T2"]
    assert summary(run, "T1").state == "pending"
    assert [reason.code for reason in summary(run, "T1").reasons] == ["term_not_recorded"]
    assert [source.id for source in run.picture.sources] == ["text"]


def test_a_corrected_row_gives_way_from_the_day_of_its_correction(tiny):
    tiny.evidence("E5,T1,2023-11-25,North,release,tally,19,person,daily-27,E2,,,,recount")
    loaded = case.load(tiny.path)
    assert rows(case.run(loaded, as_of=at("2023-11-27T12:00+02:00"))) == ["E1", "E2"]
    late = case.run(loaded)
    assert rows(late) == ["E1", "E3", "E4", "E5"]
    assert summary(late, "T1").quantity.low == 49


def test_a_row_that_takes_another_back_never_counts_itself(tiny):
    tiny.evidence("E5,T1,2023-11-25,North,release,tally,20,person,daily-27,,E2,,,the count was withdrawn")
    run = case.run(case.load(tiny.path))
    assert rows(run) == ["E1", "E3", "E4"]
    assert [row.id for row in run.picture.taken_back] == ["E5"]
    assert summary(run, "T1").quantity.low == 30


def test_a_retraction_that_is_taken_back_brings_the_row_to_life_again(tiny):
    tiny.evidence(
        "E5,T1,2023-11-25,,,item,,,daily-27,,E2,,,withdrawn",
        "E6,T1,2023-11-25,,,item,,,daily-27,,E5,,,the withdrawal was a mistake",
    )
    assert rows(case.run(case.load(tiny.path))) == ["E1", "E2", "E3", "E4"]


def test_what_changed_names_the_new_rows_and_those_that_took_away(tiny):
    tiny.evidence("E5,T1,2023-11-25,,,item,,,daily-27,,E2,,,withdrawn")
    run = case.run(case.load(tiny.path))
    changes = {row["term"]: row for row in run.tables["changes"]}
    assert changes["T1"]["was"] == "kept"
    assert "E5" in changes["T1"]["because"]
    assert changes["T2"]["was"] == "pending"
    assert "E3" in changes["T2"]["because"]


def test_a_term_that_was_recorded_since_is_new(tiny):
    tiny.change("case.toml", 'since = "2023-11-26"', 'since = "2023-11-20"')
    run = case.run(case.load(tiny.path))
    assert [(row["term"], row["was"]) for row in run.tables["changes"]] == [("T1", None), ("T2", None)]


def test_what_is_due_within_a_day(tiny):
    run = case.run(case.load(tiny.path), as_of=at("2023-11-27T12:00+02:00"))
    assert [(row["term"], row["at"], row["obligor"]) for row in run.tables["due"]] == [
        ("T2", at("2023-11-28T07:00+02:00"), ["South"])
    ]
    assert case.run(case.load(tiny.path), as_of=at("2023-11-26T12:00+02:00")).tables["due"] == []


# -- who may see what -------------------------------------------------------------------------------------------------


def test_without_a_viewer_it_is_the_owner_who_looks(tiny):
    tiny.change("evidence/reports.csv", "daily-25,,,,,", "daily-25,,,AMBER,North,")
    assert case.run(case.load(tiny.path)).viewer == "desk"
    assert "E2" in rows(case.run(case.load(tiny.path)))


@pytest.mark.parametrize(
    ("viewer", "sees"), [("North", True), ("South", False), ("public", False), ("desk", True)]
)
def test_a_row_is_shown_to_those_it_is_released_to(tiny, viewer, sees):
    tiny.change("evidence/reports.csv", "daily-25,,,,,", "daily-25,,,AMBER,North,")
    run = case.run(case.load(tiny.path), viewer=viewer)
    assert ("E2" in rows(run)) is sees
    assert ("E2" in run.statements) is sees
    assert ("E2" in str(run.tables)) is sees


def test_hidden_evidence_never_breaks_a_term(tiny):
    tiny.change("evidence/reports.csv", "daily-25,,,,,", "daily-25,,,AMBER,North,")
    assert summary(case.run(case.load(tiny.path), viewer="public"), "T1").state in {
        "unknown",
        "pending",
        "disputed",
    }
    assert summary(case.run(case.load(tiny.path), viewer="North"), "T1").state == "kept"


def test_an_embargo_ends(tiny):
    tiny.write(
        "evidence/reports.csv",
        EVIDENCE.replace(",note\n", ",embargo\n").replace("daily-25,,,,,", "daily-25,,,CLEAR,,2023-12-01"),
    )
    loaded = case.load(tiny.path)
    assert "E2" not in rows(case.run(loaded, as_of=at("2023-12-01T12:00+02:00"), viewer="public"))
    assert "E2" in rows(case.run(loaded, as_of=at("2023-12-02T00:00+02:00"), viewer="public"))


def test_a_row_on_a_hidden_term_stays_and_does_not_name_it(tiny):
    tiny.write(
        "agreements/truce.toml",
        TERMS.replace('id = "T2"', 'id = "SECRET"\ntlp = "AMBER"\nrelease_to = ["North"]'),
    )
    tiny.write(
        "evidence/reports.csv",
        EVIDENCE.replace("E1,T1,", "E1,T1;SECRET,")
        .replace("E3,T2,", "E3,SECRET,")
        .replace("E4,T2,", "E4,SECRET,"),
    )
    tiny.change("expected/first-evening.toml", 'term = "T2"', 'term = "SECRET"')
    loaded = case.load(tiny.path)
    run = case.run(loaded, viewer="South")
    assert [term.id for term in run.picture.terms] == ["T1"]
    assert rows(run) == ["E1", "E2", "E3", "E4"]
    assert run.picture.evidence[0].terms == ("T1",)
    assert "SECRET" not in str(run.tables) + str(run.statements)
    assert "SECRET" in str(case.run(loaded, viewer="North").tables)


def test_a_term_that_depends_on_a_hidden_one_is_withheld_with_it(tiny):
    tiny.write(
        "agreements/truce.toml",
        TERMS.replace('id = "T1"', 'id = "T1"\ntlp = "AMBER"\nrelease_to = ["North"]', 1),
    )
    assert case.run(case.load(tiny.path), viewer="South").picture.terms == ()


def test_rows_of_hidden_sources_keep_their_place_and_count_as_one_origin(tiny):
    lines = SOURCES.splitlines()
    hidden = [
        f"{line},AMBER" if line.startswith(("daily-24", "press-27")) else f"{line},CLEAR"
        for line in lines[1:]
    ]
    tiny.write("sources/sources.csv", "\n".join([f"{lines[0]},tlp", *hidden]) + "\n")
    run = case.run(case.load(tiny.path), viewer="public")
    assert rows(run) == ["E1", "E2", "E3", "E4"]
    assert {row["id"]: row["source_id"] for row in run.tables["evidence"]} == {
        "E1": "withheld-1",
        "E2": "daily-25",
        "E3": "daily-27",
        "E4": "withheld-2",
    }
    assert "daily-24" not in str(run.tables) + str(run.statements)
    assert {tuple(row["origins"]) for row in run.tables["evidence"] if row["id"] in {"E1", "E4"}} == {
        ("a source that is withheld",)
    }


def test_a_retraction_without_a_label_is_released_as_its_target(tiny):
    tiny.change("evidence/reports.csv", "daily-25,,,,,", "daily-25,,,AMBER,North,")
    tiny.evidence("E5,T1,2023-11-25,,,item,,,daily-27,,E2,,,withdrawn")
    loaded = case.load(tiny.path)
    assert "E5" not in str(case.run(loaded, viewer="South").tables)
    assert rows(case.run(loaded, viewer="North")) == ["E1", "E3", "E4"]


def test_a_viewer_who_is_nobody_is_refused_with_the_list_of_parties(tiny):
    with pytest.raises(ProblemsError, match="did you mean 'South'"):
        case.run(case.load(tiny.path), viewer="Souht")


# -- laws -------------------------------------------------------------------------------------------------------------


def digest(run):
    return (
        [verdict.model_dump_json() for verdict in run.verdicts],
        [status.model_dump_json() for status in run.agreements],
        run.statements,
        [(head.log, head.size, head.root) for head in run.heads],
        str(run.tables),
    )


FILES_OF_ROWS = ("evidence/reports.csv", "sources/sources.csv")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_the_order_of_rows_in_files_means_nothing(tiny, data):
    TinyCase.at(tiny.path).evidence(
        "E10,T1,2023-11-25,North,release,tally,19,person,daily-27,E2,,,,",
        "E9,T2,2023-11-25,,,item,,,press-27,,E4,,,",
        "E8,T1;T2,2023-11-26,North,talks,intent,,,daily-27,,,,,",
    )
    before = digest(case.run(case.load(tiny.path)))
    for name in FILES_OF_ROWS:
        header, *lines = tiny.read(name).splitlines()
        tiny.write(name, "\n".join([header, *data.draw(st.permutations(lines))]) + "\n")
    head, *tables = tiny.read("parties.toml").split("[[party]]")
    tiny.write(
        "parties.toml",
        "[[party]]".join([head, *data.draw(st.permutations([f"{table}\n" for table in tables]))]),
    )
    head, *tables = tiny.read("agreements/truce.toml").split("[[term]]")
    tiny.write(
        "agreements/truce.toml",
        "[[term]]".join([head, *data.draw(st.permutations([f"{table}\n" for table in tables]))]),
    )
    assert digest(case.run(case.load(tiny.path))) == before


def test_rows_may_be_spread_over_several_files(tiny):
    before = digest(case.run(case.load(tiny.path)))
    header, *lines = EVIDENCE.splitlines()
    tiny.write("evidence/reports.csv", "\n".join([header, *lines[:1]]) + "\n")
    tiny.write("evidence/more.csv", "\n".join([header, *lines[1:]]) + "\n")
    assert digest(case.run(case.load(tiny.path))) == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gone=st.sets(st.integers(0, 3)))
def test_deleting_any_rows_gives_the_verdict_that_follows_from_what_is_left(tiny, gone):
    header, *lines = EVIDENCE.splitlines()
    left = [line for number, line in enumerate(lines) if number not in gone]
    tiny.write("evidence/reports.csv", "\n".join([header, *left]) + "\n")
    run = case.run(case.load(tiny.path))
    counted = 30 * (0 not in gone) + 20 * (1 not in gone)
    assert summary(run, "T1").quantity.low == counted
    assert (summary(run, "T1").state == "kept") is (counted == 50)
    assert run.outcome.disagreements == ()
