"""How pages and files are served: small, packed, kept by browsers, and under a policy that lets nothing foreign run."""

import gzip
import json
import re
from datetime import datetime

import pytest

from share.web.desks import INCIDENTS, PAUSE, application, desk_of, reader, tiny, words
from troth.share.report import section, sections
from troth.share.web.links import Links, rehang, unstyled
from troth.share.web.situation import escaped

PAGES = [
    "/",
    "/terms",
    "/terms/T4a",
    "/reports",
    "/reports/E02",
    "/sources",
    "/ledger",
    "/steps/monitor",
    "/situation",
    "/about",
    "/nowhere",
]
HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script>\"'><b>x"


@pytest.fixture(scope="module")
def public():
    return reader(desk_of(PAUSE))


@pytest.mark.parametrize("path", [*PAGES, "/situation.txt", "/?as_of=x", "/static/none.js"])
def test_every_answer_forbids_foreign_and_inline_scripts_and_styles_and_framing(public, path):
    headers = public.get(path).headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_what_the_policy_forbids(public, path):
    text = public.get(path).text
    assert not re.search(r'\sstyle="|<style|\son\w+="|javascript:', text)
    for script in re.findall(r"<script([^>]*)>", text):
        assert re.search(r'src="/static/[\w-]+\.js"|type="application/json"', script)
    assert not re.search(r'(?:src|action|srcset)="(?!/)|<link[^>]*href="(?!/static/|data:,)', text), (
        "nothing is loaded from outside"
    )


def test_the_overview_is_small_and_loads_no_drawing(public):
    text = public.get("/").text
    assert len(text.encode()) <= 60_000
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert len(files) + 1 <= 8
    assert not [one for one in files if "plotly" in one]
    whole = len(text.encode()) + sum(int(public.get(one).headers["content-length"]) for one in files)
    assert whole <= 1_600_000


def test_drawings_come_only_on_pages_that_draw_and_after_the_words(public):
    text = public.get("/steps/monitor").text
    assert re.search(r'<script defer src="/static/plotly-[0-9a-f]{12}\.js">', text)
    figure = re.search(
        r'<script type="application/json" class="figure-data" data-for="timeline-figure">(.*?)</script>', text
    )[1]
    assert json.loads(figure)["data"]
    assert "plotly-" not in public.get("/terms").text


def test_every_drawing_has_its_table_on_the_same_page():
    found = reader(desk_of(INCIDENTS, moment=datetime.fromisoformat("2030-06-30T12:00+02:00")))
    for name in ("monitor", "incidents"):
        text = found.get(f"/steps/{name}").text
        figures = re.findall(r'class="figure-data" data-for="([^"]+)"', text)
        assert figures
        for figure in figures:
            assert "<table" in text[text.index(f'id="{figure}"') :]


def test_no_drawing_is_of_a_kind_that_asks_for_maps_from_outside(public):
    for _, text in re.findall(r'data-for="([^"]+)">(.*?)</script>', public.get("/steps/monitor").text):
        assert not {one["type"] for one in json.loads(text)["data"]} & {"choropleth", "scattergeo"}


