"""Messages that no client of ours sends: each is refused, and the socket and everybody else go on (C1, C6)."""

import json
import logging
from typing import Any

import pytest

from server.domain import commands as c
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket
from tests.live.conftest import Join


def goes_on(it: ASocket, programme: AProgramme) -> None:
    it.ask(good := programme.annotation(programme.id("a good mark")))
    assert it.answer(good.id)["type"] == "accepted"


ODD_IDS = ['"\\ud83d"', '"\\u0000"', '"é"', '"<b>"', '"' + "x" * 5_000 + '"', "7", "{}", "[]", "null", "1e999", "NaN"]


@pytest.mark.parametrize("id_", ODD_IDS, ids=lambda it: it[:10])
def test_c6_an_id_that_is_none_is_refused(programme: AProgramme, join: Join, id_: str) -> None:
    it, command = join("partner"), programme.annotation(programme.id("mark")).model_dump(mode="json")
    raw = json.dumps({"type": "command", "command": {**command, "id": "HERE"}})
    it.connection.send(raw.replace('"HERE"', id_))
    refused = it.next("refused", "accepted")
    assert refused["type"] == "refused" and len(refused["command"] or "") <= 36
    goes_on(it, programme)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "hello", "protocol": 1, "retreat": "x"},
        {"type": "hello", "protocol": 2},
        {"type": "here", "source": "nowhere"},
        {"type": "here", "source": None, "a secret": 1},
        {"type": "accepted", "command": "x", "seq": 1},
        {"type": "events", "upto": 1, "events": []},
        {"type": None},
        {"type": ["command"]},
        {"command": {}},
        {"type": "command", "command": []},
        {"type": "command", "command": {"type": "a secret"}},
    ],
    ids=str,
)
def test_c1_a_message_that_is_none_is_refused(programme: AProgramme, join: Join, message: dict[str, Any]) -> None:
    it = join("partner")
    it.send(message)
    refused = it.next("refused")
    assert "secret" not in json.dumps(refused) and refused["why"]["message"].endswith((".", ")"))
    goes_on(it, programme)


def test_c1_a_field_that_nobody_knows_is_not_repeated(programme: AProgramme, join: Join) -> None:
    it, command = join("partner"), programme.annotation(programme.id("mark")).model_dump(mode="json")
    it.send({"type": "command", "command": {**command, "a secret " * 1_000: 1}})
    why = it.answer(command["id"])["why"]
    assert why["kind"] == "malformed" and len(why["message"]) < 300 and "secret" not in why["message"]
    goes_on(it, programme)


@pytest.mark.parametrize(
    "place",
    [{"offset": -1}, {"offset": 1.5}, {"offset": "1"}, {"offset": True}, {"offset": (1 << 64) - 1}, {"segment": "x"}],
)
def test_p3_a_place_that_cannot_be(programme: AProgramme, join: Join, place: dict[str, Any]) -> None:
    it, command = join("partner"), programme.annotation(programme.id("mark")).model_dump(mode="json")
    command["passage"]["end"].update(place)
    it.send({"type": "command", "command": command})
    assert it.answer(command["id"])["type"] == "refused"
    goes_on(it, programme)


def test_c10_an_engine_or_installation_by_name_is_nobody(programme: AProgramme, join: Join) -> None:
    it = join("steward")
    for name in ("engine", "installation"):
        command = programme.make(c.AddMember, member=programme.id("x"), name="x").model_dump(mode="json")
        it.send({"type": "command", "command": {**command, "member": name}})
        assert it.answer(command["id"])["why"]["kind"] == "malformed"
        it.send({"type": "command", "command": command, "actor": name})
        assert it.answer(command["id"])["why"]["kind"] == "malformed"


def test_c8_a_flood_is_answered_to_the_last(programme: AProgramme, join: Join) -> None:
    """More than may be in flight at once, good and bad in turn, sent before anything is read."""
    it, other = join("partner"), join("observer")
    commands = [programme.annotation(programme.id(f"mark {n}")) for n in range(150)]
    for n, command in enumerate(commands):
        it.ask(command)
        if n % 3 == 0:
            it.connection.send("nonsense")
    answers = [it.next("accepted", "refused") for _ in range(200)]
    accepted = [answer["command"] for answer in answers if answer["type"] == "accepted"]
    assert accepted == [command.id for command in commands]
    last = max(answer.get("seq", 0) for answer in answers)
    assert other.listen_until(last) == it.listen_until(last)


def test_nothing_that_was_written_is_logged(
    programme: AProgramme, join: Join, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    it, observer = join("partner"), join("observer")
    kept = programme.annotation(programme.id("mark"), comment="a secret")
    unfit = kept.model_dump(mode="json") | {"id": programme.id("unfit"), "comment": "a secret\x07"}
    it.ask(kept)
    it.ask(kept.model_copy(update={"comment": "another secret"}))
    it.send({"type": "command", "command": unfit})
    it.connection.send('{"a secret": ')
    assert it.answer(unfit["id"])["type"] == it.answer(None)["type"] == "refused"
    observer.ask(forbidden := programme.annotation(programme.id("forbidden"), comment="a secret"))
    assert observer.answer(forbidden.id)["type"] == "refused"
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("server", "uvicorn"))]
    assert sum("refused" in message for message in ours) >= 3
    assert not any("secret" in message for message in ours)
