"""WebVTT as it comes: odd but correct, as Zoom and Teams write it, broken, and our own."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from server.archive.transcripts.reading import TranscriptFile, read_transcript
from transcription.formats import Cue, vtt

CASES = Path(__file__).parents[2] / "cases"


def read(text: str) -> TranscriptFile:
    return read_transcript(text.encode())


def said(found: TranscriptFile) -> list[tuple[str | None, str]]:
    return [(it.speaker, it.text) for it in found.segments]


def reasons(found: TranscriptFile) -> dict[int, list[str]]:
    by_line: dict[int, list[str]] = {}
    for it in found.problems:
        by_line.setdefault(it.line, []).append(it.why)
    return by_line


def test_c29_a_correct_but_odd_file_is_read_whole_and_in_order() -> None:
    found = read_transcript((CASES / "C29-odd.vtt").read_bytes())
    assert (found.format, found.encoding, found.left_off) == ("WebVTT", "UTF-8", 0)
    assert [(it.start, it.end, it.speaker, it.text) for it in found.segments] == [
        (1, 4, "Ana Lee", "What did we assume?"),
        (4.5, 7, "Bo", "That she wanted more hours."),
        (4.5, 7, "Ana Lee", "Did anyone ask?"),
        (7.5, 9, None, "Milk & bread <both>, she said."),
        (11, 12, "Bo", "Ends before it starts."),
        (20, 21, "Bo", "Commas, as in SRT."),
        (3599, 3601, "Ana Lee", "This one comes earlier."),
        (3723, 3725, "Bo", "An hour later."),
        (360000, 360001, "Bo", "Three digits of hours."),
    ]
    assert [it.text for it in found.segments if it.mended] == ["Ends before it starts."]
    assert {line: len(it) for line, it in reasons(found).items()} == {29: 1, 32: 2, 35: 1}
    assert "its times were exchanged" in reasons(found)[32][0] and "commas" in reasons(found)[35][0]


def test_names_before_a_colon_are_speakers_where_the_file_has_them() -> None:
    found = read(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nstokes: Hello!\n\n2\n00:03.000 --> 00:04.000\nLeo: One: two.\n"
    )
    assert said(found) == [("stokes", "Hello!"), ("Leo", "One: two.")]
    alone = read("WEBVTT\n\n00:01.000 --> 00:02.000\nso I said: no.\n\n00:05.000 --> 00:06.000\nAnd they went.\n")
    assert said(alone) == [(None, "so I said: no."), (None, "And they went.")]


def test_a_sentence_over_two_cues_is_one_and_two_in_one_cue_are_two() -> None:
    found = read(
        "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ana>We came in\n\n00:02.000 --> 00:04.000\n<v Ana>early. And then?\n"
    )
    first, second = found.segments
    assert (first.text, second.text) == ("We came in early.", "And then?")
    assert (first.start, second.end, first.end) == (0, 4, second.start)
    assert first.mended and second.mended and 2 < (first.end or 0) < 4


def test_what_is_longer_than_twenty_seconds_is_cut_between_words() -> None:
    words = ", ".join(f"word{n}" for n in range(60))
    found = read(f"WEBVTT\n\n00:00.000 --> 01:10.000\n<v Ana>{words}\n")
    assert len(found.segments) >= 4 and " ".join(it.text for it in found.segments) == words
    assert all((it.end or 0) - (it.start or 0) <= 20 for it in found.segments)
    assert (found.segments[0].start, found.segments[-1].end) == (0, 70)


def test_what_keeps_no_rule_is_kept_and_said() -> None:
    found = read(
        "WEBVTT\n\nA stray line\n\n00:01.000 --> 00:02.000\n\n00:xx.000 --> 00:03.000\nWhen?\n\n"
        "00:04.000 --> 00:05.000\nOne <inaudible> thing.\n\nAnd more.\n"
    )
    assert [it.text for it in found.segments] == ["When?", "One <inaudible> thing.", "And more."]
    why = reasons(found)
    assert "before the first caption" in why[3][0] and "no words" in why[5][0] and "cannot be read" in why[7][0]
    assert {len(it) for it in why.values()} <= {1, 2} and "kept as words" in why[10][0] and "empty line" in why[13][0]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")])
def test_every_encoding_and_line_end_says_the_same(encoding: str, shown: str, line_end: str) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n<v Zoë>שלום, world 💩 &amp; cafe\u0301.</v>\n"
    found = read_transcript(text.replace("\n", line_end).encode(encoding))
    assert found.encoding == shown and said(found) == [("Zoë", "שלום, world 💩 & cafe\u0301.")]


def test_c31_what_we_write_we_read() -> None:
    cues = [
        Cue(it["start"], it["end"], it["text"], it["speaker"] or None)
        for it in json.loads((CASES / "C31-segments.json").read_text())
    ]
    found = read(vtt(cues))
    spoken = Counter(it for cue in cues for it in cue.text.split())
    assert Counter(it for segment in found.segments for it in segment.text.split()) == spoken
    assert {it.speaker for it in found.segments} == {cue.speaker for cue in cues}


def test_zooms_own_are_read_whole() -> None:
    folder = os.environ.get("TEST_DATA")
    if not folder:
        pytest.skip("TEST_DATA is not set: transcripts by others are NOT tested")
    for path in sorted(Path(folder, "transcripts").glob("*.vtt")):
        found = read_transcript(path.read_bytes())
        lines = [it for it in path.read_text().splitlines() if it and not it.isdigit() and "-->" not in it][1:]
        names = {it.split(": ", 1)[0] for it in lines}
        assert {it.speaker for it in found.segments} == names and not found.problems
        words = [word for it in lines for word in it.split(": ", 1)[1].split()]
        assert Counter(words) == Counter(word for it in found.segments for word in it.text.split())
        assert all((it.end or 0) - (it.start or 0) <= 20 for it in found.segments)
        assert [it.start for it in found.segments] == sorted(it.start or 0 for it in found.segments)
