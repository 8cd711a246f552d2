"""The report as a file: whole, inert, quotable, and the same every time it is written."""

import base64
import copy
import hashlib
import itertools
import json
import re
from decimal import Decimal

import pytest

from share.fixtures.markup import Markup
from share.fixtures.pause import AS_OF, at, tables
from troth.share.report import monitor, page
from troth.share.report.index import Index
from troth.share.report.section import Section
from troth.share.report.text import UnknownLocaleError

HOSTILE = [
    "<script>window.broken=1</script>", '"><img src=x onerror="window.broken=1">', "javascript:window.broken=1",
    "</script><script>window.broken=1</script>", "{{ 7 * 7 }}", "' onmouseover='window.broken=1", "<!--", "&lt;b&gt;", "\u202egnp.exe",
]  # fmt: skip


def write(run):
    return page.render(run, [monitor.section(run)])


def without_plotly(text):
    return text.replace(page.plotly(), "")


@pytest.fixture(scope="module")
def run():
    return tables()


@pytest.fixture(scope="module")
def html(run):
    return without_plotly(write(run))


@pytest.fixture(scope="module")
def markup(html):
    return Markup(html)


def test_the_same_tables_give_the_same_page_byte_for_byte():
    assert write(tables()) == write(tables())


def test_every_link_within_the_page_has_a_target(markup):
    targets = set(markup.ids)
    links = {found["href"][1:] for found in markup.all("a") if found["href"].startswith("#")}
    assert len(links) > 40
    assert not links - targets


def test_no_two_places_share_an_anchor(markup):
    assert len(markup.ids) == len(set(markup.ids))


@pytest.mark.parametrize("anchor", ["T1", "T4a-2023-11-24", "E31", "ocha-49", "answer-1", "agreement-pause"])
def test_every_verdict_day_report_and_source_can_be_linked_to(markup, anchor):
    assert anchor in markup.ids


def test_nothing_is_loaded_from_outside(markup):
    loading = [
        found
        for tag, found in markup.elements
        if tag != "a"
        for name in ("src", "href", "srcset", "data", "action")
        if name in found
    ]
    assert loading == [{"rel": "icon", "href": "data:,"}]


def test_only_our_own_scripts_may_run_and_nothing_may_be_loaded_or_sent(run):
    text = write(run)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe-inline" not in rules["script-src"]
    scripts = [
        text[start:].split("</script>")[0] for start in (m.end() for m in re.finditer("<script>", text))
    ]
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rules["script-src"]


def test_links_to_sources_open_only_by_a_click_and_tell_nothing_of_the_reader(markup):
    outside = [found for found in markup.all("a") if not found["href"].startswith("#")]
    assert {"https://news.example/ocha-49", "https://news.example/pledgetimes-24"} <= {
        found["href"] for found in outside
    }
    assert all({"noopener", "noreferrer"} <= set(found["rel"].split()) for found in outside)


def test_a_figure_leads_to_its_source_in_two_clicks(html):
    answers = re.search(r'<section id="answers".*?</section>', html, re.DOTALL)[0]
    assert '<a href="#E02">E02</a>' in answers
    row = re.search(r'<tr id="E02">.*?</tr>', html, re.DOTALL)[0]
    assert 'href="https://news.example/ocha-49"' in row


def test_every_sentence_can_be_quoted_with_its_attribution(run, markup):
    quotes = {found["href"]: found["data-quote"] for found in markup.all("a", class_="pilcrow")}
    anchors = {
        "#" + Index.of(run).anchor("verdict", row["term"], row["instance"] or "", row["obligor"] or "")
        for row in run["verdicts"]
    }
    assert anchors <= set(quotes)
    assert quotes["#T2"] == (
        "“T2 (“release women and minors”, owed by Israel to Palestinians in Israeli prisons) was kept, by the reports of UN OCHA: "
        "150 people counted, at least 150 due by 28 Nov 2023, 07:00.” — The pause of November 2023 in Gaza, as of 31 Dec 2024, 23:59, "
        "as seen by secretariat; rests on E35 (UN OCHA oPt, 27 Nov 2023)."
    )


def test_whoever_uses_a_screen_reader_finds_a_title_landmarks_and_table_heads(markup):
    assert len(markup.all("h1")) == 1
    assert len(markup.all("main")) == 1
    assert markup.all("html")[0] == {"lang": "en", "dir": "ltr"}
    assert markup.all("a", class_="skip")[0]["href"] == "#main"
    tags = [tag for tag, _ in markup.elements]
    assert tags.count("caption") == tags.count("table")
    assert all(found.get("scope") in {"col", "row"} for found in markup.all("th"))
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), "no heading skips a level"


def test_states_are_told_by_a_sign_and_a_word_never_by_colour_alone(html):
    states = re.findall(r'<b class="state s-(\w+)"><span aria-hidden="true">(.)</span> ([^<]+)</b>', html)
    assert {name for name, _, _ in states} >= {"kept", "broken", "disputed", "unknown", "partly_kept"}
    signs = {}
    for name, sign, word in states:
        assert word.lower().replace(" ", "_") == name
        assert signs.setdefault(sign, name) == name, "no two states share a sign"


def test_the_disputes_stand_side_by_side_with_who_says_what(html):
    disputes = re.search(r'<section id="disputes".*?<section id="evidence"', html, re.DOTALL)[0]
    t3b = disputes.split('href="#T3b"')[1].split("</article>")[0]
    assert t3b.count("<h4>") == 2
    assert "E65" in t3b
    assert "EFE, citing IDF" in t3b
    assert "(a charge)" in t3b
    assert "Was it agreed at all?" in disputes.split('href="#T6"')[1]
    assert "Reading T4a: at least 200 trucks" in disputes


