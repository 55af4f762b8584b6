"""An archive that comes back: in one transaction, with nobody's rights, and nothing that was erased."""

from typing import Any

import pytest
from sqlalchemy import select

from server.archive.document import Document
from server.archive.ids import id_in
from server.database import Database
from server.doctor.ledgers import ledgers
from server.domain import commands as c
from server.domain.events import Imported
from server.domain.nouns import Annotation, Attendance, Code, Member, Recording, Segment, Source, WordTimes
from server.errors import NotAllowed
from server.live.handle import Committer
from server.store.bringing_back import Differs
from server.store.tables import CommandRow, DeedRow, EventRow
from tests.a_programme import AProgramme
from tests.archive.an_archive import brought, comparable, taken_away
from tests.tables import nouns_of

EVENT, COMMAND, DEED = (it.__table__ for it in (EventRow, CommandRow, DeedRow))  # type: ignore[attr-defined]


def with_a_recording(ours: AProgramme, database: Database) -> None:
    """Two sentences that were heard, one of them marked and corrected."""
    ours.bring_recording()
    ours.receive(database)
    ours.ask("facilitator", c.CloseRecording, recording=ours.recording, chunks=1)
    ours.start_run()
    first, _ = ours.heard(0, (0.0, "We came early 🙂."), (3.0, "And left\r\nlate."))
    passage = a_passage(ours, first, 0, 2)
    ours.annotate("partner", ours.id("heard mark"), passage, comment="Who?")
    words = c.Correction(segment=first, base=ours.id("window 0"), text="We came in early 🙂.")
    ours.ask("researcher", c.Correct, source=ours.transcript, corrections=[words])


def a_passage(ours: AProgramme, segment: str, start: int, end: int) -> c.Passage:
    ends = [{"segment": segment, "revision": ours.id("window 0"), "offset": offset} for offset in (start, end)]
    return c.Passage.model_validate({"source": ours.transcript, "start": ends[0], "end": ends[1]})


def rows(database: Database, programme: str) -> dict[Any, dict[Any, Any]]:
    with database.read() as connection:
        return nouns_of(connection, programme)


def events(database: Database, programme: str) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(select(EVENT).where(EVENT.c.programme == programme).order_by(EVENT.c.seq)))


@pytest.fixture
def document(ours: AProgramme, database: Database) -> Document:
    with_a_recording(ours, database)
    ours.ask("partner", c.AnswerConsent, retreat=ours.retreat, answers=[])
    return taken_away(database, ours.programme)


@pytest.fixture
def there(another: Database, ours: AProgramme) -> Any:
    """The same people, asking in the other database."""
    committer = Committer(another, b"another key")
    it = AProgramme(committer, "ours")
    it._asked = 10_000
    yield it
    committer.close()


def test_a1_events_keep_command_author_and_time_and_get_the_seqs_of_here(
    document: Document, another: Database, ours: AProgramme
) -> None:
    brought(another, document)
    kept = events(another, ours.programme)
    told = [it for it in kept if it.type == "imported"]
    as_they_were = [(it.command, it.author, it.at, it.retreat, it.source, it.audience) for it in document.ledger]
    columns = [(it.command, it.author, it.at, it.retreat, it.source, it.audience) for it in kept]
    assert columns[: len(as_they_were)] == as_they_were
    assert kept[len(as_they_were) :] == told and {it.retreat for it in told} >= {None, ours.retreat}
    assert len({it.command for it in told}) == 1 and {it.author for it in told} == {"installation"}
    with another.read() as connection:
        assert [it.mark for it in ledgers(connection)] == ["good"]
        assert connection.execute(select(DEED)).all() == []
        digests = {it.digest for it in connection.execute(select(COMMAND))}
    assert digests == {""}
    assert comparable(taken_away(another, ours.programme)) == comparable(document)


def test_a2_people_come_without_roles_and_nobody_is_a_steward(
    document: Document, database: Database, another: Database, ours: AProgramme, there: AProgramme
) -> None:
    brought(another, document)
    here = rows(another, ours.programme)
    assert {it.role for it in here[Attendance].values()} == {None}
    assert not any(it.steward for it in here[Member].values())
    assert len(here[Member]) == len(rows(database, ours.programme)[Member])
    for person in ("steward", "facilitator", "partner"):
        with pytest.raises(NotAllowed):
            there.ask(person, c.CreateCode, code=there.id("new code"), name="Time", colour=1)


