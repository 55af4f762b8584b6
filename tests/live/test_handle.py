"""The committer by itself: what waits is committed together, in order, and nothing that happens to one stops it."""

import hmac
import threading
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, update
from sqlalchemy.exc import OperationalError

from server.database import Database
from server.domain import commands as c
from server.domain.nouns import Annotation
from server.errors import DiskFull, OtherContent, OutOfReach
from server.live.batch import News, _content
from server.live.handle import Committer, NotKept, Waiting
from server.live.messages import Accepted
from server.store import ledger as ledger_module
from server.store.ledger import Ledger
from server.store.tables import CommandRow
from tests.a_programme import AProgramme


class ACommitter(Committer):
    """Counts its batches."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.batches: list[int] = []
        super().__init__(*given, **named)

    def _commit(self, batch: list[Waiting]) -> None:
        self.batches.append(len(batch))
        super()._commit(batch)


@pytest.fixture
def committer(database: Database) -> Iterator[ACommitter]:
    it = ACommitter(database, b"key")
    yield it
    it.close()


@pytest.fixture
def ours(committer: ACommitter) -> AProgramme:
    return AProgramme(committer, "ours").found()


def together(programme: AProgramme, commands: list[Any]) -> list[Any]:
    """Hand these in so that the committer finds them all at once; what came of each."""
    committer = programme.committer
    with committer._wake:
        answers = [programme.submit("partner", it) for it in commands]
    return [it.exception(30) or it.result() for it in answers]


def marks(programme: AProgramme, count: int) -> list[Any]:
    return [programme.annotation(programme.id(f"mark {n}"), comment=f"Comment {n}") for n in range(count)]


def kept(database: Database, programme: AProgramme) -> list[str]:
    """The commands in the ledger, in order."""
    with database.read() as connection:
        sent = Ledger(database.engine).since(connection, programme.programme, programme.retreat, 0, 10_000)
    return [it.json.split('"command":"')[1][:36] for it in sent]


@pytest.mark.parametrize(
    "digest",
    [
        lambda content: hmac.digest(b"key", content, "sha256").hex(),
        lambda content: blake2b(content, key=b"key", digest_size=32).hexdigest(),
    ],
)
def test_a_command_that_an_earlier_version_kept_is_known_again(
    digest: Callable[[bytes], str], database: Database, committer: ACommitter, ours: AProgramme
) -> None:
    command, *_ = marks(ours, 1)
    first = ours.submit("partner", command).result(30)
    content = f'["{ours.who("partner")}",{command.model_dump_json()}]'.encode()
    with database.write() as connection:
        theirs = update(CommandRow).where(CommandRow.id == command.id)  # type: ignore[arg-type]
        connection.execute(theirs.values(digest=digest(content)))
    assert ours.submit("partner", command).result(30) == first
    with pytest.raises(OtherContent):
        ours.submit("partner", command.model_copy(update={"comment": "Another one"})).result(30)


def test_a_field_that_a_later_version_adds_makes_no_other_command_of_one_that_was_sent_before(ours: AProgramme) -> None:
    class Later(c.Annotate):
        weight: int = 1

    command, *_ = marks(ours, 1)
    before, after, heavier = (
        _content(Waiting(ours.programme, "partner", it, lambda answer: None))
        for it in (command, Later(**dict(command)), Later(**dict(command), weight=2))
    )
    assert before == after != heavier


def test_a_sender_who_cannot_be_answered_keeps_no_other_from_their_answer(
    committer: ACommitter, ours: AProgramme
) -> None:
    def gone(_: object) -> None:
        raise RuntimeError

    first, second = marks(ours, 2)
    with committer._wake:
        committer.give(ours.programme, ours.who("partner"), first, gone)
        answer = ours.submit("partner", second)
    assert answer.result(30).seq == ours.submit("partner", first).result(30).seq + 1


def test_c8_what_waits_is_committed_together_and_in_order(
    database: Database, committer: ACommitter, ours: AProgramme
) -> None:
    committer.batches.clear()
    commands = marks(ours, 300)
    answers = together(ours, commands)
    assert committer.batches == [256, 44]
    seqs = [it.seq for it in answers]
    assert seqs == list(range(seqs[0], seqs[0] + 300))
    assert kept(database, ours)[-300:] == [it.id for it in commands]


def test_c8_two_programmes_in_turn_each_keep_their_order(
    database: Database, committer: ACommitter, ours: AProgramme
) -> None:
    theirs = AProgramme(committer, "theirs").found()
    our_marks, their_marks = marks(ours, 40), marks(theirs, 40)
    with committer._wake:
        answers = [
            programme.submit("partner", command)
            for pair in zip(our_marks, their_marks, strict=True)
            for programme, command in zip((ours, theirs), pair, strict=True)
        ]
    assert all(isinstance(it.result(30), Accepted) for it in answers)
    assert kept(database, ours)[-40:] == [it.id for it in our_marks]
    assert kept(database, theirs)[-40:] == [it.id for it in their_marks]


def test_c4_the_same_command_twice_in_one_batch_is_applied_once(database: Database, ours: AProgramme) -> None:
    command = marks(ours, 1)[0]
    first, second = together(ours, [command, command])
    assert first == second and kept(database, ours).count(command.id) == 1


def test_c6_a_refused_command_takes_no_seq(ours: AProgramme) -> None:
    first, bad, last = marks(ours, 3)
    bad = bad.model_copy(update={"retreat": ours.id("no retreat")})
    answers = together(ours, [first, bad, last])
    assert answers[1].kind == "not_found" and answers[2].seq == answers[0].seq + 1


def test_c7_what_the_database_chokes_on_spoils_no_other(
    database: Database, ours: AProgramme, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    commands = marks(ours, 21)
    to_values = ledger_module.to_values

    def chokes(noun: Any, programme: str) -> Any:
        if isinstance(noun, Annotation) and noun.id == commands[7].annotation:
            raise ValueError(f"cannot write {noun.comment}")
        return to_values(noun, programme)

    monkeypatch.setattr(ledger_module, "to_values", chokes)
    answers = together(ours, commands)
    assert isinstance(answers[7], NotKept) and answers[7].message.endswith("try again.")
    good = [it for n, it in enumerate(answers) if n != 7]
    assert [it.seq for it in good] == list(range(good[0].seq, good[0].seq + 20))
    assert kept(database, ours)[-20:] == [it.id for n, it in enumerate(commands) if n != 7]
    assert "Comment" not in caplog.text and "ValueError" in caplog.text
    monkeypatch.undo()
    assert isinstance(ours.submit("partner", commands[7]).result(30), Accepted)  # and later it can be kept


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("INSERT", {}, Exception("database or disk is full")),
        OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file")),
        psycopg.errors.DiskFull("could not extend file"),
    ],
    ids=["sqlite says so", "postgresql says so", "its driver says so"],
)
def test_c3_a_full_disk_is_told_to_everyone_who_waits_and_nothing_is_kept(
    database: Database, committer: ACommitter, ours: AProgramme, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    before, commands = kept(database, ours), marks(ours, 5)
    rung: list[int] = []
    monkeypatch.setattr(committer, "_ring", lambda news: rung.append(news.seq))
    append = Ledger.append_

    def no_room(self: Ledger, connection: Connection, *given: Any) -> None:
        append(self, connection, *given)
        raise error

    monkeypatch.setattr(Ledger, "append_", no_room)
    answers = together(ours, commands)
    assert [it.kind for it in answers] == ["disk_full"] * 5 and "free some space" in answers[0].message
    assert kept(database, ours) == before and rung == []
    monkeypatch.setattr(Ledger, "append_", append)
    assert all(isinstance(it, Accepted) for it in together(ours, commands))


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_c3_a_database_with_no_room_left_refuses_and_goes_on_when_there_is_room(
    database: Database, committer: ACommitter, ours: AProgramme
) -> None:
    database.engine.dispose()

    def limit(pages: int) -> None:
        with database.write() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with database.write() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit(used)
    long = ours.annotation(ours.id("mark"), comment="x" * 90_000)
    assert isinstance(ours.submit("partner", long).exception(30), DiskFull)
    limit(used + 1_000)
    assert isinstance(ours.submit("partner", long).result(30), Accepted)


def test_who_stops_waiting_stops_nobody_else(committer: ACommitter, ours: AProgramme) -> None:
    commands = marks(ours, 3)
    with committer._wake:
        answers = [ours.submit("partner", it) for it in commands]
        assert not answers[1].cancel()
    assert all(isinstance(it.result(30), Accepted) for it in answers)


def test_a_bell_that_breaks_stops_nobody(
    database: Database, committer: ACommitter, ours: AProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(news: News) -> None:
        raise RuntimeError("Event loop is closed")

    monkeypatch.setattr(committer, "_ring", breaks)
    commands = marks(ours, 2)
    for command in commands:
        assert isinstance(ours.submit("partner", command).result(10), Accepted)
    assert kept(database, ours)[-2:] == [it.id for it in commands]


def test_closing_commits_what_waits(database: Database) -> None:
    committer = Committer(database, b"key")
    ours = AProgramme(committer, "ours").found()
    with committer._wake:
        answers = [ours.submit("partner", it) for it in marks(ours, 10)]
        closing = threading.Thread(target=committer.close)
        closing.start()
    closing.join()
    assert [it.done() for it in answers] == [True] * 10
    assert isinstance(ours.submit("partner", marks(ours, 11)[10]).exception(1), OutOfReach)


def test_r4_jobs_are_committed_with_the_event_or_not_at_all(database: Database) -> None:
    enqueued: list[str] = []

    def enqueue(connection: Connection, programme: str, event: Any) -> None:
        if event.body.type == "code_created":
            enqueued.append(event.body.code.id)
            raise RuntimeError("the queue is not there")

    committer = Committer(database, b"key", enqueue)
    ours = AProgramme(committer, "theirs")
    with pytest.raises(NotKept):
        ours.found()
    assert enqueued and not any("code_created" in it for it in _types(database, ours))
    committer.close()


def _types(database: Database, programme: AProgramme) -> list[str]:
    with database.read() as connection:
        sent = Ledger(database.engine).since(connection, programme.programme, programme.retreat, 0, 10_000)
    return [it.type for it in sent]


def test_c2_a_programme_is_founded_once(database: Database, committer: ACommitter, ours: AProgramme) -> None:
    again = c.FoundProgramme(id=ours.id("again"), name="Mine", steward=ours.id("me"), steward_name="Me")
    assert ours.submit("installation", again).exception(30) is not None
    unknown = AProgramme(committer, "unknown")
    assert unknown.submit("partner", marks(unknown, 1)[0]).exception(30).kind == "not_found"  # type: ignore[union-attr]
