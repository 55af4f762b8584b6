"""An archive comes back over HTTP, for stewards, with its sound."""

import json
import wave
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from server.archive.ids import id_in
from server.domain import commands as c
from server.store.tables import EventRow
from tests.a_programme import AProgramme
from tests.http.conftest import Visit
from tests.serving import Served

EVENT = EventRow.__table__  # type: ignore[attr-defined]


@pytest.fixture
def elsewhere(served: Served) -> AProgramme:
    """Another programme of the same server."""
    return served.found()


def a_sound(seconds: int = 1) -> bytes:
    path = Path(f"/tmp/{uuid4()}.wav")
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000 * seconds))
    content = path.read_bytes()
    path.unlink()
    return content


def archive_of(served: Served, programme: AProgramme, visit: Visit, sound: bytes = b"") -> bytes:
    if sound:
        programme.bring_recording(sound)
        programme.receive(served.database, sound)
        programme.ask("facilitator", c.CloseRecording, recording=programme.recording, chunks=1)
        original = served.services.media.of(programme.programme).original(programme.recording)
        original.parent.mkdir(parents=True)
        original.write_bytes(sound)
    url = f"/api/retreats/{programme.retreat}/archive"
    return visit(programme, "steward").get(url, params={"sound": bool(sound)}).content


def events(served: Served, programme: AProgramme) -> list[Any]:
    with served.database.read() as connection:
        return list(connection.execute(select(EVENT).where(EVENT.c.programme == programme.programme)))


def test_first_it_is_said_what_it_would_bring_then_it_is_brought(
    served: Served, programme: AProgramme, elsewhere: AProgramme, visit: Visit
) -> None:
    programme.annotate("partner", programme.id("mark"))
    content = archive_of(served, programme, visit)
    steward = visit(elsewhere, "steward")
    before = len(events(served, elsewhere))
    seen = steward.post("/api/programme/arrivals/preview", content=content).json()
    assert seen["holds"]["retreats"] == ["Spring retreat"] and seen["holds"]["marks"] == 1
    assert (seen["same"], seen["known"], seen["differing"]) == (False, 0, [])
    assert len(events(served, elsewhere)) == before
    done = steward.post("/api/programme/arrivals", content=content).json()
    assert done["new"] == seen["new"] > 0
    assert len(events(served, elsewhere)) == before + done["new"] + 2  # told to stewards, and in the retreat
    again = steward.post("/api/programme/arrivals/preview", content=content).json()
    assert (again["new"], again["known"]) == (0, done["new"])
    retreats = [it["retreat"]["name"] for it in steward.get("/api/me").json()["retreats"]]
    assert retreats.count("Spring retreat") == 2
    frame = steward.get(f"/api/retreats/{id_in(elsewhere.programme, programme.retreat)}/frame").json()
    assert {it["role"] for it in frame["attendances"]} == {None} and sum(frame["marks"].values()) == 1


def test_in_its_own_programme_there_is_nothing_to_do(served: Served, programme: AProgramme, visit: Visit) -> None:
    content = archive_of(served, programme, visit)
    seen = visit(programme, "steward").post("/api/programme/arrivals", content=content).json()
    assert (seen["same"], seen["new"], seen["differing"]) == (True, 0, [])


def test_sound_that_comes_along_lies_where_it_is_heard_from(
    served: Served, programme: AProgramme, elsewhere: AProgramme, visit: Visit
) -> None:
    sound = a_sound()
    content = archive_of(served, programme, visit, sound)
    steward = visit(elsewhere, "steward")
    done = steward.post("/api/programme/arrivals", content=content).json()
    assert done["holds"]["sounds"] == 1
    [told] = [it for it in events(served, elsewhere) if it.type == "imported" and it.retreat]
    [recording] = json.loads(told.body)["recordings"]
    assert (recording["sound"], recording["state"]) == (True, "stopped")
    assert served.services.media.of(elsewhere.programme).original(recording["id"]).read_bytes() == sound


def test_nothing_stays_of_an_archive_that_cannot_come_in(
    served: Served, programme: AProgramme, elsewhere: AProgramme, visit: Visit
) -> None:
    content = archive_of(served, programme, visit, a_sound())
    steward = visit(elsewhere, "steward")
    before = events(served, elsewhere)
    for broken, kind in ((content[:-40], "cut_off"), (b"", "not_an_archive"), (b"{}", "other_format")):
        for path in ("/preview", ""):
            answer = steward.post(f"/api/programme/arrivals{path}", content=broken)
            assert (answer.status_code, answer.json()["kind"]) == (400, kind)
    assert events(served, elsewhere) == before
    assert not list((served.services.settings.data / "recordings").glob(f"{elsewhere.programme}/*"))
    assert not list(served.services.settings.data.glob(".arriving.*"))


@pytest.mark.parametrize("person", ["facilitator", "researcher", "partner", "newcomer"])
def test_only_stewards_bring_back(served: Served, programme: AProgramme, visit: Visit, person: str) -> None:
    for path in ("/preview", ""):
        answer: httpx.Response = visit(programme, person).post(f"/api/programme/arrivals{path}", content=b"PK")
        assert answer.status_code == 403
