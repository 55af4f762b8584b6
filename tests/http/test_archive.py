"""Taking away over HTTP: the preview says what then leaves, people get what they may see, consent is asked."""

import csv
import io
import zipfile

import httpx
import pytest

from server.archive.contents import of_retreat
from server.archive.options import Options
from server.archive.packing import packed
from server.domain import commands as c
from server.domain.nouns import Segment
from server.http.archive import TakenBack, in_turn
from server.store.rows import TABLES
from server.store.taking import everything, with_sounds
from tests.a_programme import AProgramme
from tests.http.conftest import Visit
from tests.serving import Served

SOUND = b"what was said, as sound"


@pytest.fixture
def recorded(served: Served, programme: AProgramme) -> AProgramme:
    """A recording of which the file is there, a mark with an answer, a memo."""
    programme.bring_recording(SOUND)
    path = served.services.media.of(programme.programme).original(programme.recording)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOUND)
    programme.annotate("partner", programme.id("mark"), comment="Why this?")
    programme.ask("researcher", c.ReplyTo, reply=programme.id("reply"), annotation=programme.id("mark"), text="=1+1")
    return programme


def archive_of(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


def test_the_preview_counts_what_then_leaves(visit: Visit, recorded: AProgramme) -> None:
    client, path = visit(recorded, "researcher"), f"/api/retreats/{recorded.retreat}/archive"
    seen = client.get(f"{path}/preview").json()
    files = archive_of(client.get(path))
    assert seen["transcripts"] == 1 and seen["marks"] == len(rows(files, "annotations.csv")) == 1
    assert seen["answers"] == len(rows(files, "replies-and-stances.csv")) == 1
    assert seen["people"] == len(rows(files, "people.csv")) and seen["codes"] == len(rows(files, "codebook.csv"))
    assert not [name for name in files if name.startswith("sound/")]
    [sound] = seen["sounds"]
    assert (sound["recording"], sound["bytes"], sound["why"]) == (recorded.recording, len(SOUND), None)
    with_sound = archive_of(client.get(f"{path}?sound=true"))
    assert [it for name, it in with_sound.items() if name.startswith("sound/")] == [SOUND]


def test_marks_stay_out_of_documents_where_nobody_wants_them(visit: Visit, recorded: AProgramme) -> None:
    client, path = visit(recorded, "researcher"), f"/api/retreats/{recorded.retreat}/archive"

    def comments(query: str) -> int:
        files = archive_of(client.get(f"{path}{query}"))
        packed = [it for name, it in files.items() if name.endswith(".docx")]
        return sum("word/comments.xml" in zipfile.ZipFile(io.BytesIO(it)).namelist() for it in packed)

    assert (comments(""), comments("?marks=false")) == (1, 0)


def test_a_part_leaves_alone(visit: Visit, recorded: AProgramme) -> None:
    client, path = visit(recorded, "facilitator"), f"/api/retreats/{recorded.retreat}/archive"
    for query in (f"?recording={recorded.recording}", f"?session={recorded.session}"):
        seen = client.get(f"{path}/preview{query}").json()
        assert (seen["whole"], seen["transcripts"], seen["excerpts"], seen["marks"]) == (False, 1, 0, 0)
        files = archive_of(client.get(f"{path}{query}"))
        assert not [name for name in files if name.startswith("excerpts/")]
        assert b"Why this?" not in b"".join(files.values())
    assert client.get(f"{path}?recording={recorded.session}").status_code == 404
    assert client.get(f"{path}/preview?session=nonsense").status_code == 400


def test_sound_does_not_leave_where_somebody_said_no(visit: Visit, recorded: AProgramme) -> None:
    table = recorded.id("a table")
    recorded.ask("facilitator", c.AddGroup, group=table, name="Table 1", session=recorded.session)
    recorded.ask("partner", c.TakeSeat, group=table, member=recorded.who("partner"))
    client, retreat = visit(recorded, "researcher"), f"/api/retreats/{recorded.retreat}"
    [item] = [it for it in client.get(f"{retreat}/frame").json()["consent_items"] if it["kind"] == "archive_audio"]
    answers = [c.GivenAnswer(item=item["id"], version=item["version"], yes=False)]
    recorded.ask("partner", c.AnswerConsent, retreat=recorded.retreat, answers=answers)
    path = f"{retreat}/archive"
    [sound] = client.get(f"{path}/preview").json()["sounds"]
    assert (sound["why"], sound["bytes"]) == ("said_no", 0)
    assert SOUND not in archive_of(client.get(f"{path}?sound=true")).values()


def test_what_is_taken_back_meanwhile_breaks_the_archive_off(served: Served, recorded: AProgramme) -> None:
    recorded.receive(served.database, SOUND)
    recorded.ask("facilitator", c.CloseRecording, recording=recorded.recording, chunks=1)
    recorded.start_run()
    recorded.heard(0, (0.0, "This I take back."))
    services, programme = served.services, recorded.programme
    media = services.media.of(programme)
    with served.database.read() as connection:
        parts = (connection, services.ledger, services.snapshots, programme, recorded.who("researcher"))
        taken = with_sounds(connection, programme, everything(*parts, recorded.retreat), media)
    pieces = packed(in_turn(services, [taken], of_retreat(taken, Options(sound=True))), taken.at)
    next(pieces)
    segment = TABLES[Segment]
    with served.database.write() as connection:
        connection.execute(segment.update().where(segment.c.programme == programme).values(withdrawn=True))
    with pytest.raises(TakenBack):
        assert SOUND not in b"".join(pieces)


def test_a_programme_leaves_as_far_as_one_may_take_it(visit: Visit, recorded: AProgramme) -> None:
    for person, expected in (("steward", 2), ("researcher", 1)):
        client = visit(recorded, person)
        files = archive_of(client.get("/api/programme/archive"))
        folders = {name.split("/")[1] for name in files if name.startswith("retreats/")}
        assert client.get("/api/programme/archive/preview").json()["retreats"] == len(folders) == expected
        assert {f"retreats/{it}/retreat.json" for it in folders} <= files.keys()


def test_the_file_is_called_what_the_retreat_is_called(visit: Visit, recorded: AProgramme) -> None:
    recorded.ask("steward", c.ChangeRetreat, retreat=recorded.retreat, name="Frühling / 春")
    answer = visit(recorded, "researcher").get(f"/api/retreats/{recorded.retreat}/archive")
    said = answer.headers["content-disposition"]
    assert "filename*=UTF-8''Fr%C3%BChling%20-%20%E6%98%A5%2C%20" in said and said.isascii()
