"""Archives that are packed on the server: for whoever asked, as long as they may have what is in it."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from server.domain import commands as c
from server.errors import NotFound
from server.jobs import pack, tools
from server.store import packings
from server.store.packings import Packed
from tests.a_programme import AProgramme
from tests.http.conftest import SOUND, Visit, archive_of
from tests.serving import Served

# What a worker does with an archive, by its id.
Work = Callable[[str], None]


@pytest.fixture
def work(served: Served, programme: AProgramme) -> Iterator[Work]:
    services = served.services
    no_engine: Any = None
    tools.begin(tools.Tools(services.database, services.committer, services.media, no_engine, services.settings))
    yield lambda id: pack.write(programme.programme, id)
    tools._tools = None


def ask(client: Any, programme: AProgramme, query: str = "?sound=true") -> str:
    """The id of an archive that somebody asked for."""
    answer = client.post(f"/api/retreats/{programme.retreat}/archives{query}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def states(client: Any) -> list[str]:
    return [it["state"] for it in client.get("/api/archives").json()]


def files(served: Served, programme: AProgramme) -> list[str]:
    folder = Packed(served.services.settings.data).path(programme.programme, "x").parent
    return sorted(it.name for it in folder.iterdir()) if folder.exists() else []


def test_it_is_the_same_archive_and_comes_in_pieces(visit: Visit, takeable: AProgramme, work: Work) -> None:
    client = visit(takeable, "researcher")
    id = ask(client, takeable)
    assert states(client) == ["waiting"]
    assert client.get(f"/api/archives/{id}").json()["kind"] == "not_packed"
    work(id)
    [ready] = client.get("/api/archives").json()
    assert (ready["state"], ready["done"]) == ("ready", ready["total"])
    whole = client.get(f"/api/archives/{id}")
    at_once = archive_of(client.get(f"/api/retreats/{takeable.retreat}/archive?sound=true"))
    assert archive_of(whole).keys() == at_once.keys() and SOUND in at_once.values()
    asked = {"Range": "bytes=100-", "If-Range": whole.headers["etag"]}
    rest = client.get(f"/api/archives/{id}", headers=asked)
    assert (rest.status_code, rest.content) == (206, whole.content[100:])


def test_it_is_for_whoever_asked_alone(visit: Visit, takeable: AProgramme, work: Work) -> None:
    id = ask(visit(takeable, "researcher"), takeable)
    work(id)
    for other in ("facilitator", "steward", "partner"):
        client = visit(takeable, other)
        assert states(client) == []
        assert client.get(f"/api/archives/{id}").status_code == 404
        assert client.post(f"/api/archives/{id}/remove").status_code == 404
    assert visit(takeable, "partner").post(f"/api/retreats/{takeable.retreat}/archives").status_code == 403


def test_a_part_and_a_programme_are_packed_too(visit: Visit, takeable: AProgramme, work: Work) -> None:
    client = visit(takeable, "steward")
    part = ask(client, takeable, f"?recording={takeable.recording}")
    programme = client.post("/api/programme/archives").json()["id"]
    for id, path in (
        (part, f"retreats/{takeable.retreat}/archive?recording={takeable.recording}"),
        (programme, "programme/archive"),
    ):
        work(id)
        assert archive_of(client.get(f"/api/archives/{id}")).keys() == archive_of(client.get(f"/api/{path}")).keys()


def take_back(programme: AProgramme) -> None:
    programme.ask("partner", c.Withdraw, retreat=programme.retreat, everything=True)


def delete_recording(programme: AProgramme) -> None:
    programme.ask("facilitator", c.DeleteRecording, recording=programme.recording)


def whom(programme: AProgramme) -> dict[str, str]:
    return {"retreat": programme.retreat, "member": programme.who("researcher")}


def take_role(programme: AProgramme) -> None:
    programme.ask("facilitator", c.GiveRole, **whom(programme), role="partner")


@pytest.mark.parametrize("happens", [take_back, delete_recording, take_role])
def test_g8_nobody_gets_what_was_packed_before_something_was_taken_back(
    visit: Visit,
    served: Served,
    takeable: AProgramme,
    work: Work,
    happens: Callable[[AProgramme], None],
) -> None:
    client = visit(takeable, "researcher")
    id = ask(client, takeable)
    work(id)
    happens(takeable)
    assert states(client) == ["outdated"]
    assert client.get(f"/api/archives/{id}").json()["kind"] == "packed_before"
    if happens is not take_role:
        assert files(served, takeable) == [f"{id}.zip"]
        pack.let_go(takeable.programme)
        assert files(served, takeable) == []


def test_g8_what_is_taken_back_while_it_is_packed_is_not_kept(
    visit: Visit,
    served: Served,
    takeable: AProgramme,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = visit(takeable, "researcher")
    id = ask(client, takeable)
    packed = pack.packed

    def slowly(*arguments: Any) -> Iterator[bytes]:
        for n, piece in enumerate(packed(*arguments)):
            if n == 1:
                take_back(takeable)
            yield piece

    monkeypatch.setattr(pack, "packed", slowly)
    for every in (0, 3600):  # noticed on the way, or only at the end
        monkeypatch.setattr(pack, "_EVERY", every)
        work(id)
        assert files(served, takeable) == [] and states(client)[0] == "outdated"
        id = ask(client, takeable)


def sit_down(programme: AProgramme) -> None:
    table = programme.id("a table")
    programme.ask("facilitator", c.AddGroup, group=table, name="Table 1", session=programme.session)
    programme.ask("partner", c.TakeSeat, group=table, member=programme.who("partner"))


def be_named(programme: AProgramme) -> None:
    about = {"speaker": programme.id("a voice"), "retreat": programme.retreat, "member": programme.who("partner")}
    programme.ask("facilitator", c.AddSpeaker, **about)


@pytest.mark.parametrize("happens", [sit_down, be_named])
def test_g8_whoever_turns_out_to_be_heard_is_asked_before_sound_leaves(
    visit: Visit, takeable: AProgramme, work: Work, happens: Callable[[AProgramme], None]
) -> None:
    client = visit(takeable, "researcher")
    for query in ("?sound=true", "?sound=false"):
        work(ask(client, takeable, query))
    happens(takeable)
    assert states(client) == ["ready", "outdated"]


def test_nobody_fills_the_disk(visit: Visit, takeable: AProgramme) -> None:
    client = visit(takeable, "researcher")
    ids = [ask(client, takeable) for _ in range(5)]
    full = client.post(f"/api/retreats/{takeable.retreat}/archives")
    assert full.json()["kind"] == "packed_enough"
    client.post(f"/api/archives/{ids[0]}/remove")
    ask(client, takeable)


def test_what_cannot_be_packed_any_more_says_so(visit: Visit, served: Served, takeable: AProgramme, work: Work) -> None:
    client = visit(takeable, "researcher")
    gone, demoted = ask(client, takeable, f"?recording={takeable.recording}"), ask(client, takeable)
    delete_recording(takeable)
    with pytest.raises(NotFound):
        work(gone)
    pack.give_up(takeable.programme, gone)
    take_role(takeable)
    work(demoted)
    takeable.ask("facilitator", c.GiveRole, **whom(takeable), role="researcher")
    assert sorted(states(client)) == ["failed", "outdated"]
    assert files(served, takeable) == []


def test_a_killed_worker_leaves_nothing_that_stays(
    visit: Visit,
    served: Served,
    takeable: AProgramme,
    work: Work,
) -> None:
    client = visit(takeable, "researcher")
    id = ask(client, takeable)
    with served.database.write() as connection:
        assert packings.begin(connection, takeable.programme, id)
    path = Packed(served.services.settings.data).path(takeable.programme, id)
    path.parent.mkdir(parents=True)
    for whose in (id, str(uuid4())):
        path.with_name(f".{whose}.zip.{uuid4().hex}").write_bytes(b"half")
    work(id)
    pack.let_go(takeable.programme)
    assert files(served, takeable) == [f"{id}.zip"] and states(client) == ["ready"]


def test_what_is_not_wanted_any_more_or_past_its_time_goes(
    visit: Visit,
    served: Served,
    takeable: AProgramme,
    work: Work,
) -> None:
    client = visit(takeable, "researcher")
    removed, old = ask(client, takeable), ask(client, takeable)
    for id in (removed, old):
        work(id)
    assert client.post(f"/api/archives/{removed}/remove").status_code == 204
    table = packings._TABLE
    with served.database.write() as connection:
        connection.execute(table.update().where(table.c.id == old).values(expires="2020-01-01T00:00:00.000Z"))
    assert states(client) == [] and client.get(f"/api/archives/{old}").status_code == 404
    pack.let_go(takeable.programme)
    assert files(served, takeable) == []
