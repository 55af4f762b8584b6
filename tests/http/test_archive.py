"""Taking away over HTTP: the preview says what then leaves, people get what they may see, consent is asked."""

import csv
import io
import zipfile

import pytest

from server.archive.options import Options
from server.archive.packing import packed
from server.domain import commands as c
from server.domain.nouns import Segment
from server.http.archive import leaving
from server.store.leaving import TakenBack
from server.store.rows import TABLES
from server.store.taking import with_sounds
from tests.a_programme import AProgramme
from tests.archive.a_taken import everything
from tests.http.conftest import SOUND, Visit, archive_of
from tests.serving import Served


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


def test_the_preview_counts_what_then_leaves(visit: Visit, takeable: AProgramme) -> None:
    client, path = visit(takeable, "researcher"), f"/api/retreats/{takeable.retreat}/archive"
    seen = client.get(f"{path}/preview").json()
    files = archive_of(client.get(path))
    assert seen["transcripts"] == 1 and seen["marks"] == len(rows(files, "annotations.csv")) == 1
    assert seen["answers"] == len(rows(files, "replies-and-stances.csv")) == 1
    assert seen["people"] == len(rows(files, "people.csv")) and seen["codes"] == len(rows(files, "codebook.csv"))
    assert not [name for name in files if name.startswith("sound/")]
    [sound] = seen["sounds"]
    assert (sound["recording"], sound["bytes"], sound["why"]) == (takeable.recording, len(SOUND), None)
    with_sound = archive_of(client.get(f"{path}?sound=true"))
    assert [it for name, it in with_sound.items() if name.startswith("sound/")] == [SOUND]


def test_marks_stay_out_of_documents_where_nobody_wants_them(visit: Visit, takeable: AProgramme) -> None:
    client, path = visit(takeable, "researcher"), f"/api/retreats/{takeable.retreat}/archive"

    def comments(query: str) -> int:
        files = archive_of(client.get(f"{path}{query}"))
        packed = [it for name, it in files.items() if name.endswith(".docx")]
        return sum("word/comments.xml" in zipfile.ZipFile(io.BytesIO(it)).namelist() for it in packed)

    assert (comments(""), comments("?marks=false")) == (1, 0)


def test_a_part_leaves_alone(visit: Visit, takeable: AProgramme) -> None:
    client, path = visit(takeable, "facilitator"), f"/api/retreats/{takeable.retreat}/archive"
    for query in (f"?recording={takeable.recording}", f"?session={takeable.session}"):
        seen = client.get(f"{path}/preview{query}").json()
        assert (seen["whole"], seen["transcripts"], seen["excerpts"], seen["marks"]) == (False, 1, 0, 0)
        files = archive_of(client.get(f"{path}{query}"))
        assert not [name for name in files if name.startswith("excerpts/")]
        assert b"Why this?" not in b"".join(files.values())
    assert client.get(f"{path}?recording={takeable.session}").status_code == 404
    assert client.get(f"{path}/preview?session=nonsense").status_code == 400


def test_sound_does_not_leave_where_somebody_said_no(visit: Visit, takeable: AProgramme) -> None:
    table = takeable.id("a table")
    takeable.ask("facilitator", c.AddGroup, group=table, name="Table 1", session=takeable.session)
    takeable.ask("partner", c.TakeSeat, group=table, member=takeable.who("partner"))
    client, retreat = visit(takeable, "researcher"), f"/api/retreats/{takeable.retreat}"
    [item] = [it for it in client.get(f"{retreat}/frame").json()["consent_items"] if it["kind"] == "archive_audio"]
    answers = [c.GivenAnswer(item=item["id"], version=item["version"], yes=False)]
    takeable.ask("partner", c.AnswerConsent, retreat=takeable.retreat, answers=answers)
    path = f"{retreat}/archive"
    [sound] = client.get(f"{path}/preview").json()["sounds"]
    assert (sound["why"], sound["bytes"]) == ("said_no", 0)
    assert SOUND not in archive_of(client.get(f"{path}?sound=true")).values()


def test_what_is_taken_back_meanwhile_breaks_the_archive_off(served: Served, takeable: AProgramme) -> None:
    takeable.receive(served.database, SOUND)
    takeable.ask("facilitator", c.CloseRecording, recording=takeable.recording, chunks=1)
    takeable.start_run()
    takeable.heard(0, (0.0, "This I take back."))
    services, programme = served.services, takeable.programme
    media = services.media.of(programme)
    with served.database.read() as connection:
        parts = (connection, services.ledger, services.snapshots, programme, takeable.who("researcher"))
        taken = with_sounds(connection, programme, everything(*parts, takeable.retreat), media)
    pieces = packed(leaving(services).of_one(taken, Options(sound=True)), taken.at)
    next(pieces)
    segment = TABLES[Segment]
    with served.database.write() as connection:
        connection.execute(segment.update().where(segment.c.programme == programme).values(withdrawn=True))
    with pytest.raises(TakenBack):
        assert SOUND not in b"".join(pieces)


def test_a_programme_leaves_as_far_as_one_may_take_it(visit: Visit, takeable: AProgramme) -> None:
    for person, expected in (("steward", 2), ("researcher", 1)):
        client = visit(takeable, person)
        files = archive_of(client.get("/api/programme/archive"))
        folders = {name.split("/")[1] for name in files if name.startswith("retreats/")}
        assert client.get("/api/programme/archive/preview").json()["retreats"] == len(folders) == expected
        assert {f"retreats/{it}/retreat.json" for it in folders} <= files.keys()


def test_the_file_is_called_what_the_retreat_is_called(visit: Visit, takeable: AProgramme) -> None:
    takeable.ask("steward", c.ChangeRetreat, retreat=takeable.retreat, name="Frühling / 春")
    answer = visit(takeable, "researcher").get(f"/api/retreats/{takeable.retreat}/archive")
    said = answer.headers["content-disposition"]
    assert "filename*=UTF-8''Fr%C3%BChling%20-%20%E6%98%A5%2C%20" in said and said.isascii()
