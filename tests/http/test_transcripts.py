"""A transcript's file is looked at before anything is kept."""

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
