"""Commands over the socket: kept once, answered to their sender, decided in order (C1 to C10)."""

from typing import Any

import pytest
from sqlalchemy import select

from server.database import Database
from server.domain import commands as c
from server.errors import NotAllowed
from server.live import batch
from server.live.handle import NotKept
from server.store.tables import EventRow
from tests.a_programme import AProgramme
from tests.live.conftest import Join
from tests.serving import Served


def ids(n: int, programme: AProgramme) -> list[str]:
    return [programme.id(f"mark {i}") for i in range(n)]


def marks(events: list[dict[str, Any]]) -> list[str]:
    return [it["body"]["annotation"]["id"] for it in events if it["body"]["type"] == "annotated"]


@pytest.mark.parametrize(
    "change",
    [
        {"bold": True},
        {"comment": 7},
        {"comment": None},
        {"type": "dance"},
        {"retreat": "the spring one"},
        {"passage": {}},
        {"id": None},
    ],
    ids=str,
)
def test_c1_an_unknown_shape_is_refused(programme: AProgramme, join: Join, change: dict[str, Any]) -> None:
    it = join("partner")
    command = {**programme.annotation(programme.id("mark")).model_dump(mode="json"), **change}
    it.send({"type": "command", "command": command})
    refused = it.next("accepted", "refused")
    assert (refused["type"], refused["command"]) == ("refused", command["id"])
    assert refused["why"]["kind"] in ("malformed", "unfit") and "Why here?" not in refused["why"]["message"]


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '"hello"', "[" * 100_000, '{"type": "command"}'])
def test_c6_what_cannot_be_read_is_refused_without_an_id_and_the_socket_goes_on(
    programme: AProgramme, join: Join, text: str
) -> None:
    it = join("partner")
    it.connection.send(text)
    refused = it.next("refused")
    assert (refused["command"], refused["why"]["kind"]) == (None, "malformed")
    it.ask(good := programme.annotation(programme.id("mark")))
    assert it.answer(good.id)["type"] == "accepted"


def test_c6_bytes_are_refused_and_the_socket_goes_on(programme: AProgramme, join: Join) -> None:
    it = join("partner")
    it.connection.send(b"\x00\xff")
    assert it.next("refused")["why"]["kind"] == "malformed"
    it.ask(good := programme.annotation(programme.id("mark")))
    assert it.answer(good.id)["type"] == "accepted"


def test_c3_what_is_accepted_is_there_for_others_to_read(served: Served, programme: AProgramme, join: Join) -> None:
    it = join("partner")
    it.ask(command := programme.annotation(programme.id("mark")))
    accepted = it.answer(command.id)
    another = Database(served.database.url)
    with another.read() as connection:
        events: Any = EventRow
        statement = select(events.seq).where(events.programme == programme.programme, events.command == command.id)
        assert connection.execute(statement).all() == [(accepted["seq"],)]
    another.close()


def test_c4_a_command_sent_twice_is_applied_once(programme: AProgramme, join: Join) -> None:
    it, again = join("partner"), join("partner")
    command = programme.annotation(programme.id("mark"))
    it.ask(command)
    it.ask(command)
    first, second = it.answer(command.id), it.answer(command.id)
    again.ask(command)
    assert first == second == again.answer(command.id)
    last = programme.annotate("partner", programme.id("another mark"))
    assert marks(it.listen_until(last.seq)) == [programme.id("mark"), programme.id("another mark")]


@pytest.mark.parametrize("person", ["partner", "researcher"])
def test_c5_other_content_or_another_person_under_an_old_id_is_refused(
    programme: AProgramme, join: Join, person: str
) -> None:
    it = join(person)
    command = programme.annotation(programme.id("mark"), comment="What does it mean?")
    programme.submit("partner", command).result()
    other = command if person == "researcher" else command.model_copy(update={"comment": "Something else."})
    it.ask(other)
    assert it.answer(command.id)["why"]["kind"] == "other_content"
    last = programme.annotate("partner", programme.id("another mark"))
    it.listen_until(last.seq)
    assert [event["body"]["annotation"]["comment"] for event in it.heard] == ["What does it mean?", "Why here?"]


def test_c5_for_the_engine_what_was_stored_first_stands(programme: AProgramme, join: Join) -> None:
    it = join("partner")
    programme.bring_recording()
    programme.start_run()
    first = programme.heard(0, (1.0, "The first time."))
    assert programme.heard(0, (1.0, "The second time.")) == first
    last = programme.annotate("partner", programme.id("mark"))
    texts = [
        [segment["text"] for segment in event["body"]["segments"]]
        for event in it.listen_until(last.seq)
        if event["body"]["type"] == "segments_appended"
    ]
    assert texts == [["The first time."]]


