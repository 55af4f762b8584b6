"""Sound in and out: chunks as they come, the playback copy by ranges, and who may have which."""

import hashlib
import random
from pathlib import Path

import httpx
import pytest

from server.domain.access import THE_ENGINE
from server.domain.commands import (
    AddSound,
    BringInTranscript,
    BroughtSegment,
    CloseRecording,
    FailRecording,
    StateAgreement,
)
from server.errors import PartsMissing
from tests.a_programme import AProgramme
from tests.http.conftest import Visit
from tests.serving import Served

CONTENT = random.Random(1).randbytes(10_240)
PARTS = [CONTENT[:4096], CONTENT[4096:8192], CONTENT[8192:]]


def put(client: httpx.Client, programme: AProgramme, n: int, part: bytes, sha256: str | None = None) -> httpx.Response:
    digest = sha256 or hashlib.sha256(part).hexdigest()
    path = f"/api/recordings/{programme.recording}/chunks/{n}"
    return client.put(path, content=part, headers={"X-Chunk-SHA256": digest})


@pytest.fixture
def curator(visit: Visit, programme: AProgramme) -> httpx.Client:
    programme.bring_recording(CONTENT)
    return visit(programme, "facilitator")


def refused(answer: httpx.Response, status: int, kind: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["kind"], set(body)) == (status, kind, {"kind", "message"})
    assert body["message"].endswith((".", ")"))


def test_r1_chunks_come_in_any_order_and_sending_goes_on_after_a_cut(
    curator: httpx.Client, programme: AProgramme
) -> None:
    for n in (2, 0):
        assert put(curator, programme, n, PARTS[n]).json()["n"] == n
    there = [it["n"] for it in curator.get(f"/api/recordings/{programme.recording}/chunks").json()]
    assert there == [0, 2]
    with pytest.raises(PartsMissing):
        programme.ask("facilitator", CloseRecording, recording=programme.recording, chunks=3)
    put(curator, programme, 1, PARTS[1])
    programme.ask("facilitator", CloseRecording, recording=programme.recording, chunks=3)


def test_r2_the_same_again_is_fine_and_other_bytes_are_not(curator: httpx.Client, programme: AProgramme) -> None:
    assert [put(curator, programme, 0, PARTS[0]).status_code for _ in range(3)] == [200, 200, 200]
    refused(put(curator, programme, 0, PARTS[1]), 409, "other_content")
    refused(put(curator, programme, 1, PARTS[1], "0" * 64), 422, "wrong_hash")
    refused(put(curator, programme, 1, b""), 400, "malformed")
    refused(put(curator, programme, 1, CONTENT), 413, "too_large")
    assert [it["n"] for it in curator.get(f"/api/recordings/{programme.recording}/chunks").json()] == [0]


def test_r3_a_closed_recording_takes_no_more(served: Served, curator: httpx.Client, programme: AProgramme) -> None:
    for n, part in enumerate(PARTS):
        put(curator, programme, n, part)
    programme.ask("facilitator", CloseRecording, recording=programme.recording, chunks=3)
    refused(put(curator, programme, 3, b"more"), 409, "not_ready")


def sound_of(served: Served, programme: AProgramme, content: bytes = CONTENT) -> None:
    path: Path = served.services.media.of(programme.programme).sound(programme.recording)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("asked", "status", "range_", "content"),
    [
        ("bytes=0-1", 206, f"bytes 0-1/{len(CONTENT)}", CONTENT[:2]),
        ("bytes=-500", 206, f"bytes {len(CONTENT) - 500}-{len(CONTENT) - 1}/{len(CONTENT)}", CONTENT[-500:]),
        ("bytes=10000-", 206, f"bytes 10000-{len(CONTENT) - 1}/{len(CONTENT)}", CONTENT[10000:]),
        (None, 200, None, CONTENT),
    ],
)
def test_sound_comes_by_ranges_and_uncompressed(
    served: Served,
    curator: httpx.Client,
    programme: AProgramme,
    asked: str | None,
    status: int,
    range_: str,
    content: bytes,
) -> None:
    sound_of(served, programme)
    headers = {"Range": asked} if asked else {}
    answer = curator.get(f"/api/recordings/{programme.recording}/sound", headers=headers)
    assert (answer.status_code, answer.headers.get("Content-Range"), answer.content) == (status, range_, content)
    assert "Content-Encoding" not in answer.headers and answer.headers["Content-Type"] == "audio/mp4"


