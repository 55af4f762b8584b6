"""Who is here, where they read, and what is in progress: told as it goes, and never kept (L1, L2)."""

from typing import Any

from server.domain import commands as c
from server.store.progress import clear_progress, put_progress
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket
from tests.live.conftest import Join
from tests.serving import Served


def who_is_here(it: ASocket, until: set[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """Wait until these, as (member, segment), are told to be here."""
    while True:
        here: list[dict[str, Any]] = it.next("who_is_here")["here"]
        if {(one["member"], one["segment"]) for one in here} == until:
            return here


def test_l2_where_a_person_reads_is_shown_to_the_others(programme: AProgramme, join: Join) -> None:
    partner, researcher = programme.who("partner"), programme.who("researcher")
    one, other = join("partner"), join("researcher")
    place = programme.place(1, 0).segment
    who_is_here(one, {(partner, None), (researcher, None)})
    other.send({"type": "here", "source": programme.excerpt, "segment": place})
    here = who_is_here(one, {(partner, None), (researcher, place)})
    assert [it["source"] for it in here if it["member"] == researcher] == [programme.excerpt]
    other.connection.close()
    who_is_here(one, {(partner, None)})


def test_l2_two_windows_are_one_person(programme: AProgramme, join: Join) -> None:
    partner, place = programme.who("partner"), programme.place(0, 0).segment
    one, window, another = join("researcher"), join("partner"), join("partner")
    another.send({"type": "here", "source": programme.excerpt, "segment": place})
    researcher = programme.who("researcher")
    who_is_here(one, {(researcher, None), (partner, place)})
    another.connection.close()
    who_is_here(one, {(researcher, None), (partner, None)})
    window.connection.close()
    who_is_here(one, {(researcher, None)})


def chosen(programme: AProgramme, n: int = 1, start: int = 3, end: int = 8) -> dict[str, Any]:
    """Some words of paragraph n of the excerpt, as one tells what one has chosen."""
    it = programme.passage(n, start, end)
    return {"start": it.start.model_dump(), "end": it.end.model_dump()}


def selections(it: ASocket, until: dict[str, Any]) -> None:
    """Wait until just these people are told to have chosen words."""
    while {one["member"]: one["selection"] for one in it.next("who_is_here")["here"] if one["selection"]} != until:
        pass


def test_l2_what_a_person_has_chosen_is_shown_where_the_same_source_is_read(programme: AProgramme, join: Join) -> None:
    one, other, beside = join("partner"), join("researcher"), join("observer")
    where = {"type": "here", "source": programme.excerpt, "segment": programme.place(1, 0).segment}
    one.send(where)
    other.send({**where, "selection": chosen(programme)})
    selections(one, {programme.who("researcher"): chosen(programme)})
    here = who_is_here(
        beside,
        {
            (programme.who("partner"), where["segment"]),
            (programme.who("researcher"), where["segment"]),
            (programme.who("observer"), None),
        },
    )
    assert not any(it["selection"] for it in here)
    other.send({**where, "selection": chosen(programme, 2)})
    selections(one, {programme.who("researcher"): chosen(programme, 2)})
    other.send(where)
    selections(one, {})


def test_l2_what_was_chosen_is_gone_with_whoever_chose_it(programme: AProgramme, join: Join) -> None:
    one, other = join("partner"), join("researcher")
    where = {"type": "here", "source": programme.excerpt, "segment": programme.place(1, 0).segment}
    one.send(where)
    other.send({**where, "selection": chosen(programme)})
    selections(one, {programme.who("researcher"): chosen(programme)})
    other.connection.close()
    selections(one, {})


def test_l2_of_many_choices_in_a_moment_the_last_is_told(programme: AProgramme, join: Join) -> None:
    one, other = join("partner"), join("researcher")
    where = {"type": "here", "source": programme.excerpt, "segment": programme.place(1, 0).segment}
    one.send(where)
    for end in range(4, 40):
        other.send({**where, "selection": chosen(programme, end=end)})
    told = 0
    while not any(it["selection"] == chosen(programme, end=39) for it in one.next("who_is_here")["here"]):
        told += 1
    assert told < 12


def test_c1_the_words_themselves_are_not_told(programme: AProgramme, join: Join) -> None:
    one, other = join("partner"), join("researcher")
    where = {"type": "here", "source": programme.excerpt, "segment": programme.place(1, 0).segment}
    other.send({**where, "selection": {**chosen(programme), "exact": "enough"}})
    assert other.next("refused")["why"]["kind"] == "malformed"
    one.send(where)
    selections(one, {})


def test_l1_nobody_is_told_who_is_in_another_retreat(programme: AProgramme, join: Join) -> None:
    join("elsewhere", retreat=programme.other_retreat)
    one = join("partner")
    join("observer")
    who_is_here(one, {(programme.who("partner"), None), (programme.who("observer"), None)})


def test_l1_presence_is_not_in_the_ledger(served: Served, programme: AProgramme, join: Join) -> None:
    def stands() -> tuple[str, int]:
        with served.database.read() as connection:
            return served.services.ledger.stands(connection, programme.programme)

    before = stands()
    it = join("partner")
    it.send({"type": "here", "source": programme.excerpt, "segment": programme.place(0, 0).segment})
    who_is_here(it, {(programme.who("partner"), programme.place(0, 0).segment)})
    assert stands() == before


def test_l1_who_waits_is_told_how_many_are_before_them(served: Served, programme: AProgramme, join: Join) -> None:
    one = join("partner")
    for n in range(2):
        recording = programme.id(f"waiting {n}")
        programme.bring_recording(recording=recording, source=programme.id(f"source {n}"))
        programme.receive(served.database, recording=recording)
        programme.ask("facilitator", c.CloseRecording, recording=recording, chunks=1)
    while len(told := one.next("in_progress")["recordings"]) < 2:
        pass
    assert [it["recording"] for it in told] == [programme.id("waiting 0"), programme.id("waiting 1")]
    assert told[0]["before"] < told[1]["before"]


def test_l1_progress_is_told_to_all_and_to_who_comes_later(served: Served, programme: AProgramme, join: Join) -> None:
    programme.bring_recording()
    programme.start_run()
    one, recording = join("partner"), programme.recording
    with served.database.write() as connection:
        put_progress(connection, programme.programme, programme.retreat, recording, 30.0, 120.0, 9.0)
    told = one.next("in_progress")["recordings"]
    assert told == [{"recording": recording, "done": 30.0, "total": 120.0, "left": 9.0, "before": None}]
    assert join("observer").next("in_progress")["recordings"] == told
    with served.database.write() as connection:
        clear_progress(connection, programme.programme, recording)
    assert one.next("in_progress")["recordings"] == []
