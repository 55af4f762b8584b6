"""Events on real sockets: everybody hears the same, after it was committed, with the ids of whoever asked."""

from uuid import uuid4

from server.domain.parts import WordBlock
from server.live.messages import Here
from tests.a_programme import AProgramme
from tests.live.conftest import Join
from tests.serving import Served


def test_c2_what_a_command_creates_has_the_id_that_its_asker_gave(programme: AProgramme, join: Join) -> None:
    partner = join("partner")
    command = programme.annotation(str(uuid4()))
    partner.ask(command)
    seq = partner.answer(command.id)["seq"]
    heard = partner.listen_until(seq)[-1]
    assert (heard["command"], heard["body"]["annotation"]["id"]) == (command.id, command.annotation)


def test_e2_and_e6_the_author_and_the_others_hear_the_same_and_it_is_in_the_ledger(
    served: Served, programme: AProgramme, join: Join
) -> None:
    people = [join(it) for it in ("partner", "observer", "facilitator")]
    for n in range(5):
        people[n % 2 * 2].ask(programme.annotation(str(uuid4()), programme.passage(n % 3)))
    last = programme.annotate("researcher", str(uuid4())).seq
    heard = [[it for it in one.listen_until(last) if it["body"]["type"] == "annotated"] for one in people]
    assert len(heard[0]) == 6 and heard[0] == heard[1] == heard[2]
    with served.database.read() as connection:
        ledger = served.services.ledger.since(
            connection, programme.programme, programme.retreat, heard[0][0]["seq"] - 1
        )
    assert [it.seq for it in ledger] == [it["seq"] for it in heard[0]]


def test_s4_word_times_are_fetched_not_told(served: Served, programme: AProgramme, join: Join) -> None:
    partner = join("partner")
    programme.bring_recording()
    programme.start_run()
    segments = programme.heard(0, (1.0, "It is a different six."), (4.0, "Six again."))
    with served.database.read() as connection:
        _, seq = served.services.ledger.stands(connection, programme.programme)
    told = partner.listen_until(seq)[-1]["body"]
    assert told["type"] == "segments_appended" and set(told) == {"type", "run", "language", "segments"}
    client = served.visit(programme, "partner")
    with client:
        path = f"/api/retreats/{programme.retreat}/sources/{programme.transcript}/words/0"
        words = WordBlock.model_validate_json(client.get(path).content).words
    assert [it.segment for it in words] == segments and words[0].words == [(0, 2, 1.0, 1.5, 0.9)]


def test_l1_and_l2_who_is_here_and_where_is_told_and_not_kept(
    served: Served, programme: AProgramme, join: Join
) -> None:
    facilitator, partner = join("facilitator"), join("partner")
    with served.database.read() as connection:
        before = served.services.ledger.stands(connection, programme.programme)
    partner.send(Here(source=programme.excerpt, segment=programme.place(1, 0).segment).model_dump())
    wanted = {"member": programme.who("partner"), "source": programme.excerpt, "segment": programme.place(1, 0).segment}
    while wanted not in facilitator.next("who_is_here")["here"]:
        pass
    partner.connection.close()
    while len(facilitator.next("who_is_here")["here"]) > 1:
        pass
    with served.database.read() as connection:
        assert served.services.ledger.stands(connection, programme.programme) == before
