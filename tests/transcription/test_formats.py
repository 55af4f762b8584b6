"""Captions and text survive whatever was said, read back by another project's parser (C31)."""

import html
import json
import re
from pathlib import Path

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from transcription import formats
from transcription.formats import Cue
from transcription.transcript import EngineInfo, Segment, Transcript, Word

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def c31() -> list[Cue]:
    raw = json.loads((CASES / "C31-segments.json").read_text())
    return [Cue(c["start"], c["end"], c["text"], c["speaker"] or None) for c in raw]


def without_empty_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line)


def read_vtt(text: str) -> list[tuple[str | None, str]]:
    """Voice and words of each cue, as a player would show them."""
    return [split_voice(cue.raw_text) for cue in webvtt.from_string(text)]


def split_voice(raw: str) -> tuple[str | None, str]:
    found = re.fullmatch(r"<v ([^>]*)>(.*)</v>", raw, re.DOTALL)
    name, text = found.groups() if found else (None, raw)
    assert "<" not in text and ">" not in text
    return (html.unescape(name) if name else None), html.unescape(text)


def test_c31_vtt_keeps_every_cue_word_and_name(c31: list[Cue]) -> None:
    written = formats.vtt(c31)
    assert read_vtt(written) == [(cue.speaker, without_empty_lines(cue.text)) for cue in c31]
    voices = [html.unescape(cue.voice) if cue.voice else None for cue in webvtt.from_string(written)]
    assert voices == [cue.speaker for cue in c31]
    assert ":60" not in written
    assert "01:00:00.000 --> 01:00:00.001" in written
    assert written.count("-->") == len(c31)


def test_c31_srt_keeps_every_cue_word_and_name(c31: list[Cue], tmp_path: Path) -> None:
    written = formats.srt(c31)
    blocks = written.strip().split("\n\n")
    assert len(blocks) == 7
    for number, (block, cue) in enumerate(zip(blocks, c31, strict=True), start=1):
        index, times, text = block.split("\n", 2)
        assert index == str(number) and times.count("-->") == 1
        spoken = text.replace("‹", "<").replace("›", ">")
        assert spoken == (f"{cue.speaker}: " if cue.speaker else "") + without_empty_lines(cue.text)
    (tmp_path / "a.srt").write_text(written, encoding="utf-8")
    read = [cue.text for cue in webvtt.from_srt(tmp_path / "a.srt")]
    assert len(read) == 7 and "inaudible" in read[0] and "laughter" in read[3]
    assert ",060" not in written and "59:60" not in written


def test_c31_txt_has_a_line_for_each_cue(c31: list[Cue]) -> None:
    lines = formats.txt(c31).splitlines()
    assert len(lines) == 7
    assert lines[0] == "[00:00:00] Ana <Table 2> Lee: <inaudible> and then AT&T rang."
    assert lines[2] == "[00:00:04] Bo: First line. Third line after an empty one."
    assert lines[4] == "[00:00:08] NOTE this is speech"
    assert lines[6].startswith("[01:00:00]")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40) | st.sampled_from(
    ["a --> b", "NOTE x", "STYLE", "42", "WEBVTT", "</v>", "&lt;", "x\r\n\r\ny"]
)


@given(st.lists(st.builds(Cue, st.floats(0, 4e5), st.floats(0, 4e5), texts, st.none() | texts), max_size=5))
def test_any_cue_comes_back_from_vtt(shown: list[Cue]) -> None:
    written = formats.vtt(shown)
    expected = [cue for cue in shown if formats._lines(cue.text)]
    blocks = [block.split("\n", 1) for block in written.split("\n\n")[1:]]
    assert [split_voice(text.rstrip("\n"))[1] for _, text in blocks] == [
        "\n".join(formats._lines(cue.text)) for cue in expected
    ]
    for times, _ in blocks:
        assert re.fullmatch(r"\d{2,}:[0-5]\d:[0-5]\d\.\d{3} --> \d{2,}:[0-5]\d:[0-5]\d\.\d{3}", times)


def test_nothing_said_is_still_a_valid_file() -> None:
    assert formats.vtt([]) == "WEBVTT\n"
    assert formats.srt([]) == formats.txt([]) == ""


def test_json_holds_everything() -> None:
    engine = EngineInfo("scripted", "1", "none", "ab", {"beam_size": 5})
    word = Word(0.5, 1.0, " Yes.", 0.75)
    transcript = Transcript((Segment(0.5, 1.0, "Yes.", (word,)),), "en", 2.0, engine)
    read = json.loads(formats.json(transcript))
    assert read["segments"] == [
        {
            "start": 0.5,
            "end": 1.0,
            "text": "Yes.",
            "mended": False,
            "words": [{"start": 0.5, "end": 1.0, "word": " Yes.", "probability": 0.75}],
        }
    ]
    assert (read["engine"], read["model"], read["model_hash"]) == ("scripted", "none", "ab")
    assert (read["language"], read["duration"], read["parameters"]) == ("en", 2.0, {"beam_size": 5})