def test_a_range_past_the_end_and_a_head(served: Served, curator: httpx.Client, programme: AProgramme) -> None:
    sound_of(served, programme)
    path = f"/api/recordings/{programme.recording}/sound"
    beyond = curator.get(path, headers={"Range": f"bytes={len(CONTENT)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    head = curator.head(path)
    assert (head.status_code, head.headers["Content-Length"], head.headers["Accept-Ranges"]) == (
        200,
        str(len(CONTENT)),
        "bytes",
    )


def test_r6_without_an_agreement_sound_is_not_played(served: Served, visit: Visit, programme: AProgramme) -> None:
    programme.bring_recording(CONTENT, agreement=None)
    sound_of(served, programme)
    facilitator = visit(programme, "facilitator")
    path = f"/api/recordings/{programme.recording}"
    refused(facilitator.get(f"{path}/sound"), 403, "not_heard")
    refused(facilitator.get(f"{path}/peaks"), 403, "not_heard")
    programme.ask("facilitator", StateAgreement, recording=programme.recording, wording="They agreed.")
    assert facilitator.get(f"{path}/sound").status_code == 200


def test_what_is_not_ready_says_so(curator: httpx.Client, programme: AProgramme) -> None:
    refused(curator.get(f"/api/recordings/{programme.recording}/sound"), 409, "not_ready")
    refused(curator.get(f"/api/recordings/{programme.recording}/original"), 404, "not_found")


def test_the_original_comes_back_byte_by_byte_under_its_name(
    served: Served, curator: httpx.Client, programme: AProgramme
) -> None:
    path = served.services.media.of(programme.programme).original(programme.recording)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(CONTENT)
    answer = curator.get(f"/api/recordings/{programme.recording}/original")
    assert answer.content == CONTENT and "table-2.opus" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("person", "sends", "hears", "takes"),
    [
        ("steward", 200, 409, 404),
        ("researcher", 200, 409, 404),
        ("partner", 403, 409, 403),
        ("observer", 403, 409, 403),
        ("newcomer", 404, 404, 404),
        ("elsewhere", 404, 404, 404),
    ],
)
def test_c9_who_may_send_hear_and_take(
    visit: Visit, curator: httpx.Client, programme: AProgramme, person: str, sends: int, hears: int, takes: int
) -> None:
    client = visit(programme, person)
    path = f"/api/recordings/{programme.recording}"
    statuses = [put(client, programme, 0, PARTS[0]).status_code]
    statuses += [client.get(f"{path}/{what}").status_code for what in ("sound", "original")]
    assert statuses == [sends, hears, takes]


def test_c9_another_programmes_recording_is_not_found(
    served: Served, visit: Visit, curator: httpx.Client, programme: AProgramme
) -> None:
    stranger = visit(served.found(), "steward")
    for what in ("chunks", "sound", "peaks", "original"):
        refused(stranger.get(f"/api/recordings/{programme.recording}/{what}"), 404, "not_found")
    refused(put(stranger, programme, 0, PARTS[0]), 404, "not_found")


def test_r11_of_sound_that_gives_way_to_another_file_nothing_is_left(
    served: Served, visit: Visit, programme: AProgramme
) -> None:
    about = {"retreat": programme.retreat, "session": programme.session, "name": "Interview", "filename": "i.vtt"}
    lines = [BroughtSegment(text="Who was there?", start=1.0, end=2.0)]
    brought = {"recording": programme.recording, "format": "WebVTT", "bytes": 9, "segments": lines}
    programme.ask("researcher", BringInTranscript, **brought, **about)
    researcher, it = visit(programme, "researcher"), programme.recording
    refused(put(researcher, programme, 0, PARTS[0]), 409, "not_ready")  # not announced

    sound = {"recording": it, "filename": "i.mp3", "bytes": len(CONTENT), "agreement": "They agreed."}
    programme.ask("researcher", AddSound, **sound)
    for n, part in enumerate(PARTS):
        assert put(researcher, programme, n, part).status_code == 200
    programme.ask("researcher", CloseRecording, recording=it, chunks=3)
    refused(put(researcher, programme, 3, b"more"), 409, "not_ready")
    media = served.services.media.of(programme.programme)
    media.assemble(it, 3)
    sound_of(served, programme)
    fail = FailRecording(id=programme.id("fail"), recording=it, why="This file holds no sound.")
    served.services.committer.submit(programme.programme, THE_ENGINE.id, fail).result()

    programme.ask("researcher", AddSound, **sound | {"bytes": 5})
    assert researcher.get(f"/api/recordings/{it}/chunks").json() == []
    assert put(researcher, programme, 0, b"sound").status_code == 200
    assert not media.original(it).exists() and not media.sound(it).exists()
    programme.ask("researcher", CloseRecording, recording=it, chunks=1)
    assert media.assemble(it, 1).read_bytes() == b"sound"
