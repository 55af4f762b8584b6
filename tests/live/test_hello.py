"""Hello: who is let in, from where in the ledger on, and what is said to those who are not (H1 to H6)."""

from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from server.live import rooms, socket
from server.live.messages import PROTOCOL
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket, open_socket
from tests.live.conftest import Join
from tests.serving import Served


def closed(it: ASocket) -> int:
    """The code with which the socket is closed, after whatever is still sent."""
    with pytest.raises(ConnectionClosed) as error:
        while True:
            it.next()
    assert error.value.rcvd is not None
    return error.value.rcvd.code


def test_h1_without_a_sign_in_the_socket_says_why_and_is_closed(served: Served) -> None:
    for token in (None, "a token that nobody has"):
        with ASocket(served, token) as it:
            refused = it.next()
            assert (refused["type"], refused["command"], refused["why"]["kind"]) == ("refused", None, "not_signed_in")
            assert "sign-in link" in refused["why"]["message"]
            assert closed(it) == 4401


def test_h1_a_page_of_another_server_may_not_use_the_sign_in(served: Served, programme: AProgramme) -> None:
    token = programme.sign_in(served.database, "partner")
    for origin in ("https://elsewhere.example", "null"):
        with ASocket(served, token, origin=origin) as it:
            assert it.next()["why"]["kind"] == "wrong_origin"
            assert closed(it) == 4403
    with ASocket(served, token, origin=served.address) as it:
        assert it.hello(programme.retreat)["type"] == "welcome"


def test_h2_the_welcome_says_where_the_ledger_stands_and_who_one_is(served: Served, programme: AProgramme) -> None:
    with ASocket(served, programme.sign_in(served.database, "partner")) as it:
        welcome = it.hello(programme.retreat)
    with served.database.read() as connection:
        epoch, seq = served.services.ledger.stands(connection, programme.programme)
    now = welcome.pop("now")
    assert now.endswith("Z") and len(now) == len("2026-05-12T09:00:00.000Z")
    assert welcome == {
        "type": "welcome",
        "protocol": PROTOCOL,
        "epoch": epoch,
        "seq": seq,
        "member": programme.who("partner"),
    }


def test_h2_who_says_nothing_is_let_go(served: Served, programme: AProgramme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "PATIENCE", 0.1)
    with ASocket(served, programme.sign_in(served.database, "partner")) as it:
        assert it.next()["why"]["kind"] == "silent"
        assert closed(it) == 4408


@pytest.mark.parametrize("first", [{"type": "here"}, {"type": "hello", "protocol": PROTOCOL, "retreat": "x"}, {}])
def test_h2_the_first_message_is_a_hello(served: Served, programme: AProgramme, first: dict[str, Any]) -> None:
    with ASocket(served, programme.sign_in(served.database, "partner")) as it:
        it.send(first)
        assert it.next()["type"] == "refused"
        assert closed(it) in (4400, 4401)


def test_h3_another_version_is_refused_before_anything_else_is_read(served: Served, programme: AProgramme) -> None:
    for protocol in (PROTOCOL - 1, PROTOCOL + 1, "1", None):
        with ASocket(served, programme.sign_in(served.database, "partner")) as it:
            it.send({"type": "hello", "protocol": protocol, "room": 7, "a field": "of another version"})
            refused = it.next()
            assert refused["why"]["kind"] == "out_of_date" and "Reload" in refused["why"]["message"]
            assert closed(it) == 4426


@pytest.mark.parametrize("person", ["newcomer", "elsewhere", "steward"])
def test_h4_a_retreat_that_is_not_theirs_is_not_found(served: Served, programme: AProgramme, person: str) -> None:
    stranger = served.found()
    retreats = [programme.id("no retreat"), stranger.retreat]
    if person != "steward":
        retreats.append(programme.retreat)
    for retreat in retreats:
        with ASocket(served, programme.sign_in(served.database, person)) as it:
            assert it.hello(retreat)["why"]["kind"] == "not_found"
            assert closed(it) == 4404