def test_c6_a_refusal_is_told_to_its_sender_alone_and_changes_nothing(
    served: Served, programme: AProgramme, join: Join
) -> None:
    it, other = join("observer"), join("partner")
    it.ask(refused := programme.annotation(programme.id("mark")))
    answer = it.answer(refused.id)
    assert answer["why"] == {"kind": "not_allowed", "message": NotAllowed().message}
    seq = programme.annotate("partner", programme.id("another mark")).seq
    messages = []
    while other.upto < seq:
        messages.append(other.next())
    assert "refused" not in {message["type"] for message in messages}
    assert marks(other.heard) == [programme.id("another mark")]


def test_c7_one_command_that_cannot_be_kept_spoils_no_other(
    served: Served, programme: AProgramme, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    commands = [programme.annotation(it, comment=f"Comment {it}") for it in ids(21, programme)]
    poisoned = commands[7]
    decide = batch.decide

    def chokes(command: Any, *others: Any) -> Any:
        if command.id == poisoned.id:
            raise RuntimeError(f"cannot keep {command.comment!r}")
        return decide(command, *others)

    monkeypatch.setattr(batch, "decide", chokes)
    with served.services.committer._wake:  # so that all of them are committed together
        answers = [programme.submit("partner", it) for it in commands]
    outcomes = [it.exception(30) for it in answers]
    assert [type(it) for it in outcomes if it] == [NotKept] and isinstance(outcomes[7], NotKept)
    assert len({it.result().seq for n, it in enumerate(answers) if n != 7}) == 20
    assert "Comment" not in caplog.text and "annotate" in caplog.text


def test_c8_commands_of_one_socket_are_decided_in_the_order_in_which_they_were_sent(
    programme: AProgramme, join: Join
) -> None:
    it = join("facilitator")
    sent = []
    for n in range(30):
        code, mark = programme.id(f"code {n}"), programme.id(f"mark {n}")
        sent += [
            programme.make(c.CreateCode, code=code, name=f"Idea {n}", colour=1),
            programme.annotation(mark, code=code),
            programme.make(c.ReplyTo, reply=programme.id(f"reply {n}"), annotation=mark, text="I see it too."),
            programme.make(c.RemoveAnnotation, annotation=mark),
        ]
    for command in sent:
        it.ask(command)
    seqs = [it.answer(command.id).get("seq") for command in sent]
    assert None not in seqs and seqs == sorted(seqs)


def test_c9_the_member_is_asked_for_as_they_are_now(programme: AProgramme, join: Join) -> None:
    it = join("partner")
    it.ask(before := programme.annotation(programme.id("mark")))
    assert it.answer(before.id)["type"] == "accepted"
    programme.give_role("partner", "observer")
    it.ask(after := programme.annotation(programme.id("another mark")))
    assert it.answer(after.id)["why"]["kind"] == "not_allowed"


def test_c9_what_lies_elsewhere_is_not_found(served: Served, programme: AProgramme, join: Join) -> None:
    stranger, it = served.found(), join("partner")
    elsewhere = [
        programme.annotation(programme.id("in another retreat"), retreat=programme.other_retreat),
        programme.annotation(programme.id("in another programme"), passage=stranger.passage()),
        programme.annotation(programme.id("with its code"), code=stranger.code),
        programme.annotation(programme.id("unplaced"), passage=programme.passage_of(programme.unplaced)),
    ]
    for command in elsewhere:
        it.ask(command)
        assert it.answer(command.id)["why"]["kind"] == "not_found"


def test_c10_commands_of_the_engine_and_the_installation_are_refused_from_people(
    served: Served, programme: AProgramme, join: Join
) -> None:
    programme.bring_recording()
    run = {"engine": "x", "version": "", "model": "x", "model_hash": "", "parameters": "{}"}
    commands = [
        programme.make(c.FoundProgramme, name="Mine", steward=programme.id("me"), steward_name="Me"),
        programme.make(c.OpenRecording, recording=programme.recording, duration=1.0),
        programme.make(c.FailRecording, recording=programme.recording, why="because"),
        programme.make(c.StartRun, run=programme.run, recording=programme.recording, **run),
    ]
    it = join("steward")
    for command in commands:
        it.ask(command)
        assert it.answer(command.id)["why"]["kind"] == "not_allowed"
    programme.start_run()
    with served.visit(programme, "steward") as visitor:
        for kind, about in ((c.AppendSegments, {"window": 0, "segments": []}), (c.FinishRun, {})):
            body = programme.make(kind, run=programme.run, **about).model_dump_json()
            answer = visitor.post(f"/api/programmes/{programme.programme}/commands", content=body)
            assert (answer.status_code, answer.json()["kind"]) == (403, "not_allowed")
