"""Plain text in the ways in which people and programs write down who said what, and when."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.archive.transcripts.reading import read_transcript
from server.archive.transcripts.turns import NoTranscript
from server.errors import NoWords, TooLarge
from tests.archive.transcripts.test_webvtt import read, reasons, said
from transcription.formats import Cue, txt

WHO_SAID_WHAT = [("Ana Lee", "Who was there?"), ("Speaker 2", "I was. At 10:30."), ("Ana Lee", "Ah.")]
TIMED = {
    "Otter": "Ana Lee  0:03  \nWho was there?\n\nSpeaker 2  0:05\nI was. At 10:30.\n\nAna Lee  1:00:09\nAh.\n\n"
    "Transcribed by https://otter.ai\n",
    "Zoom": "[Ana Lee] 00:00:03\nWho was there?\n[Speaker 2] 00:00:05\nI was. At 10:30.\n[Ana Lee] 01:00:09\nAh.\n",
    "Teams": "0:0:3.0 --> 0:0:4.5\nAna Lee\nWho was there?\n\n0:0:5.0 --> 0:0:6.0\nSpeaker 2\nI was. At 10:30.\n\n"
    "1:0:9.0 --> 1:0:10.0\nAna Lee\nAh.\n",
    "stamps": "[0:03] Ana Lee: Who was there?\n[0:05] Speaker 2: I was. At 10:30.\n[1:00:09] Ana Lee: Ah.\n",
    "bare stamps": "00:00:03 Ana Lee: Who was there?\n00:00:05 Speaker 2: I was. At 10:30.\n01:00:09 Ana Lee: Ah.\n",
    "brackets": "Ana Lee (0:03): Who was there?\n\nSpeaker 2 (0:05): I was. At 10:30.\n\nAna Lee (1:00:09): Ah.\n",
}


@pytest.mark.parametrize("text", TIMED.values(), ids=TIMED)
def test_names_and_times_are_found_in_every_order(text: str) -> None:
    found = read(text)
    sentences = [("Ana Lee", "Who was there?"), ("Speaker 2", "I was."), ("Speaker 2", "At 10:30."), ("Ana Lee", "Ah.")]
    assert found.format == "text" and said(found) == sentences
    starts = [it.start for it in found.segments]
    assert [starts[0], starts[1], starts[3]] == [3, 5, 3609]
    assert all((it.end or 0) >= (it.start or 0) for it in found.segments)


def test_an_end_that_is_not_said_is_no_later_than_somebody_talks() -> None:
    [one, *_, last] = read(TIMED["Otter"]).segments
    assert one.end is not None and one.end < 5 and one.mended
    assert (last.start, last.end) == (3609, 3609.375)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n"])
def test_names_alone_make_turns_without_times(between: str) -> None:
    found = read(between.join(f"{who}: {what}" for who, what in WHO_SAID_WHAT))
    assert all(it.start is None and it.end is None for it in found.segments) and not found.problems
    assert [it.text for it in found.segments] == ["Who was there?", "I was.", "At 10:30.", "Ah."]
    assert Counter(it.speaker for it in found.segments) == {"Ana Lee": 2, "Speaker 2": 2}


def test_a_turn_goes_on_over_paragraphs_and_broken_lines() -> None:
    found = read("Ana Lee: One thing\nand more.\n\nThere were three: a, b, c.\n\nBo:\nYes.\n\nAna Lee: Good.\n")
    texts = ["One thing and more.", "There were three: a, b, c.", "Yes.", "Good."]
    assert said(found) == list(zip(["Ana Lee", "Ana Lee", "Bo", "Ana Lee"], texts, strict=True))


def test_without_names_each_paragraph_is_one_piece() -> None:
    found = read("First line\nof one. And more.\n\nA second one. 💩\n")
    assert said(found) == [(None, "First line of one. And more."), (None, "A second one. 💩")]


def test_what_has_no_time_among_what_has_is_kept_where_it_stands() -> None:
    found = read("Meeting of May\n\nAna Lee  0:03\nHello.\n\nBo  0:09\nHi.\n")
    assert said(found)[0] == (None, "Meeting of May") and found.segments[0].start == 3
    assert "has no time" in reasons(found)[1][0]


def test_other_alphabets_are_read() -> None:
    found = read("مريم: هل جاءت؟ نعم، جاءت.\n\nيوسف: لا.\n\n田中：はい。行きます。\n")
    assert [it for it, _ in said(found)] == ["مريم", "مريم", "يوسف", "田中", "田中"]
    assert [it for _, it in said(found)] == ["هل جاءت؟", "نعم، جاءت.", "لا.", "はい。", "行きます。"]


def test_c47_what_cannot_be_kept_is_left_out_and_said() -> None:
    found = read("Ana: A bell\x07 rang.\n\nBo: Yes\ufffd.\n\n" + "Ana: And more of it.\n\n" * 30)
    assert found.segments[0].text == "A bell rang."
    assert "left out" in reasons(found)[1][0] and "could not be read" in reasons(found)[3][0]


def test_windows_text_is_known_as_such() -> None:
    found = read_transcript("Zoë: “Café” – yes.\r\n".encode("cp1252"))
    assert found.encoding == "Windows-1252" and said(found) == [("Zoë", "“Café” – yes.")]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0", b'{"meeting": []}', b"%PDF-1.7 x", b"{\\rtf1 x}"])
def test_what_is_no_transcript_is_refused(content: bytes) -> None:
    with pytest.raises(NoTranscript):
        read_transcript(content)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf \n\n", b"WEBVTT\n\nNOTE nothing\n", b"WEBVTT"])
def test_what_has_no_words_is_refused(content: bytes) -> None:
    with pytest.raises(NoWords):
        read_transcript(content)


def test_more_than_can_be_taken_is_refused() -> None:
    with pytest.raises(TooLarge, match="20,000"):
        read("Ana: Yes. No.\n" * 10_001)


def test_what_we_write_we_read() -> None:
    cues = [Cue(0, 1, "It is <good>: yes.", "Ana"), Cue(1, 2, "No name.", None), Cue(62, 63, "Over.", "Ana")]
    found = read(txt(cues))
    assert said(found) == [("Ana", "It is <good>: yes."), (None, "No name."), ("Ana", "Over.")]
    assert [it.start for it in found.segments] == [0, 1, 62]


@given(st.text())
def test_no_text_breaks_the_reader_and_what_comes_out_can_be_kept(text: str) -> None:
    try:
        found = read_transcript(text.encode("utf-8", "surrogatepass"))
    except (NoWords, NoTranscript):
        return
    assert all(it.text and (it.start is None) == (it.end is None) for it in found.segments)


def test_meetings_of_others_are_read_word_for_word() -> None:
    folder = os.environ.get("TEST_DATA")
    if not folder:
        pytest.skip("TEST_DATA is not set: transcripts by others are NOT tested")
    for path in sorted(Path(folder, "transcripts").glob("*.json")):
        turns = [(it["speaker"], it["content"]) for it in json.loads(path.read_text())["meeting_transcripts"]]
        found = read("\n\n".join(f"{who}: {what}" for who, what in turns if what.strip()))
        spoken = Counter(word for _, what in turns for word in what.split())
        assert Counter(word for it in found.segments for word in it.text.split()) == spoken, path.name
        assert {it.speaker for it in found.segments} == {who for who, what in turns if what.strip()}, path.name
        with pytest.raises(NoTranscript):
            read_transcript(path.read_bytes())