def test_h5_after_a_cut_everything_follows_once_and_in_order(served: Served, programme: AProgramme, join: Join) -> None:
    first = join("partner")
    for n in range(5):
        first.listen_until(programme.annotate("researcher", programme.id(f"mark {n}")).seq)
    first.connection.socket.close()  # the network goes away, and nobody says goodbye
    for n in range(5, 600):
        last = programme.submit("researcher", programme.annotation(programme.id(f"mark {n}")))
    seq = last.result(30).seq
    welcome = stands(served, programme)
    again = join("partner", since=first.upto, epoch=welcome)
    again.listen_until(seq)
    marks = [it["body"]["annotation"]["id"] for it in first.heard + again.heard]
    assert marks == [programme.id(f"mark {n}") for n in range(600)]
    assert (first.seqs + again.seqs) == sorted(set(first.seqs + again.seqs))


def test_h5_since_the_beginning_gives_what_this_person_may_see(served: Served, programme: AProgramme) -> None:
    epoch = stands(served, programme)
    heard: dict[str, set[str]] = {}
    for person in ("partner", "researcher", "steward"):
        with open_socket(served, programme, person, since=0, epoch=epoch) as it:
            seq = programme.annotate("partner", programme.id(f"mark for {person}")).seq
            heard[person] = {event["body"]["type"] for event in it.listen_until(seq)}
            assert it.seqs == sorted(set(it.seqs))
            assert {event["retreat"] for event in it.heard} == {None, programme.retreat}
    assert "excerpt_added" not in heard["partner"] and "excerpt_added" in heard["researcher"]
    assert "member_added" not in heard["researcher"] and "member_added" in heard["steward"]


@pytest.mark.parametrize("case", ["another epoch", "no epoch", "ahead", "far behind"])
def test_h5_what_cannot_be_sent_as_events_is_to_be_fetched_anew(
    served: Served, programme: AProgramme, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    epoch, since = stands(served, programme), 0
    hello = {
        "another epoch": {"since": since, "epoch": programme.id("another life")},
        "no epoch": {"since": since},
        "ahead": {"since": 1_000_000, "epoch": epoch},
        "far behind": {"since": since, "epoch": epoch},
    }[case]
    if case == "far behind":
        monkeypatch.setattr(socket, "FAR_BEHIND", 5)
    with open_socket(served, programme, "partner", **hello) as it:
        assert it.next()["type"] == "resync"
        mark = programme.id("a mark after that")
        it.listen_until(programme.annotate("partner", mark).seq)
        assert [event["body"]["annotation"]["id"] for event in it.heard] == [mark]


def test_h6_another_role_means_fetching_anew_and_hearing_with_other_ears(
    served: Served, programme: AProgramme, join: Join
) -> None:
    it, other = join("partner"), join("observer")
    programme.give_role("partner", "researcher")
    it.next("resync")
    seq = programme.add_excerpt("researcher", programme.id("a new excerpt"))
    assert it.listen_until(seq)[-1]["body"]["type"] == "excerpt_added"
    seq = programme.annotate("partner", programme.id("a mark")).seq
    assert "excerpt_added" not in {event["body"]["type"] for event in other.listen_until(seq)}


def test_h1_signing_out_cuts_the_socket(served: Served, programme: AProgramme) -> None:
    with served.visit(programme, "partner") as visitor:
        token = visitor.cookies["retreat_sign_in"]
        with ASocket(served, token) as it, open_socket(served, programme, "partner") as another_device:
            it.hello(programme.retreat)
            assert visitor.post("/api/sign-out").status_code == 204
            with pytest.raises(ConnectionClosed):
                while True:
                    it.next()
            seq = programme.annotate("partner", programme.id("a mark")).seq
            another_device.listen_until(seq)


def test_e8_a_quiet_room_beats(served: Served, join: Join, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "BEAT", 1)
    it = join("partner")
    assert it.next("beat")["upto"] == it.next("beat")["upto"] > 0


def stands(served: Served, programme: AProgramme) -> str:
    with served.database.read() as connection:
        return served.services.ledger.stands(connection, programme.programme)[0]