def test_a_file_is_kept_for_good_since_its_name_is_its_content(public):
    [style] = set(re.findall(r'href="(/static/desk-[0-9a-f]{12}\.css)"', public.get("/").text))
    found = public.get(style, headers={"accept-encoding": "gzip"})
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-encoding"] == "gzip"
    assert int(found.headers["content-length"]) < len(found.content) / 2
    again = public.get(style, headers={"accept-encoding": "gzip", "if-none-match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = public.get(style, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == found.content
    assert plain.headers["etag"] != found.headers["etag"]


@pytest.mark.parametrize(
    "file",
    ["desk.css", "desk-000000000000.css", "..%2f..%2fapp.py", "%2e%2e/english.py", "plotly-.js", "x" * 3000],
)
def test_no_other_file_can_be_asked_for(public, file):
    assert public.get(f"/static/{file}").status_code == 404


def test_a_page_is_packed_for_who_can_unpack_it_and_no_two_are_of_one_size(public):
    found = [public.get("/", headers={"accept-encoding": "gzip"}) for _ in range(12)]
    assert {one.headers["content-encoding"] for one in found} == {"gzip"}
    assert len({one.text for one in found}) == 1
    assert len({one.headers["content-length"] for one in found}) > 1
    assert "content-encoding" not in public.get("/", headers={"accept-encoding": "identity"}).headers


def test_a_page_that_is_packed_is_gzip_as_anybody_reads_it():
    from troth.share.web.writing import packed

    for size in (1, 100, 100_000):
        assert gzip.decompress(packed(b"x" * size)) == b"x" * size


@pytest.mark.parametrize("path", PAGES[:-1])
def test_a_page_answers_whether_it_is_there_without_its_words(public, path):
    found = public.ask("HEAD", path)
    assert (found.status_code, found.content) == (200, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written_by_reading_pages(public, method):
    found = public.ask(method, "/terms")
    assert found.status_code == 405
    assert "This cannot be answered" in words(found.text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    made = tiny(tmp_path_factory.mktemp("hostile") / "tiny")
    quoted = HOSTILE.replace('"', '""')
    made.add(
        "evidence/reports.csv", f'X1,T1,2023-11-25,"{quoted}","{quoted}",item,1,person,bad,,,,,"{quoted}"\n'
    )
    made.add("sources/sources.csv", f'bad,"{quoted}",2023-11-25,javascript:alert(1)\n')
    escaped_toml = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    made.change("agreements/truce.toml", 'what = "release fifty people"', f'what = "{escaped_toml}"')
    made.change("case.toml", 'title = "A tiny truce"', f'title = "{escaped_toml}"')
    made.change("case.toml", 'ask = "Were fifty people released?"', f'ask = "{escaped_toml}"')
    made.change("parties.toml", 'name = "The North"', f'name = "{escaped_toml}"')
    return reader(desk_of(made.path, exercise=HOSTILE))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/terms",
        "/terms/T1",
        "/reports",
        "/reports/X1",
        "/sources",
        "/sources/bad",
        "/ledger",
        "/steps/monitor",
        "/situation",
        "/about",
        "/nowhere",
    ],
)
def test_words_of_a_case_are_never_markup(hostile, path):
    text = hostile.get(path).text
    assert "<img" not in text
    assert "<script>alert" not in text
    assert 'href="javascript' not in text
    assert "onerror=alert(1)&gt;" in text


@pytest.mark.parametrize(
    "query",
    [
        f"q={HOSTILE}",
        f"term={HOSTILE}",
        f"lang={HOSTILE}",
        f"as_of={HOSTILE}",
        f"as={HOSTILE}",
        f"from={HOSTILE}",
        f"before={HOSTILE}",
        f"since={HOSTILE}",
    ],
)
def test_words_of_an_address_are_never_markup(public, query):
    name, _, value = query.partition("=")
    for path in ("/", "/reports", "/ledger"):
        text = public.get(path, params={name: value}).text
        assert "<img" not in text
        assert "<script>alert" not in text


def test_words_of_a_case_are_never_markdown():
    assert escaped("# [a](b) *c* <d>\n1. e") == "\\# \\[a\\](b) \\*c\\* \\<d\\> 1. e"
    assert escaped("1. e") == "1\\. e"


def test_an_error_that_nobody_foresaw_is_one_sentence_for_the_reader_and_one_line_for_the_log(caplog):
    app = application(desk_of(PAUSE))

    def broken(_request):
        msg = "a secret of the machine"
        raise RuntimeError(msg)

    app.state.caller_of = broken
    from share.web.desks import Reader

    found = Reader(app).get("/")
    assert found.status_code == 500
    assert "Something went wrong at this desk." in found.text
    assert "secret" not in found.text
    assert [record.getMessage() for record in caplog.records] == [
        "GET /: RuntimeError: a secret of the machine"
    ]
    assert found.headers["content-security-policy"]


def test_a_new_engines_section_is_a_page_without_new_code(monkeypatch, public):
    def planted(tables, locale="en"):
        return section.Section(
            id="deliberate-step", title="The plan", figures={"deliberate-figure": {"data": [{"type": "bar"}], "layout": {}}},
            html=f'<section id="crews"><h2>Crews</h2><p>{locale} {len(tables["terms"])} <a href="#E02">E02</a> <a href="#crews">up</a>'
            '<i style="inset-inline-start:12.5%;inline-size:50%"></i></p><div id="deliberate-figure"></div><table></table></section>',
            contents=(("crews", "Crews"), ("more", "More")),
        )  # fmt: skip

    monkeypatch.setitem(sections.SECTIONS, "deliberate", planted)
    run = public.app.state.desk.run("public", explained=False)
    ran = (*run.outcome.ran, "deliberate")
    monkeypatch.setattr(type(run.outcome), "ran", property(lambda _self: ran))
    menu = public.get("/").text
    assert '<a href="/steps/deliberate">deliberate</a>' in menu
    text = public.get("/steps/deliberate?lang=fr").text
    assert 'fr 14 <a href="/reports/E02?lang=fr">E02</a> <a href="#crews">up</a>' in text
    assert '<i data-at="125" data-wide="500"></i>' in text
    assert 'data-for="deliberate-figure"' in text


def test_links_lead_home_only_where_their_target_is_on_the_page():
    found = {"E1": ("evidence", "E/1"), "T1-24": ("verdict", "T1", "24", "")}
    html = '<p id="E2"><a href="#E1">E1</a><a href="#E2">E2</a><a href="#T1-24">d</a><a href="#x">x</a></p>'
    assert rehang(html, found, Links({"lang": "fr"})) == (
        '<p id="E2"><a href="/reports/E%2F1?lang=fr">E1</a><a href="#E2">E2</a><a href="/terms/T1?lang=fr#T1-24">d</a><a href="#x">x</a></p>'
    )


@pytest.mark.parametrize(
    ("style", "attributes"),
    [
        ("inset-inline-start:-3%", 'data-at="0"'),
        ("inset-inline-start:120%;inline-size:0.001%", 'data-at="1000" data-wide="1"'),
    ],
)
def test_places_beyond_a_drawing_stay_within_it(style, attributes):
    assert unstyled(f'<i style="{style}">') == f"<i {attributes}>"


@pytest.mark.parametrize("path", ["/", "/terms/T1", "/ledger", "/nowhere", "/situation"])
def test_an_exercise_says_so_on_every_page_in_its_title_and_in_its_texts(path):
    found = reader(desk_of(PAUSE, exercise="Blue river")).get(path).text
    assert re.search(r"<title>Exercise: Blue river – ", found)
    assert "Exercise: Blue river Nothing on this page is real." in words(found)
    assert 'class="desk exercise"' in found


@pytest.mark.parametrize("path", ["/situation.txt", "/situation.md"])
def test_a_text_from_an_exercise_begins_and_ends_with_that(path):
    found = reader(desk_of(PAUSE, exercise="Blue river")).get(path).text.strip().strip("*").upper()
    assert found.startswith("EXERCISE: BLUE RIVER. NOTHING ON THIS PAGE IS REAL.")
    assert found.endswith("EXERCISE: BLUE RIVER. NOTHING ON THIS PAGE IS REAL.")
