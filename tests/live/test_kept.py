"""What is kept from one commit to the next: never longer than it is as the database has it."""

from collections.abc import Iterator

import orjson
import pytest

from server.database import Database
from server.domain import commands as c
from server.domain.access import actor_of
from server.domain.nouns import Attendance, Chunk, Member, Reply
from server.domain.rows import Rows, Those
from server.errors import NotAllowed, NotFound, NotSignedIn
from server.live.handle import Committer
from server.live.kept import Kept, Place
from server.store.ledger import Ledger
from tests.a_programme import AProgramme


@pytest.fixture
def both(address: str) -> Iterator[tuple[AProgramme, AProgramme]]:
    """A programme by way of two committers, as two processes have them."""
    databases = Database(address), Database(address)
    one, other = (Committer(it, b"key") for it in databases)
    yield AProgramme(one, "ours").found(), AProgramme(other, "ours")
    for it in (one, other, *databases):
        it.close()


def test_c9_a_role_that_another_process_took_is_asked_for_at_once(both: tuple[AProgramme, AProgramme]) -> None:
    here, there = both
    there._asked = 1_000
    for n in range(3):
        here.annotate("partner", here.id(f"mark {n}"))
        there.ask("facilitator", c.TakeRole, retreat=here.retreat, member=here.who("partner"))
        with pytest.raises(NotFound):  # they are not in the retreat at all
            here.annotate("partner", here.id(f"refused {n}"))
        there.give_role("partner", "observer")
        with pytest.raises(NotAllowed):
            here.annotate("partner", here.id(f"refused {n}"))
        there.give_role("partner", "partner")


def test_what_another_process_wrote_is_answered_and_not_written_over(both: tuple[AProgramme, AProgramme]) -> None:
    here, there = both
    there._asked = 1_000
    here.annotate("partner", here.id("mark"))
    there.annotate("partner", there.id("their mark"))
    here.ask("researcher", c.ReplyTo, reply=here.id("reply"), annotation=here.id("their mark"), text="Yes.")
    there.ask("partner", c.RemoveAnnotation, annotation=here.id("mark"))
    with pytest.raises(Exception, match="was removed"):
        here.ask("researcher", c.ReplyTo, reply=here.id("late"), annotation=here.id("mark"), text="No.")


def test_the_same_command_again_is_answered_from_the_ledger(both: tuple[AProgramme, AProgramme]) -> None:
    here, _ = both
    here.annotate("partner", here.id("mark"))
    view = here.make(c.TakeStance, annotation=here.id("mark"), view="differ", reason="Not to me.")
    first = here.submit("researcher", view).result(30)
    here.annotate("partner", here.id("between"))
    assert here.submit("researcher", view).result(30) == first


def test_c9_what_was_absent_is_found_once_another_process_has_made_it(both: tuple[AProgramme, AProgramme]) -> None:
    here, there = both
    there._asked = 1_000
    new = here.id("a new code")
    with pytest.raises(NotFound):
        here.annotate("partner", here.id("too early"), code=new)
    here.annotate("partner", here.id("mark"))
    there.ask("researcher", c.CreateCode, code=new, name="Being heard", colour=3)
    assert here.annotate("partner", here.id("coded"), code=new).seq


def test_c8_two_who_write_at_once_lose_nothing(address: str, both: tuple[AProgramme, AProgramme]) -> None:
    here, there = both
    there._asked = 1_000
    commands = [(it, it.annotation(it.id(f"{n} by {n % 2}"))) for n in range(200) for it in [both[n % 2]]]
    places = [answer.result(30).seq for answer in [it.submit("partner", command) for it, command in commands]]
    assert sorted(places) == list(range(min(places), min(places) + 200))
    database = Database(address)
    with database.read() as connection:
        found = Ledger(database.engine).since(connection, here.programme, here.retreat, min(places) - 1)
    database.close()
    assert [it.seq for it in found] == sorted(places)
    told = {orjson.loads(it.json)["command"]: it.seq for it in found}
    assert told == {command.id: seq for (_, command), seq in zip(commands, places, strict=True)}


