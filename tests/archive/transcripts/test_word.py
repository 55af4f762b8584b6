"""Word documents: what easy readers skip, and files that are damaged, or made to do damage."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from server.archive.transcripts.reading import read_transcript
from server.archive.transcripts.turns import NoTranscript
from server.archive.transcripts.word import BrokenDocument
from server.errors import TooLarge
from tests.archive.transcripts.test_webvtt import reasons, said

CASES = Path(__file__).parents[2] / "cases"
C33 = (CASES / "C33-tracked.docx").read_bytes()


def with_document(xml: bytes, **others: bytes) -> bytes:
    """The same document with other words."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(C33)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, xml if name == "word/document.xml" else before.read(name))
        for name, content in others.items():
            after.writestr(name, content)
    return out.getvalue()


def document(*paragraphs: str) -> bytes:
    made, out = Document(), io.BytesIO()
    for it in paragraphs:
        made.add_paragraph(it)
    made.save(out)
    return out.getvalue()


def test_c33_tracked_changes_links_and_tables_are_read() -> None:
    found = read_transcript(C33)
    assert found.format == "Word" and said(found) == [
        ("Facilitator", "What matters to Mrs K here?"),
        ("Partner 2", "I read it differently."),
        ("Partner 3", "See the second note, please."),
        ("Partner 4", "We keep both readings."),
        ("Facilitator", "Thank you."),
        ("Facilitator", "New line, same turn."),
    ]
    assert [it.what for it in found.problems] == ["4 tracked changes"] and "accepted" in reasons(found)[1][0]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Ana Lee   0:03\nHello there.", "Bo Ray   0:05\nHi."),
        ("Ana Lee\u00a0\u00a00:03", "Hello there.", "Bo Ray\u00a0\u00a00:05", "Hi."),
        ("0:0:3.0 --> 0:0:4.0\nAna Lee\nHello there.", "0:0:5.0 --> 0:0:6.0\nBo Ray\nHi."),
        ("0:0:3.0 --> 0:0:4.0", "Ana Lee", "Hello there.", "0:0:5.0 --> 0:0:6.0", "Bo Ray", "Hi."),
    ],
)
def test_what_teams_writes_is_read(paragraphs: tuple[str, ...]) -> None:
    found = read_transcript(document(*paragraphs))
    assert said(found) == [("Ana Lee", "Hello there."), ("Bo Ray", "Hi.")]
    assert [it.start for it in found.segments] == [3, 5]


def test_a_table_of_times_names_and_words_is_read() -> None:
    made, out = Document(), io.BytesIO()
    table = made.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, [("[0:03]", "Ana Lee", "Hello."), ("[0:05]", "Bo", "Hi.")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    made.save(out)
    found = read_transcript(out.getvalue())
    assert said(found) == [("Ana Lee", "Hello."), ("Bo", "Hi.")] and found.segments[1].start == 5


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_half_a_document_says_so(part: float) -> None:
    with pytest.raises(BrokenDocument):
        read_transcript(C33[: int(len(C33) * part)])


def test_a_document_that_names_something_outside_is_refused() -> None:
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    outside = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body
    end = b"</w:t></w:r></w:p></w:body></w:document>"
    with pytest.raises(NoTranscript):
        read_transcript(with_document(outside + b"<w:t>&x;" + end))
    with pytest.raises(BrokenDocument):
        read_transcript(with_document(body + b"<w:t>cut"))


def test_a_document_that_unpacks_to_very_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_transcript(with_document(b" " * (30 << 20)))
    with pytest.raises(TooLarge):
        read_transcript(with_document(b"", **{f"n{n}": b"" for n in range(2_001)}))


def test_another_zip_is_no_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "Hello")
    with pytest.raises(NoTranscript):
        read_transcript(out.getvalue())