def test_word_times_come_along_although_no_event_has_them(
    document: Document, database: Database, another: Database, ours: AProgramme
) -> None:
    brought(another, document)
    before = rows(database, ours.programme)
    assert before[WordTimes] and rows(another, ours.programme)[WordTimes] == before[WordTimes]


def test_c4_a_command_that_came_in_an_archive_is_answered_as_done(
    document: Document, another: Database, ours: AProgramme, there: AProgramme
) -> None:
    """Somebody's outbox may still hold it, when an installation is made anew from its archives."""
    brought(another, document)
    entry = next(it for it in document.ledger if it.body.type == "code_created")
    again = c.CreateCode(id=entry.command, code=ours.code, name="What matters", colour=7)
    seq = there.submit("steward", again).result(30).seq
    assert [it.type for it in events(another, ours.programme) if it.seq == seq] == ["code_created"]


def test_a_recording_without_its_sound_says_so_and_unfinished_work_stops(
    document: Document, another: Database, ours: AProgramme
) -> None:
    brought(another, document)
    [recording] = rows(another, ours.programme)[Recording].values()
    assert (recording.sound, recording.state) == (False, "stopped")
    brought(
        another, document, ours.id("with sound"), has_sound=frozenset({id_in(ours.id("with sound"), ours.recording)})
    )
    [recording] = rows(another, ours.id("with sound"))[Recording].values()
    assert (recording.sound, recording.state) == (True, "stopped")


def with_words_alone(ours: AProgramme) -> str:
    recording = ours.id("words alone")
    where = {"retreat": ours.retreat, "session": ours.session, "name": "Interview", "filename": "i.vtt", "bytes": 9}
    lines = [c.BroughtSegment(text="Who was there?", start=1.0, end=2.0)]
    ours.ask("researcher", c.BringInTranscript, recording=recording, format="WebVTT", segments=lines, **where)
    return recording


def test_r11_sound_that_was_sent_elsewhere_since_comes_with_it_or_is_still_to_come(
    database: Database, another: Database, ours: AProgramme, there: AProgramme
) -> None:
    recording, elsewhere = with_words_alone(ours), ours.id("with its sound")
    for target in (None, elsewhere):
        brought(another, taken_away(database, ours.programme), target)
    ours.ask("researcher", c.AddSound, recording=recording, filename="i.mp3", bytes=5, agreement="All agreed.")
    document = taken_away(database, ours.programme)
    brought(another, document)
    brought(another, document, elsewhere, has_sound=frozenset({id_in(elsewhere, recording)}))
    found = [rows(another, it)[Recording] for it in (ours.programme, elsewhere)]
    assert [(it.state, it.sound, it.filename) for [it] in (one.values() for one in found)] == [
        ("ready", False, "i.mp3"),
        ("ready", True, "i.mp3"),
    ]
    there.ask("installation", c.SetSteward, member=there.who("steward"), steward=True)
    there.ask("steward", c.AddSound, recording=recording, filename="again.mp3", bytes=6)


def test_what_was_done_elsewhere_since_comes_in_and_roles_here_stay(
    document: Document, database: Database, another: Database, ours: AProgramme, there: AProgramme
) -> None:
    brought(another, document)
    there.ask("installation", c.SetSteward, member=there.who("steward"), steward=True)
    there.ask("steward", c.GiveRole, retreat=there.retreat, member=there.who("partner"), role="facilitator")
    ours.annotate("partner", ours.id("later mark"))
    ours.ask("steward", c.GiveRole, retreat=ours.retreat, member=ours.who("partner"), role="observer")
    ours.ask("steward", c.GiveRole, retreat=ours.retreat, member=ours.who("newcomer"), role="partner")
    done = brought(another, taken_away(database, ours.programme))
    assert [it.body.type for it in done.new] == ["annotated", "role_given", "role_given"]
    here = rows(another, ours.programme)
    assert (ours.id("later mark"),) in here[Annotation]
    roles = {it.member: it.role for it in here[Attendance].values() if it.retreat == ours.retreat}
    assert (roles[ours.who("partner")], roles[ours.who("newcomer")]) == ("facilitator", None)
    assert here[Member][(ours.who("steward"),)].steward


