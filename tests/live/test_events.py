"""Events over sockets: from the ledger, to those whom they concern, and to nobody else (E2 to E6)."""

import json
import threading
from typing import Any
from uuid import uuid4

from server.domain import commands as c
from server.domain.parts import WordBlock
from server.jobs.queue import Jobs
from server.live.handle import Committer
from server.store.ledger import Ledger
from tests.a_programme import AProgramme
from tests.live.a_socket import open_socket
from tests.live.conftest import Join
from tests.serving import Served


def test_e2_everybody_hears_the_same_events_the_author_too(programme: AProgramme, join: Join) -> None:
    author, other = join("partner"), join("observer")
    author.ask(command := programme.annotation(programme.id("mark"), programme.passage(1, 10, 15)))
    seq = author.answer(command.id)["seq"]
    assert author.listen_until(seq) == other.listen_until(seq)
    [event] = author.heard
    assert (event["author"], event["command"]) == (programme.who("partner"), command.id)
    assert (event["retreat"], event["source"]) == (programme.retreat, programme.excerpt)
    assert event["body"]["annotation"]["author"] == programme.who("partner")


def test_c2_what_a_command_creates_has_the_id_that_its_asker_gave(programme: AProgramme, join: Join) -> None:
    it = join("partner")
    it.ask(command := programme.annotation(str(uuid4())))
    heard = it.listen_until(it.answer(command.id)["seq"])[-1]
    assert (heard["command"], heard["body"]["annotation"]["id"]) == (command.id, command.annotation)


def test_e3_many_at_once_make_one_line_that_all_hear_in_order(served: Served, programme: AProgramme) -> None:
    people = ["facilitator", "researcher", "partner"]
    sockets = [open_socket(served, programme, person) for person in people for _ in range(2)]
    commands = [[programme.annotation(programme.id(f"mark {n} {k}")) for k in range(40)] for n in range(6)]

    def send_all(n: int) -> None:
        for command in commands[n]:
            sockets[n].ask(command)

    threads = [threading.Thread(target=send_all, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [sockets[n].answer(command.id) for n in range(6) for command in commands[n]]
    seqs = sorted(answer["seq"] for answer in answers)
    assert seqs == list(range(seqs[0], seqs[0] + 240))
    for it in sockets:
        it.listen_until(seqs[-1])
        assert it.seqs == seqs
        it.connection.close()


def test_e4_who_is_not_meant_sees_a_gap(programme: AProgramme, join: Join) -> None:
    partner, researcher, steward = join("partner"), join("researcher"), join("steward")
    unheard = programme.add_excerpt("researcher", programme.id("a new excerpt"))
    programme.ask("steward", c.AddMember, member=programme.id("a new member"), name="Isla")
    last = programme.annotate("partner", programme.id("mark")).seq
    assert last == unheard + 2
    kinds = [[event["body"]["type"] for event in it.listen_until(last)] for it in (partner, researcher, steward)]
    assert kinds == [["annotated"], ["excerpt_added", "annotated"], ["excerpt_added", "member_added", "annotated"]]
    assert partner.seqs == [last]


def test_e4_two_retreats_and_two_programmes_do_not_hear_each_other(
    served: Served, programme: AProgramme, join: Join
) -> None:
    elsewhere = served.found()
    here, there = join("partner"), join("elsewhere", retreat=programme.other_retreat)
    with open_socket(served, elsewhere, "partner") as stranger:
        mine = programme.annotate("partner", programme.id("mark")).seq
        theirs = elsewhere.annotate("partner", elsewhere.id("mark")).seq
        session = programme.ask(
            "steward", c.AddSession, session=programme.id("new"), retreat=programme.other_retreat, name="Saturday"
        ).seq
        shared = programme.ask("partner", c.CreateCode, code=programme.id("new code"), name="Trust", colour=2).seq
        assert here.listen_until(shared) and here.seqs == [mine, shared]
        assert there.listen_until(shared) and there.seqs == [session, shared]
        assert stranger.listen_until(theirs) and stranger.seqs == [theirs]


def test_e6_what_is_heard_is_what_the_ledger_holds(served: Served, programme: AProgramme, join: Join) -> None:
    it = join("partner")
    for n in range(5):
        last = programme.annotate("researcher", programme.id(f"mark {n}"), programme.passage(n % 3)).seq
    it.listen_until(last)
    with served.database.read() as connection:
        kept = served.services.ledger.since(connection, programme.programme, programme.retreat, it.seqs[0] - 1)
    assert [json.loads(event.json) for event in kept] == it.heard


def test_e6_what_another_process_commits_is_heard_too(served: Served, programme: AProgramme, join: Join) -> None:
    it = join("partner")
    jobs = Jobs(served.database)
    worker = Committer(served.database, b"its own", jobs.enqueue)  # nobody rings for it
    try:
        command = programme.annotation(programme.id("mark"))
        seq = worker.submit(programme.programme, programme.who("researcher"), command).result(30).seq
    finally:
        worker.close()
        jobs.close()
    assert it.listen_until(seq)[-1]["command"] == command.id


def test_e6_a_lost_bell_costs_a_second_and_never_data(served: Served, programme: AProgramme, join: Join) -> None:
    it = join("partner")
    it.listen_until(programme.annotate("partner", programme.id("first mark")).seq)
    ledger, failures = served.services.ledger, iter([True] * 3)
    since = Ledger.since

    def busy(*arguments: Any) -> Any:
        if next(failures, False):
            raise RuntimeError("the database is out of reach")
        return since(ledger, *arguments)

    ledger.since = busy  # type: ignore[method-assign]
    try:
        seq = programme.annotate("partner", programme.id("mark")).seq
        assert it.listen_until(seq)[-1]["seq"] == seq
        again = programme.annotate("partner", programme.id("another mark")).seq
        assert it.listen_until(again)[-1]["seq"] == again
    finally:
        del ledger.since


def test_e1_an_event_says_what_came_out(served: Served, programme: AProgramme, join: Join) -> None:
    """A code of the same name is born merged: nobody has to work that out from the codes that they know."""
    it = join("partner")
    twin = programme.ask("partner", c.CreateCode, code=programme.id("twin"), name="WHAT matters", colour=2).seq
    assert it.listen_until(twin)[-1]["body"]["code"]["merged_into"] == programme.code


def test_s4_word_times_are_fetched_and_not_told(served: Served, programme: AProgramme, join: Join) -> None:
    it = join("partner")
    programme.bring_recording()
    programme.start_run()
    segments = programme.heard(0, (1.0, "It is a different six."), (4.0, "Six again."))
    last = programme.annotate("partner", programme.id("mark")).seq
    told = it.listen_until(last)[-2]["body"]
    assert told["type"] == "segments_appended" and set(told) == {"type", "run", "language", "segments"}
    with served.visit(programme, "partner") as visitor:
        path = f"/api/retreats/{programme.retreat}/sources/{programme.transcript}/words/0"
        words = WordBlock.model_validate_json(visitor.get(path).content).words
    assert [one.segment for one in words] == segments and words[0].words == [(0, 2, 1.0, 1.5, 0.9)]
