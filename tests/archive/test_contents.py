"""The archive: what was read and marked, whatever it looks like, as other programs read it."""

import hashlib
import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import webvtt
from hypothesis import given

from server.archive.contents import of_programme
from server.archive.formats.captions import srt, vtt
from server.archive.formats.csv_table import cell, csv_table
from server.archive.formats.tables import tables
from server.archive.opening import CHECKSUMS
from server.archive.options import Options
from server.domain.nouns import Memo
from tests.archive.a_taken import (
    AS_USUAL,
    AT,
    WORDS,
    a_source,
    an_id,
    answered,
    mark,
    rows,
    taken,
    unpacked,
    zipped,
)

CASES = Path(__file__).parent.parent / "cases"


def shown(text: str) -> str:
    """A text as captions can show it: its lines, without the empty ones among them."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def test_speech_that_looks_like_markup_comes_back_the_same_from_captions_and_text() -> None:
    spoken = [it["text"] for it in json.loads((CASES / "C31-segments.json").read_text())]
    files = unpacked(taken(a_source("Odd", spoken)))
    captions = webvtt.from_string(files["transcripts/Odd.vtt"].decode()).captions
    assert [html.unescape(it.text) for it in captions] == [shown(it) for it in spoken]
    text = " ".join(files["transcripts/Odd.txt"].decode().split())
    assert all(" ".join(it.split()) in text for it in spoken)


@given(WORDS, WORDS)
def test_whatever_is_said_is_read_back_from_captions(one: str, other: str) -> None:
    source = a_source("Said", [one, other])
    source.segments[1] = source.segments[1].model_copy(update={"speaker": an_id("voice")})
    captions = webvtt.from_string(vtt(taken(source), source).decode()).captions
    said = [shown(it) for it in (one, other)]
    assert [html.unescape(it.text) for it in captions] == [it for it in said if it]
    assert len(re.findall(r"^[0-9:,]+ --> ", srt(taken(source), source).decode(), re.M)) == len(captions)


def test_captions_and_texts_say_who_speaks() -> None:
    source = a_source("Voices", ["He says it.", "She does not.", "Who says that?"])
    for n, voice in enumerate(["voice", "VOICE", "nameless"]):
        source.segments[n] = source.segments[n].model_copy(update={"speaker": an_id(voice)})
    files = unpacked(taken(source))
    captions = webvtt.from_string(files["transcripts/Voices.vtt"].decode()).captions
    assert [it.voice for it in captions] == ["Eilidh", "Eilidh", "Speaker 2"]
    assert "Eilidh: She does not." in files["transcripts/Voices.srt"].decode()
    turns = files["transcripts/Voices.txt"].decode().splitlines()
    assert turns == ["[00:00:00] Eilidh: He says it. She does not.", "[00:00:02] Speaker 2: Who says that?"]


def test_a_transcript_without_times_has_no_captions_and_says_so() -> None:
    source = a_source("Untimed", ["He says it.", "She does not."])
    source.segments[:] = [it.model_copy(update={"start": None, "end": None}) for it in source.segments]
    source.segments[1] = source.segments[1].model_copy(update={"speaker": an_id("voice")})
    mark(source, 1, 0, 1, 3, comment="Who?")
    files = unpacked(taken(source))
    assert files["transcripts/Untimed.txt"] == b"He says it.\nEilidh: She does not.\n"
    assert "transcripts/Untimed.vtt" not in files and "transcripts/Untimed.docx" in files
    assert "Captions of “Untimed”: it has no times." in files["README.txt"].decode()
    assert rows(files)[0]["time"] == rows(files)[0]["start"] == ""


def test_quotes_run_over_segments_and_emoji() -> None:
    source = a_source("Quotes", ["💩 He says", "it is a different", "six 👩‍👩‍👧 now."])
    mark(source, 0, 2, 2, 9, code=an_id("TRUST"))
    [row] = rows(unpacked(taken(source)))
    assert row["quote"] == "He says it is a different six 👩‍👩‍👧"
    assert (row["code"], row["start"], row["end"], row["person"]) == ("Trust", "0.0", "2.9", "Eilidh")
    assert (row["session"], row["time"]) == ("Tuesday morning", "00:00:00")


@pytest.mark.parametrize(("voice", "name"), [("voice", "Eilidh"), ("nameless", "Speaker 2"), (None, "")])
def test_marks_say_who_says_the_first_of_their_words(voice: str | None, name: str) -> None:
    source = a_source("Spoken", ["He says it.", "She does not."])
    source.segments[0] = source.segments[0].model_copy(update={"speaker": voice and an_id(voice)})
    source.segments[1] = source.segments[1].model_copy(update={"speaker": an_id("VOICE")})
    mark(source, 0, 0, 1, 3, comment="Who?")
    [row] = rows(unpacked(taken(source)))
    assert row["speaker"] == name


def test_marks_stand_in_the_order_of_the_words_and_what_was_answered_beside_them() -> None:
    source = a_source("Replies", ["He says it."])
    mark(source, 0, 3, 0, 7, comment="Yes.")
    first = mark(source, 0, 0, 0, 2, comment="Why?")
    answered(source, first, "Because,\nshe said.")
    files = unpacked(taken(source))
    assert [it["text"] for it in rows(files)] == ["Why?", "Yes."]
    said = rows(files, "replies-and-stances.csv")
    assert [(it["mark"], it["kind"], it["view"], it["text"]) for it in said] == [
        ("Why?", "reply", "", "Because,\nshe said."),
        ("Why?", "stance", "differ", "Because,\nshe said."),
    ]
    assert {it["annotation"] for it in said} == {first.id}


def test_memos_say_what_they_are_about() -> None:
    source = a_source("Notes", ["He says it."])
    about = {
        "annotation": mark(source, 0, 3, 0, 7, comment="Why?").id,
        "code": an_id("TRUST"),
        "retreat": an_id("retreat"),
        "session": an_id("a session that was removed"),
        "source": source.source.id,
    }
    it = taken(source)
    for n, (kind, id) in enumerate(about.items()):
        lies_in = source.source.id if kind in ("annotation", "source") else None
        where = {"retreat": an_id("retreat"), "about": kind, "about_id": id, "source": lies_in}
        who = {"author": an_id("Eilidh"), "at": f"2026-05-12T10:0{n}:00.000Z", "shared": True}
        it.frame.memos.append(Memo(id=an_id(kind), text=f"=1+{n}", **where, **who))
    found = rows(unpacked(it), "memos.csv")
    assert [(row["about"], row["title"], row["quote"]) for row in found] == [
        ("mark", "Notes", "says"),
        ("code", "Trust", ""),
        ("retreat", "Spring", ""),
        ("session", "", ""),
        ("text", "Notes", ""),
    ]
    assert {(row["person"], row["text"][:4]) for row in found} == {("Eilidh", "'=1+")}


def test_the_codebook_says_where_a_code_lies_and_what_became_of_it() -> None:
    source = a_source("Coded", ["He says it."])
    mark(source, 0, 0, 0, 2, code=an_id("TRUST"))
    it = taken(source)
    below = it.frame.codes[0].model_copy(update={"id": an_id("below"), "name": "Being heard", "parent": an_id("trust")})
    it.frame.codes.append(below.model_copy(update={"retired": True, "definition": "=heard"}))
    found = rows(unpacked(it), "codebook.csv")
    assert {(row["path"], row["state"], row["merged_into"], row["marks"]) for row in found} == {
        ("Trust", "in use", "", "0"),
        ("TRUST", "merged", "Trust", "1"),
        ("Trust / Being heard", "retired", "", "0"),
    }
    assert found[-1]["definition"] == "'=heard"


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@home", "\tx", "\rx", "\nx", "＝1+1"])
def test_no_cell_leaves_as_a_formula(text: str) -> None:
    source = a_source("Formula", ["Some words"])
    mark(source, 0, 0, 0, 4, comment=text)
    [row] = rows(unpacked(taken(source)))
    assert row["text"] == "'" + text and row["organisation"] == "'=Burnside Carers"
    assert cell("a=1") == "a=1"


@given(WORDS, WORDS)
def test_a_table_gives_back_what_was_written(said: str, comment: str) -> None:
    source = a_source("Table", [said])
    mark(source, 0, 0, 0, len(said), comment=comment)
    table, *_ = tables(taken(source))
    [row] = rows({"annotations.csv": csv_table(table)})
    assert row["quote"] in (said, f"'{said}") and row["text"] in (comment, f"'{comment}")
    assert not re.match(r"[=+\-@\t\r\n]", row["quote"] + row["text"])


def test_two_sources_of_one_title_keep_all_their_files() -> None:
    one, other = a_source("Notes", ["one"], "excerpt"), a_source("NOTES", ["two"], "excerpt", n=1)
    files = unpacked(taken(one, other))
    assert [files[f"excerpts/{name}"] for name in ("Notes.txt", "NOTES (2).txt")] == [b"one\n", b"two\n"]
    assert {it["id"] for it in rows(files, "files.csv") if it["file"] == "excerpts/NOTES (2).docx"} == {other.source.id}


def test_an_empty_transcript_is_taken_away_too() -> None:
    files = unpacked(taken(a_source("Silence", [])))
    assert files["transcripts/Silence.vtt"].decode().strip() == "WEBVTT"
    assert files["transcripts/Silence.txt"] == b""


def test_the_same_taken_at_the_same_time_is_the_same_to_the_byte() -> None:
    def it() -> bytes:
        source = a_source("Same", ["He says it.", "She does not."])
        answered(source, mark(source, 0, 0, 1, 3, comment="Who?"), "Me.")
        return zipped(taken(source))

    assert it() == it()


def test_every_file_is_in_the_list_of_checksums() -> None:
    files = unpacked(taken(a_source("Summed", ["He says it."])))
    sums = dict(line.split("  ", 1)[::-1] for line in files[CHECKSUMS].decode().splitlines())
    assert sums == {name: hashlib.sha256(it).hexdigest() for name, it in files.items() if name != CHECKSUMS}
    assert next(iter(files)) == "README.txt" and list(files)[-1] == CHECKSUMS


def test_a_programme_has_a_folder_for_each_retreat() -> None:
    spring = taken(a_source("Notes", ["one"]))
    autumn = taken(a_source("Notes", ["two"], n=1))
    retreat = autumn.frame.retreat.model_copy(update={"id": an_id("autumn"), "name": "SPRING"})
    autumn = replace(autumn, frame=autumn.frame.model_copy(update={"retreat": retreat}))
    files = unpacked(spring, entries=of_programme([spring, autumn], AS_USUAL))
    texts = [files[f"retreats/{it}/transcripts/Notes.txt"] for it in ("Spring", "SPRING (2)")]
    assert texts == [b"[00:00:00] one\n", b"[00:00:00] two\n"]
    documents = [name for name in files if name.endswith("retreat.json")]
    assert documents == ["retreats/SPRING (2)/retreat.json", "retreats/Spring/retreat.json"]
    assert files["README.txt"].startswith(b"Meaning\n") and AT[:4] in files["README.txt"].decode()


def test_a_readme_says_what_was_left_out() -> None:
    it = taken(a_source("Quiet", ["one"]))
    assert "Sound: it was not asked for." in unpacked(it)["README.txt"].decode()
    assert "Sound: it was not asked for." not in unpacked(it, Options(sound=True))["README.txt"].decode()
