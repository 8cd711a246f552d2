"""Files that are broken, or made to break a reader: read or refused in one sentence, soon, and without growing."""

import io
import zipfile
import zlib
from pathlib import Path
from time import process_time

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from support.pdf import pdf
from troth.read import read_claims
from troth.read.documents import UnreadableError, read_document
from troth.read.documents.pdf import LARGEST_PART
from troth.read.sentences import LONGEST, sentences
from troth.share.cli import app

PLEDGE = "Norway will send 200 tents."
MAIL = b"From: a@b.example\nSubject: note\nDate: Mon, 15 Mar 2027 09:00:00 +0000\nMIME-Version: 1.0\n"


def bound(content: bytes, name: str) -> list[float | None]:
    document = read_document(content, name)
    claims = read_claims(document)
    assert all(document.text[span.start : span.end] == span.text for claim in claims for span in claim.spans)
    return [claim.quantity.value for claim in claims if claim.binding and claim.quantity]


def packed(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def word_with(body: bytes) -> bytes:
    """A Word file whose text is this XML."""
    out = io.BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out) as made:
        return packed(
            [
                (one.filename, body if one.filename == "word/document.xml" else made.read(one))
                for one in made.infolist()
            ]
        )


def page_with(packed_stream: bytes) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length " + str(len(packed_stream)).encode() + b"/Filter/FlateDecode>>stream\n"
        + packed_stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    )  # fmt: skip