def test_it_is_taken_once_and_only_where_the_ledger_stands() -> None:
    kept, rows = Kept(), Rows()
    kept.give_back("ours", Place("epoch", 7), rows)
    assert kept.take("ours", Place("epoch", 8)) is not rows
    kept.give_back("ours", Place("epoch", 7), rows)
    assert kept.take("ours", Place("another", 7)) is not rows
    kept.give_back("ours", Place("epoch", 7), rows)
    assert kept.take("ours", Place("epoch", 7)) is rows
    assert kept.take("ours", Place("epoch", 7)) is not rows  # who took it and failed, left nothing


def test_of_much_the_kind_of_which_there_is_the_most_is_let_go() -> None:
    kept, rows, all_replies = Kept(), Rows(), Those("annotation", "one")
    rows.load(Member, [("somebody",)], [])
    rows.load(Reply, [all_replies, *((str(n),) for n in range(4_998))], [])
    kept.give_back("ours", Place("epoch", 7), rows)
    assert kept.take("ours", Place("epoch", 7)).knows(Reply, ("4997",))
    rows.load(Member, [("another",)], [])
    kept.give_back("ours", Place("epoch", 7), rows)
    assert kept.take("ours", Place("epoch", 7)).knows(Member, ("another",))
    assert not rows.knows(Reply, ("4997",)) and not rows.knows(Reply, all_replies)


def test_few_programmes_are_kept() -> None:
    kept = Kept()
    few = [Rows() for _ in range(20)]
    for n, it in enumerate(few):
        kept.give_back(str(n), Place("epoch", 7), it)
    assert [kept.take(str(n), Place("epoch", 7)) is it for n, it in enumerate(few)] == [False] * 4 + [True] * 16


def test_pieces_of_sound_come_by_another_way_and_are_not_kept() -> None:
    rows, of_one = Rows(), Those("recording", "one")
    rows.load(Chunk, [of_one], [Chunk.model_construct(recording="one", n=0, bytes=1, sha256="")])
    rows.load(Member, [Those("merged_into", "one")], [])
    rows.settled(most=9)
    assert not rows.knows(Chunk, of_one) and rows.those(Chunk, "recording", "one") == []
    assert rows.knows(Member, Those("merged_into", "one"))


def test_what_is_asked_for_by_a_field_follows_what_changes() -> None:
    def reply(id: str, mark: str, text: str = "") -> Reply:
        return Reply.model_construct(id=id, annotation=mark, author="who", at="", text=text)

    rows = Rows()
    rows.load(Reply, [Those("annotation", "a")], [reply("1", "a"), reply("2", "a")])
    assert [it.id for it in rows.those(Reply, "annotation", "a")] == ["1", "2"]
    rows.put(reply("1", "a", "said"))
    rows.put(reply("3", "a"))
    rows.drop(Reply, "2")
    assert [(it.id, it.text) for it in rows.those(Reply, "annotation", "a")] == [("1", "said"), ("3", "")]
    rows.put(reply("2", "a"))  # back in its place
    rows.put(reply("3", "b"))
    assert [it.id for it in rows.those(Reply, "annotation", "a")] == ["1", "2"]
    assert [it.id for it in rows.those(Reply, "annotation", "b")] == ["3"]


def test_who_somebody_is_follows_what_changes() -> None:
    def attends(role: str | None) -> Attendance:
        return Attendance.model_construct(retreat="here", member="one", role=role)

    one, other = (Member.model_construct(id=id, steward=False, merged_into=None) for id in ("one", "other"))
    rows = Rows()
    rows.load(Member, [("one",), ("other",), Those("merged_into", "one")], [one, other])
    rows.load(Attendance, [Those("member", "one")], [attends("partner")])
    assert actor_of(rows, "one").roles == {"here": "partner"}
    rows.put(attends("facilitator"))
    assert actor_of(rows, "one").roles == {"here": "facilitator"}
    rows.put(attends(None))
    rows.put(one.model_copy(update={"steward": True}))
    rows.put(other.model_copy(update={"merged_into": "one"}))
    now = actor_of(rows, "one")
    assert (now.roles, now.steward, now.doubles) == ({}, True, {"other"}) and actor_of(rows, "other") == now
    rows.drop(Member, "one")
    with pytest.raises(NotSignedIn):
        actor_of(rows, "one")