def test_every_row_of_evidence_says_what_it_was_used_for(html):
    rows = dict(re.findall(r'<tr id="(E\d+)">(.*?)</tr>', html, re.DOTALL))
    assert "T3b</a>: a charge" in rows["E65"]
    assert "T3b</a>: not counted, who did it is not established" in rows["E53"]
    assert "T4b</a>: not counted, another category than this term counts" in rows["E09"]
    assert "T3a</a>: counted against it" in rows["E15"]
    assert len(rows) == 28


def test_the_page_says_how_it_was_computed_and_from_what(markup):
    text = " ".join(markup.text)
    for part in (
        "20231124",
        "0.1.0",
        "9f2c" * 16,
        "secretariat/CLEAR",
        "7 terms, 28 rows of evidence, 19 sources",
    ):
        assert part in text


def hostile(value, word):
    """Every text of a run replaced by a hostile one, its structure kept."""
    if isinstance(value, dict):
        keep = {
            "form",
            "kind",
            "state",
            "status",
            "why",
            "code",
            "stance",
            "existence",
            "basis",
            "support",
            "target_kind",
            "timezone",
            "count",
            "day",
            "was",
            "now",
        }
        return {
            key: one if key in keep or key.endswith("precision") else hostile(one, word)
            for key, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [hostile(one, word) for one in value]
    return f"{word} {value}" if type(value) is str and value else value


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_words_anywhere_in_a_case_stay_words(word):
    text = write(hostile(copy.deepcopy(tables()), word))
    found = Markup(without_plotly(text))
    assert [
        attributes for attributes in found.all("script") if attributes.get("type") != "application/json"
    ] == [{}, {}]
    assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on")]
    assert not found.all("img")
    for link in found.all("a"):
        assert re.match(r"#|https?://", link["href"]), link
    assert {f"#{one}" for one in found.ids} >= {
        link["href"] for link in found.all("a") if link["href"].startswith("#")
    }
    assert not re.search("[\u202a-\u202e]", text), "nothing turns the order of words around"
    assert "49 " not in "".join(found.text).split("As of")[0]
    json.loads(re.search(r'class="figure-data"[^>]*>(.*?)</script>', text, re.DOTALL)[1])


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        " JAVASCRIPT:alert(1)",
        "file:///etc/passwd",
        "//evil.example",
        "https://a b",
        "https://x\n.example/<",
    ],
)
def test_an_address_that_is_not_of_the_web_is_no_link(url):
    run = tables()
    run["sources"] = [{**source, "url": url} for source in run["sources"]]
    run["terms"] = [{**term, "source_url": url} for term in run["terms"]]
    assert not [
        found for found in Markup(without_plotly(write(run))).all("a") if not found["href"].startswith("#")
    ]


def test_a_row_that_carries_the_name_of_a_part_of_the_page_gets_another_anchor():
    run = tables()
    run["evidence"] = [
        {**run["evidence"][0], "id": "evidence"},
        {**run["evidence"][1], "id": "T1"},
        {**run["evidence"][1], "id": "é 1"},
    ]
    index = Index.of(run)
    assert index.anchor("term", "T1") == "T1"
    assert [index.anchor("evidence", key) for key in ("evidence", "T1", "é 1")] == [
        "evidence-evidence",
        "evidence-T1",
        "1",
    ]


def test_evidence_that_this_viewer_may_not_see_is_named_without_a_dead_link():
    run = tables()
    run["evidence"] = [row for row in run["evidence"] if row["id"] != "E36"]
    text = without_plotly(write(run))
    assert 'href="#E36"' not in text
    assert "E36" in text


def test_an_empty_run_is_still_a_page():
    run = {"case": [{"id": "new", "title": "A new case", "as_of": AS_OF, "timezone": "+02:00"}]}
    found = Markup(write(run))
    assert "A new case" in found.text
    assert not {found["href"][1:] for found in found.all("a")} - set(found.ids)


def test_a_page_without_figures_does_not_carry_the_library_that_draws_them():
    run = {"case": [{"id": "new", "title": "A new case", "as_of": AS_OF, "timezone": "+02:00"}]}
    assert len(write(run)) < 100_000


def test_a_date_to_compare_with_that_lies_after_the_picture_is_named_as_such():
    run = tables()
    run["case"] = [{**run["case"][0], "as_of": at("11-26T12:00")}]
    run["changes"] = []
    assert "30 Nov 2023, 12:00 lies after this picture: there is nothing to compare." in write(run)


def test_what_is_due_says_how_much_is_still_missing():
    run = tables()
    run["due"] = [
        {
            "term": "T1",
            "instance": None,
            "at": at("11-28T07:00"),
            "what": "release",
            "obligor": ["hamas"],
            "missing": {"low": Decimal(0), "high": Decimal(24), "unit": "person"},
        }
    ]
    words = re.sub(r"</?bdi>", "", write(run))
    assert "by 28 Nov 2023, 07:00; still missing: 0 to 24 people" in words


def test_other_engines_put_their_sections_on_the_same_page(run):
    other = Section(
        id="finance",
        title="Money",
        html='<section id="money"><h2>Money</h2></section>',
        contents=(("money", "Money"),),
    )
    found = Markup(without_plotly(page.render(run, [monitor.section(run), other])))
    assert {"money", "finance", "terms"} <= set(found.ids)


def test_a_language_that_nobody_has_written_is_refused(run):
    with pytest.raises(UnknownLocaleError, match="expected one of en"):
        monitor.section(run, "tlh")
