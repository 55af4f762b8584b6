"""A transcript's file is looked at before anything is kept."""

import base64
import io
import zipfile
from pathlib import Path

from tests.a_programme import AProgramme
from tests.http.conftest import Visit


def test_a_file_is_shown_as_it_was_understood(visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "researcher")
    address = f"/api/retreats/{programme.retreat}/transcripts/preview"
    seen = client.post(address, content="WEBVTT\n\n00:01.000 --> 00:02,000\n<v Una>Who?\n".encode("utf-16")).json()
    assert (seen["format"], seen["encoding"], seen["left_off"]) == ("WebVTT", "UTF-16", 0)
    assert [(it["speaker"], it["start"], it["text"]) for it in seen["segments"]] == [("Una", 1.0, "Who?")]
    assert [it["line"] for it in seen["problems"]] == [3]
    assert client.post(address, content=b"\x89PNG\0\0").json()["kind"] == "no_transcript"
    assert client.post(address, content=b"").json()["kind"] == "no_words"
    assert client.post(address, content=b"PK\x03\x04cut").json()["kind"] == "broken_document"
    assert client.post(address, content=b"a" * (9 << 20)).json()["kind"] == "too_large"


def zipped(**files: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as it:
        for name, content in files.items():
            it.writestr(name, content)
    return whole.getvalue()


def test_c39_what_was_zipped_on_a_mac_is_three_transcripts_and_nothing_else(
    visit: Visit, programme: AProgramme
) -> None:
    client, path = visit(programme, "researcher"), f"/api/retreats/{programme.retreat}/transcripts/unpack"
    content = (Path(__file__).parents[1] / "cases" / "C39-from-a-mac.zip").read_bytes()
    seen = client.post(path, content=content).json()
    assert [it["name"] for it in seen["transcripts"]] == ["Café notes.txt", "Table 1.vtt", "Table 2.vtt"]
    assert base64.b64decode(seen["transcripts"][0]["content"]) == b"Ana: We met in the cafe.\n"
    assert seen["others"] == []


def test_a_zip_says_what_in_it_is_no_transcript_and_when_there_is_none(visit: Visit, programme: AProgramme) -> None:
    client, path = visit(programme, "researcher"), f"/api/retreats/{programme.retreat}/transcripts/unpack"
    files = {"all/one/talk.VTT": b"WEBVTT\n", "all/two/talk.VTT": b"WEBVTT\n", "all/wall.jpg": b"\xff\xd8"}
    seen = client.post(path, content=zipped(**files)).json()
    assert [it["name"] for it in seen["transcripts"]] == ["one talk.VTT", "two talk.VTT"]
    assert seen["others"] == ["wall.jpg"]
    for content, kind in (
        (zipped(**{"wall.jpg": b"\xff\xd8"}), "none_in_zip"),
        (zipped(**{"retreat.json": b"{}", "a.vtt": b"WEBVTT\n"}), "an_archive"),
        (zipped(**{"../a.vtt": b"WEBVTT\n"}), "climbing_path"),
        (zipped(**{"a.vtt": b"WEBVTT\n"})[:40], "no_zip"),
        (b"WEBVTT", "no_zip"),
    ):
        assert client.post(path, content=content).json()["kind"] == kind