W = b' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LOL = b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
REFUSED = [
    (b"", "a.txt", "empty"), (b" \n\t", "a.txt", "empty"), (b"\xef\xbb\xbf", "a.txt", "without any words"), (b"\xff\xfe", "a.txt", "without any words"),
    (bytes(range(256)) * 40, "a.bin", "binary"), (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.png", "binary"), (b"Norway\x00 will\x00 send", "a.txt", "binary"),
    (b"PK\x03\x04", "a.docx", "ZIP"), (packed([("a.txt", b"x")]), "a.zip", "without a Word document"),
    (packed([("word/document.xml", b"0" * (250 << 20))]), "a.docx", "bomb"),
    (word_with(b"<!DOCTYPE l [<!ENTITY a \"lol\">" + LOL + b"]><w:document" + W + b"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"), "a.docx", "damaged"),
    (word_with(b"<w:document" + W + b"><w:body>" + b"<w:tbl><w:tr><w:tc>" * 3000 + b"</w:tc></w:tr></w:tbl>" * 3000 + b"</w:body></w:document>"), "a.docx", "damaged"),
    (b"%PDF-1.7\n", "a.pdf", "damaged"), (pdf([[(PLEDGE, 10)]])[:300], "a.pdf", "PDF"),
    (page_with(zlib.compress(b"0" * (LARGEST_PART + 1), 9)), "a.pdf", "bomb"),
    (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n", "a.pdf", "without pages"),
    (MAIL + b"\n", "a.eml", "without any text"), (MAIL + b"Content-Type: text/html\n\n<html></html>\n", "a.eml", "without any text"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "says"), REFUSED, ids=[str(number) for number in range(len(REFUSED))]
)
def test_what_holds_nothing_to_read_is_refused_in_one_sentence_and_soon(content: bytes, name: str, says: str):
    begun = process_time()

    with pytest.raises(UnreadableError) as refused:
        read_document(content, name)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert process_time() - begun < 20


def mail(fields: bytes, body: bytes = PLEDGE.encode()) -> bytes:
    return MAIL + fields + b"\n\n" + body + b"\n"


SPOILT = [
    mail(b"Content-Type: text/plain; charset=klingon", b"Norway will send 200 tents \xff."), mail(b"Content-Type: text/plain; charset=hex"),
    mail(b"Content-Type: text/plain; charset=rot13"), mail(b"Content-Type: multipart/mixed"), mail(b"Content-Type: ;;;;;"),
    mail(b'Content-Type: multipart/alternative; boundary="b"', b"--b\nContent-Type: text/plain\n\nNorway will send 200 tents."),
    mail(b"Content-Type: text/html", b"<html><body>" + b"<div>" * 20_000 + PLEDGE.encode()), mail(b"X-Long: " + b"x " * 400_000),
    b"From: =?utf-8?q?=ff=fe?= <a@b.example>\nSubject: =?nope?b?####?=\nDate: not a date\n\nNorway will send 200 tents.\n",
    b"From: a@b.example, <<<>>> \"\nTo: (((((\nMessage-ID: [\nSubject: x\nDate: Mon, 99 Xxx 99999 99:99:99 +9999\n\nNorway will send 200 tents.\n",
]  # fmt: skip


@pytest.mark.parametrize("content", SPOILT, ids=[str(number) for number in range(len(SPOILT))])
def test_a_mail_with_broken_parts_is_read_as_far_as_it_goes(content: bytes):
    begun = process_time()

    assert bound(content, "a.eml") == [200.0]
    assert process_time() - begun < 10


@pytest.mark.parametrize(
    "text",
    [
        PLEDGE.encode("utf-16-le") * 8, PLEDGE.encode("utf-16-be") * 8, PLEDGE.encode("utf-16"), PLEDGE.encode("utf-32"), PLEDGE.encode("utf-16")[:-1],
        "\u202eNorway will send 200 tents.\u202c".encode(), "Nor\u200bway will se\u00adnd 2\u200b00 tents.".encode(), b"Norway\x07 will send\x1b 200 tents.",
        b"<html><head><meta charset=nope></head><body><p>Norway will send 200 tents. \xff</p></body></html>",
        b"<html><head><meta charset=zlib></head><body><p>Norway will send 200 tents.</p></body></html>",
        b"<html><body>" + b"<div>" * 100_000 + PLEDGE.encode(), b"<html><body><p>" + PLEDGE.encode() + b"<b><i>" * 50_000,
    ],
)  # fmt: skip
def test_odd_encodings_unseen_characters_and_endless_tags_are_read(text: bytes):
    assert set(bound(text, "a.html")) == {200.0}


def test_what_nobody_can_see_is_left_out_and_said():
    document = read_document("Nor\u200bway will send 200 tents to Chad.".encode(), "a.txt")

    assert document.text == "Norway will send 200 tents to Chad."
    assert document.problems == (
        "1 character without width, of direction or of control was left out; places count without it",
    )


def test_cells_that_span_thousands_of_others_do_not_make_millions():
    page = (
        "<html><body><table>"
        + ("<tr>" + '<td colspan="50" rowspan="50">x</td>' * 100 + "</tr>") * 60
        + "</table></body></html>"
    )
    begun = process_time()

    document = read_document(page.encode(), "a.html")

    assert len(document.blocks) <= 200 * 60
    assert process_time() - begun < 10


@pytest.mark.parametrize(
    "piece",
    [
        "Ab-",
        "\n",
        "between A and ",
        "1 234 ",
        "and ",
        "A of ",
        "(",
        "1e9x10^",
        "a",
        "Norway will send 200 tents, and ",
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str):
    def took(length: int) -> float:
        content = ((piece * length)[:length] + "x").encode()
        begun = process_time()
        read_claims(read_document(content, "a.txt"))
        return process_time() - begun

    short, long = took(15_000), took(60_000)

    assert long < 10 * short + 1.0


@given(st.integers(min_value=1, max_value=9000), st.sampled_from(["word ", "word, ", "w; ", "w"]))
def test_a_sentence_without_an_end_is_cut_and_loses_nothing(count: int, piece: str):
    text = (piece * count)[:9000].strip()

    cut = sentences(text)

    assert all(end - start <= LONGEST for start, end in cut)
    assert "".join(text[start:end] for start, end in cut).replace(" ", "") == text.replace(" ", "")


def test_the_good_files_of_a_batch_are_read_and_each_bad_one_gets_a_message(tmp_path: Path):
    (tmp_path / "good.md").write_text(PLEDGE)
    for number, (content, name, _) in enumerate(REFUSED[:9]):
        (tmp_path / f"{number}-{name}").write_bytes(content)
    files = [str(path) for path in sorted(tmp_path.iterdir())]

    told = CliRunner().invoke(app, ["read", *files])

    assert told.exit_code == 1
    assert "tents" in told.output
    assert "Traceback" not in told.output
    assert (
        sum(told.output.count(Path(file).name + ":") for file in files if not file.endswith("good.md")) == 9
    )
