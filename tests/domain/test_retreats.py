"""Retreats that are archived, and recordings that people move, stop and delete."""

from pathlib import Path

import pytest
from sqlalchemy import select

from server.domain import commands as c
from server.domain.access import WHO
from server.domain.decide import STILL_HEARD, Archived
from server.domain.nouns import Annotation, Chunk, Reply, Revision, Run, Segment, WordTimes
from server.domain.transcripts import Stopped
from server.errors import NotFound, NotReady
from server.store.rows import load
from server.store.tables import EventRow
from tests.a_retreat import (
    AN_ENGINE,
    AUTHOR,
    DOOR,
    EMPTY_SESSION,
    ENGINE,
    FACILITATOR,
    FIRST_WORDS,
    GROUP,
    MARK,
    OBSERVER,
    OLD_RETREAT,
    PARTNER,
    PROGRAMME,
    RECEIVING,
    RESEARCHER,
    RETREAT,
    RUN,
    RUNNING,
    STEWARD,
    WAITING,
    ARetreat,
    a_passage,
    across,
    an_id,
    answers,
    heard,
    source_of,
)
from tests.every_command import EVERY

OF_NO_RETREAT = {
    "found_programme",
    "rename_programme",
    "add_sector",
    "rename_sector",
    "remove_sector",
    "add_organisation",
    "change_organisation",
    "remove_organisation",
    "word_consent",
    "add_member",
    "add_excerpt",
    "create_retreat",
    "create_code",
    "change_code",
    "merge_code",
    "unmerge_code",
    "retire_code",
    "bring_back_code",
}


def test_m5_an_archived_retreat_is_read_and_nothing_is_added(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.ArchiveRetreat, retreat=RETREAT)
    mark = {"annotation": an_id("late"), "retreat": RETREAT, "passage": a_passage(), "comment": "?"}
    for actor, kind, values in (
        (PARTNER, c.Annotate, mark),
        (PARTNER, c.ReplyTo, {"reply": an_id("late"), "annotation": MARK, "text": "?"}),
        (STEWARD, c.AddSession, {"session": an_id("late"), "retreat": RETREAT, "name": "Late"}),
        (STEWARD, c.ChangeRetreat, {"retreat": RETREAT, "name": "Late"}),
        (RESEARCHER, c.StateAgreement, {"recording": WAITING, "wording": "Late."}),
        (FACILITATOR, c.RenameGroup, {"group": GROUP, "name": "Late"}),
    ):
        with pytest.raises(Archived):
            retreat.ask(actor, kind, **values)
    retreat.ask(FACILITATOR, c.ReopenRetreat, retreat=RETREAT)
    retreat.ask(PARTNER, c.Annotate, **mark)


@pytest.mark.parametrize("name", [it for it in EVERY if it not in OF_NO_RETREAT])
def test_m5_every_command_about_an_archived_retreat_is_refused_or_named(retreat: ARetreat, name: str) -> None:
    if name != "archive_retreat":
        retreat.ask(FACILITATOR, c.ArchiveRetreat, retreat=RETREAT)
    command = EVERY[name]
    sender = ENGINE if "engine" in WHO[name] else DOOR if "door" in WHO[name] else FACILITATOR
    if name == "archive_retreat":
        command = command.model_copy(update={"retreat": OLD_RETREAT})
    if name in ("take_seat", "leave_seat", "merge_members", "set_steward", "check_segments"):
        sender = STEWARD
    if WHO[name] == {"author"}:
        sender = AUTHOR
    if type(command) in STILL_HEARD:
        retreat.send(sender, command)
    elif name == "archive_retreat":
        before = retreat.seq()
        assert retreat.send(sender, command) == before
    else:
        with pytest.raises(Archived):
            retreat.send(sender, command)


def test_m5_what_one_takes_back_or_says_of_oneself_is_heard_in_an_archived_retreat(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.ArchiveRetreat, retreat=RETREAT)
    retreat.ask(PARTNER, c.AnswerConsent, retreat=RETREAT, answers=answers())
    retreat.ask(PARTNER, c.ChangeMember, member=PARTNER, name="Somebody else")
    retreat.ask(FACILITATOR, c.RemoveAnnotation, annotation=MARK)
    retreat.ask(ENGINE, c.FinishRun, run=RUN)
    assert next(it for it in retreat.frame(OLD_RETREAT).attendances if it.member == PARTNER).role == "partner"


def test_m5_an_archived_retreat_hears_nothing_even_in_the_batch_that_archives_it(retreat: ARetreat) -> None:
    with retreat.database.write():  # what comes in now is committed together
        retreat.committer.submit(an_id("programme"), STEWARD, c.ArchiveRetreat(id=an_id("a"), retreat=RETREAT))
        late = c.AddSession(id=an_id("b"), session=an_id("late"), retreat=RETREAT, name="Late")
        refused = retreat.committer.submit(an_id("programme"), STEWARD, late)
    assert isinstance(refused.exception(), Archived)


def state(retreat: ARetreat, recording: str) -> str:
    return next(it.state for it in retreat.frame().recordings if it.id == recording)


