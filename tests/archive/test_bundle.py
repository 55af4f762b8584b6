"""The archive: what was read and marked, whatever it looks like, as other programs read it."""

import csv
import html
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
import webvtt

from server.archive.annotations_csv import cell
from server.archive.bundle import bundle, file_name
from server.archive.taken import Taken, TakenSource
from server.domain.nouns import (
    Annotation,
    Attendance,
    Code,
    Member,
    Memo,
    Organisation,
    Passage,
    Place,
    Reply,
    Retreat,
    Sector,
    SegmentText,
    Source,
    Speaker,
    WordTimes,
)
from server.domain.parts import Frame, Programme

CASES = Path(__file__).parent.parent / "cases"
AT = "2026-05-12T10:00:00.000Z"


def an_id(name: str) -> str:
    return str(uuid5(UUID(int=0), name))


def segment(source: str, n: int, text: str, start: float | None = None, end: float | None = None) -> SegmentText:
    id = an_id(f"{source} {n}")
    return SegmentText(id=id, source=source, position=n, revision=an_id("made"), text=text, start=start, end=end)


def a_source(title: str, texts: list[str], kind: Any = "transcript", n: int = 0) -> TakenSource:
    id = an_id(f"{title} {n}")
    times = [(float(i), i + 0.9) if kind == "transcript" else (None, None) for i in range(len(texts))]
    segments = [segment(id, i, text, *times[i]) for i, text in enumerate(texts)]
    return TakenSource(Source(id=id, kind=kind, title=title), segments, [], [], [], [], [], [])


def mark(source: TakenSource, first: int, start: int, last: int, end: int, **about: Any) -> Annotation:
    ends = [(first, start), (last, end)]
    places = [
        Place(segment=source.segments[i].id, revision=source.segments[i].revision, offset=offset) for i, offset in ends
    ]
    passage = Passage(source=source.source.id, start=places[0], end=places[1])
    id = an_id(f"{source.source.id} {ends} {about}")
    it = Annotation(id=id, retreat=an_id("retreat"), author=an_id("Eilidh"), at=AT, passage=passage, **about)
    source.annotations.append(it)
    return it


def taken(*sources: TakenSource) -> Taken:
    retreat, member, organisation = an_id("retreat"), an_id("Eilidh"), an_id("Burnside")
    frame = Frame(
        epoch=an_id("epoch"),
        seq=7,
        programme=Programme(id=an_id("programme"), name="Meaning"),
        retreat=Retreat(id=retreat, name="Spring", starts_on="2026-05-12", ends_on="2026-05-13"),
        sectors=[Sector(id=an_id("Carers"), name="Carers")],
        organisations=[Organisation(id=organisation, name="=Burnside Carers", sector=an_id("Carers"))],
        members=[Member(id=member, name="Eilidh", organisation=organisation)],
        attendances=[Attendance(retreat=retreat, member=member, role="partner")],
        consent_items=[],
        answers=[],
        invitations=[],
        sessions=[],
        groups=[],
        seats=[],
        sources=[it.source for it in sources],
        recordings=[],
        runs=[],
        speakers=[
            Speaker(id=an_id("voice"), retreat=retreat, merged_into=an_id("VOICE")),
            Speaker(id=an_id("VOICE"), retreat=retreat, name="The one by the door", member=member),
            Speaker(id=an_id("nameless"), retreat=retreat, n=2),
        ],
        codes=[
            Code(id=an_id("trust"), name="Trust", colour=1),
            Code(id=an_id("TRUST"), name="TRUST", colour=2, merged_into=an_id("trust")),
        ],
        marks={it.source.id: len(it.annotations) for it in sources},
        memos=[],
    )
    return Taken(AT, frame, list(sources), ['{"seq":1,"body":{"type":"programme_founded"}}'])