def test_a3_what_is_here_otherwise_keeps_everything_out_and_is_named(
    document: Document, database: Database, another: Database, ours: AProgramme, there: AProgramme
) -> None:
    brought(another, document)
    there.ask("installation", c.SetSteward, member=there.who("steward"), steward=True)
    there.ask("steward", c.ChangeCode, code=there.code, name="What counts")
    ours.ask("steward", c.ChangeCode, code=ours.code, definition="To whom?")
    ours.annotate("partner", ours.id("later mark"))
    before = rows(another, ours.programme), events(another, ours.programme)
    with pytest.raises(Differs, match="Code “What counts”"):
        brought(another, taken_away(database, ours.programme))
    assert (rows(another, ours.programme), events(another, ours.programme)) == before


def test_the_same_command_with_other_content_keeps_everything_out(
    document: Document, another: Database, ours: AProgramme
) -> None:
    brought(another, document)
    n, mark = next((n, it) for n, it in enumerate(document.ledger) if it.body.type == "annotated")
    other = mark.body.annotation.model_copy(update={"comment": "Something else."})
    document.ledger[n] = mark.model_copy(update={"body": mark.body.model_copy(update={"annotation": other})})
    before = events(another, ours.programme)
    with pytest.raises(Differs, match=f"event {mark.seq} \\(annotated\\)"):
        brought(another, document)
    assert events(another, ours.programme) == before


def test_a5_a_recording_that_was_deleted_here_does_not_come_back(
    document: Document, database: Database, another: Database, ours: AProgramme, there: AProgramme
) -> None:
    brought(another, document)
    there.ask("installation", c.SetSteward, member=there.who("steward"), steward=True)
    there.ask("steward", c.DeleteRecording, recording=there.recording)
    assert not brought(another, document).new
    first = next(it.id for it in rows(database, ours.programme)[Segment].values() if it.source == ours.transcript)
    ours.annotate("partner", ours.id("later mark"), a_passage(ours, first, 0, 2), comment="Their words again")
    for programme in (ours.programme, ours.id("elsewhere")):
        done = brought(another, taken_away(database, ours.programme), programme)
        assert done.new
        here = rows(another, programme)
        assert not here[Recording] and not here[Annotation]
        assert {it.kind for it in here[Source].values()} == {"excerpt"}
        bodies = " ".join(it.body for it in events(another, programme))
        assert "Their words again" not in bodies and "We came" not in bodies


def test_a_recording_that_was_deleted_elsewhere_is_not_deleted_by_an_archive(
    document: Document, database: Database, another: Database, ours: AProgramme
) -> None:
    brought(another, document)
    ours.ask("steward", c.DeleteRecording, recording=ours.recording)
    with pytest.raises(Differs, match="was deleted in this archive, and is still here"):
        brought(another, taken_away(database, ours.programme))
    assert rows(another, ours.programme)[Recording]


def test_what_was_withdrawn_since_stays_out(document: Document, database: Database, ours: AProgramme) -> None:
    """G1: an archive that was taken away before brings it back nowhere in this installation."""
    mark = ours.id("heard mark")
    author = next(it for it in rows(database, ours.programme)[Annotation].values() if it.id == mark).author
    assert "Who?" in str(document)
    command = c.Withdraw(id=ours.id("take back"), retreat=ours.retreat, annotations=[mark])
    ours.committer.submit(ours.programme, author, command).result(30)
    for programme in (ours.programme, ours.id("another programme")):
        brought(database, document, programme)
        assert rows(database, programme)[Code] and rows(database, programme)[Segment]
        assert not any("Who?" in it.body for it in events(database, programme))


def test_what_nobody_else_heard_of_is_in_no_archive(ours: AProgramme, database: Database, another: Database) -> None:
    """C11: a private memo, and what was written for one retreat."""
    about = {"retreat": ours.retreat, "about": "retreat", "about_id": ours.retreat}
    ours.ask("partner", c.WriteMemo, memo=ours.id("private"), text="For me alone.", **about)
    ours.ask("partner", c.WriteMemo, memo=ours.id("shared"), text="For all.", shared=True, **about)
    brought(another, taken_away(database, ours.programme))
    told = " ".join(it.body for it in events(another, ours.programme))
    assert "For all." in told and "For me alone." not in told
    assert Imported.model_fields["type"].default in {it.type for it in events(another, ours.programme)}