def test_r8_a_recording_that_is_stopped_takes_nothing_more_from_the_engine_and_can_be_tried_again(
    retreat: ARetreat,
) -> None:
    retreat.ask(RESEARCHER, c.StopRecording, recording=WAITING)
    assert state(retreat, WAITING) == "stopped"
    with pytest.raises(Stopped):
        retreat.ask(ENGINE, c.StartRun, run=an_id("late run"), recording=WAITING, **AN_ENGINE)
    retreat.ask(ENGINE, c.FailRecording, recording=WAITING, why="It was stopped.")
    assert state(retreat, WAITING) == "stopped"
    with pytest.raises(NotReady):
        retreat.ask(RESEARCHER, c.StopRecording, recording=WAITING)
    retreat.ask(RESEARCHER, c.RetryRecording, recording=WAITING)
    assert state(retreat, WAITING) == "waiting"


def test_r8_only_what_waits_is_moved_to_the_front(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.MoveRecordingToFront, recording=WAITING)
    for recording in (RECEIVING, RUNNING):
        with pytest.raises(NotReady):
            retreat.ask(FACILITATOR, c.MoveRecordingToFront, recording=recording)


def test_a_recording_keeps_its_transcripts_name_and_leaves_a_table_with_its_session(retreat: ARetreat) -> None:
    retreat.ask(RESEARCHER, c.ChangeRecording, recording=RUNNING, name="Table 1", group=GROUP)
    frame = retreat.frame()
    assert {it.title for it in frame.sources if it.recording == RUNNING} == {"Table 1"}
    retreat.ask(RESEARCHER, c.ChangeRecording, recording=RUNNING, session=EMPTY_SESSION)
    [recording] = [it for it in retreat.frame().recordings if it.id == RUNNING]
    assert (recording.session, recording.group) == (EMPTY_SESSION, None)
    with pytest.raises(NotFound):
        retreat.ask(RESEARCHER, c.ChangeRecording, recording=RUNNING, group=GROUP)


def test_r9_a_recording_that_is_deleted_leaves_no_word_anywhere(retreat: ARetreat) -> None:
    passage = across(source_of(RUNNING), FIRST_WORDS, 0, FIRST_WORDS, 2, an_id("window 0"), "We")
    on_it = {"annotation": an_id("on it"), "retreat": RETREAT, "passage": passage, "comment": "Secret remark."}
    retreat.ask(PARTNER, c.Annotate, **on_it)
    retreat.ask(PARTNER, c.ReplyTo, reply=an_id("reply on it"), annotation=an_id("on it"), text="Secret answer.")
    before = retreat.seq()
    retreat.ask(FACILITATOR, c.DeleteRecording, recording=RUNNING)
    with retreat.database.read() as connection:
        said = " ".join(connection.execute(select(EventRow.body)).scalars())  # type: ignore[call-overload]
    for words in ("We came in early", "And left late", "Secret remark", "Secret answer", "Fourth table"):
        assert words not in said
    rows = retreat.rows()
    assert source_of(RUNNING) not in str([rows[kind] for kind in (Segment, Annotation, Run)])
    for kind in (Revision, WordTimes, Reply, Chunk):
        assert not [it for it in rows[kind].values() if RUNNING in str(it) or FIRST_WORDS in str(it)]
    assert retreat.seq() == before + 1
    with pytest.raises(NotFound):
        window = {"run": RUN, "window": 5, "segments": [heard(an_id("late"), 1.0, "Late.")]}
        retreat.ask(ENGINE, c.AppendSegments, **window)


def test_r9_what_was_deleted_is_in_no_file_of_the_database(retreat: ARetreat) -> None:
    folder = Path(str(retreat.database.engine.url.database)).parent
    assert any(b"We came in early" in path.read_bytes() for path in folder.iterdir())
    retreat.ask(FACILITATOR, c.DeleteRecording, recording=RUNNING)
    assert retreat.database.settle()
    assert not any(b"We came in early" in path.read_bytes() for path in folder.iterdir())


def test_for_whoever_may_not_nothing_is_read(retreat: ARetreat) -> None:
    command = c.DeleteRecording(id=an_id("x"), recording=RUNNING)
    with retreat.database.read() as connection:
        for member, read in ((OBSERVER, False), (FACILITATOR, True)):
            rows = load(connection, PROGRAMME, [(member, command)], [member])
            assert bool(list(rows.all(Segment))) is read


def test_r9_what_a_batch_says_of_a_recording_before_deleting_it_is_gone_too(retreat: ARetreat) -> None:
    with retreat.database.write():
        named = c.ChangeRecording(id=an_id("a"), recording=RUNNING, name="A secret name")
        retreat.committer.submit(an_id("programme"), STEWARD, named)
        deleted = retreat.committer.submit(
            an_id("programme"), STEWARD, c.DeleteRecording(id=an_id("b"), recording=RUNNING)
        )
    deleted.result()
    with retreat.database.read() as connection:
        said = " ".join(connection.execute(select(EventRow.body)).scalars())  # type: ignore[call-overload]
    assert "A secret name" not in said and "Fourth table" not in said
