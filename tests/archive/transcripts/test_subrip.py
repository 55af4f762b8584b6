"""SubRip, which nobody ever wrote rules for."""

from server.archive.transcripts.reading import read_transcript
from tests.archive.transcripts.test_webvtt import reasons, said
from transcription.formats import Cue, srt


def test_numbers_commas_and_tags_are_not_speech() -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Ana:</i> Come {\\an8}in.\r\n\r\n"
        "2\r\n00:00:03.000 --> 00:00:04.000\r\nBo: 1 < 2 &amp; <both>\r\n"
        "3\r\n00:00:05,000 --> 00:00:06,000\r\nAna: 42\r\n"
    )
    found = read_transcript(text.encode("cp1252"))
    assert (found.format, found.problems) == ("SRT", [])
    assert said(found) == [("Ana", "Come in."), ("Bo", "1 < 2 & <both>"), ("Ana", "42")]
    assert [(it.start, it.end) for it in found.segments] == [(1, 2.5), (3, 4), (5, 6)]


def test_two_who_speak_in_one_cue_are_two_turns() -> None:
    found = read_transcript(
        b"1\n00:00:01,000 --> 00:00:02,000\nAna: Who?\nBo: Me.\n\n2\n0:0:3,0 --> 0:0:4,0\nAna: Ah.\n"
    )
    assert said(found) == [("Ana", "Who?"), ("Bo", "Me."), ("Ana", "Ah.")]


def test_an_empty_line_within_a_cue_cuts_nothing_off() -> None:
    found = read_transcript(
        b"1\n00:00:01,000 --> 00:00:02,000\nFirst.\n\nSecond.\n\n2\n00:00:03,000 --> 00:00:04,000\nX\n"
    )
    assert [it.text for it in found.segments] == ["First.", "Second.", "X"]
    assert "empty line" in reasons(found)[5][0]


def test_what_we_write_we_read() -> None:
    cues = [Cue(0, 1, "It is <good> & over.", "Ana"), Cue(1, 2, "42", "Bo"), Cue(2, 3, "So: yes.", "Ana")]
    found = read_transcript(srt(cues).encode())
    assert said(found) == [("Ana", "It is ‹good› & over."), ("Bo", "42"), ("Ana", "So: yes.")]