def unpacked(it: Taken) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle(it))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(files: dict[str, bytes], name: str = "annotations.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


def test_speech_that_looks_like_markup_comes_back_the_same_from_captions_and_text() -> None:
    spoken = json.loads((CASES / "C31-segments.json").read_text())
    source = a_source("Odd", [it["text"] for it in spoken])
    files = unpacked(taken(source))
    captions = webvtt.from_string(files["transcripts/Odd.vtt"].decode()).captions
    # An empty line would end a cue: the lines around it stand together.
    expected = [it["text"].replace("\n\n", "\n") for it in spoken]
    assert [html.unescape(it.text) for it in captions] == expected
    text = files["transcripts/Odd.txt"].decode()
    assert all(it.replace("\n", " ") in text for it in expected)


def test_quotes_run_over_segments_and_emoji() -> None:
    source = a_source("Quotes", ["💩 He says", "it is a different", "six 👩‍👩‍👧 now."])
    mark(source, 0, 2, 2, 9, code=an_id("TRUST"))
    [row] = rows(unpacked(taken(source)))
    assert row["quote"] == "He says it is a different six 👩‍👩‍👧"
    assert (row["code"], row["start"], row["end"], row["person"]) == ("Trust", "0.0", "2.9", "Eilidh")


@pytest.mark.parametrize(("voice", "name"), [("voice", "Eilidh"), ("nameless", "Speaker 2"), (None, "")])
def test_marks_say_who_says_the_first_of_their_words(voice: str | None, name: str) -> None:
    source = a_source("Spoken", ["He says it.", "She does not."])
    source.segments[0] = source.segments[0].model_copy(update={"speaker": voice and an_id(voice)})
    source.segments[1] = source.segments[1].model_copy(update={"speaker": an_id("VOICE")})
    mark(source, 0, 0, 1, 3, comment="Who?")
    it = taken(source)
    [row] = rows(unpacked(it))
    assert row["speaker"] == name
    document = json.loads(unpacked(it)["retreat.json"])
    assert [each["speaker"] for each in document["sources"][0]["segments"]] == [voice and an_id(voice), an_id("VOICE")]
    assert len(document["frame"]["speakers"]) == 3


def test_replies_stand_below_what_they_answer() -> None:
    source = a_source("Replies", ["He says it."])
    first = mark(source, 0, 0, 0, 2, comment="Why?")
    mark(source, 0, 3, 0, 7, comment="Yes.")
    reply = Reply(id=an_id("reply"), annotation=first.id, author=an_id("Eilidh"), at=AT, text="Because,\nshe said.")
    source.replies.append(reply)
    assert [(it["kind"], it["text"]) for it in rows(unpacked(taken(source)))] == [
        ("comment", "Why?"),
        ("reply", "Because,\nshe said."),
        ("comment", "Yes."),
    ]


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


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@home", "\tx", "\rx"])
def test_no_cell_leaves_as_a_formula(text: str) -> None:
    source = a_source("Formula", ["Some words"])
    mark(source, 0, 0, 0, 4, comment=text)
    [row] = rows(unpacked(taken(source)))
    assert row["text"] == "'" + text and row["organisation"] == "'=Burnside Carers"
    assert cell("a=1") == "a=1"


def test_the_json_holds_state_words_and_ledger() -> None:
    source = a_source("All", ["He says it."])
    mark(source, 0, 0, 0, 2, comment="Why?")
    words = WordTimes(segment=source.segments[0].id, revision=an_id("made"), words=[(0, 2, 0.0, 0.4, 0.9)])
    source.words.append(words)
    it = taken(source)
    document = json.loads(unpacked(it)["retreat.json"])
    assert document["frame"] == it.frame.model_dump(mode="json")
    assert document["sources"][0]["annotations"] == [source.annotations[0].model_dump(mode="json")]
    assert document["sources"][0]["words"][0]["words"] == [[0, 2, 0.0, 0.4, 0.9]]
    assert document["ledger"] == [{"seq": 1, "body": {"type": "programme_founded"}}]


def test_two_sources_of_one_title_keep_both_their_files() -> None:
    files = unpacked(taken(a_source("Notes", ["one"], "excerpt"), a_source("Notes", ["two"], "excerpt", n=1)))
    assert [files[f"excerpts/{name}"] for name in ("Notes.txt", "Notes (2).txt")] == [b"one\n", b"two\n"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Table 2, morning", "Table 2, morning"),
        ("Café\x00<b>", "Café-b"),
        ("…", "untitled"),
    ],
)
def test_names_of_files_are_safe(title: str, name: str) -> None:
    assert file_name(title) == name


def test_an_empty_transcript_is_taken_away_too() -> None:
    files = unpacked(taken(a_source("Silence", [])))
    assert files["transcripts/Silence.vtt"].decode().strip() == "WEBVTT"
