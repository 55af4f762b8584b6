"""Recordings: what must have arrived before one is written down, and what was heard is heard once."""

import pytest

from server.domain import commands as c
from server.errors import NotReady, PartsMissing
from tests.a_retreat import (
    ENGINE,
    LATER_WORDS,
    RECEIVING,
    RESEARCHER,
    RETREAT,
    RUN,
    RUNNING,
    SESSION,
    WAITING,
    ARetreat,
    an_id,
    heard,
    source_of,
)

NEW = an_id("a recording with gaps")


@pytest.fixture
def announced(retreat: ARetreat) -> ARetreat:
    about = {"retreat": RETREAT, "session": SESSION, "name": "Table", "filename": "table.wav", "bytes": 6}
    retreat.ask(RESEARCHER, c.AddRecording, recording=NEW, source=an_id("its source"), **about)
    return retreat


@pytest.mark.parametrize(("sizes", "chunks"), [((), 1), ((3, 2), 2), ((3, 4), 2), ((3, 3), 1), ((3, 3), 3)])
def test_r3_closing_is_refused_while_a_chunk_or_byte_is_missing(
    announced: ARetreat, sizes: tuple[int, ...], chunks: int
) -> None:
    announced.receive(NEW, *sizes)
    with pytest.raises(PartsMissing):
        announced.ask(RESEARCHER, c.CloseRecording, recording=NEW, chunks=chunks)
    assert {it.id: it.state for it in announced.frame().recordings}[NEW] == "receiving"


def test_r3_closing_is_accepted_once_all_are_there(announced: ARetreat) -> None:
    announced.receive(NEW, 3, 3)
    announced.ask(RESEARCHER, c.CloseRecording, recording=NEW, chunks=2)
    assert {it.id: it.state for it in announced.frame().recordings}[NEW] == "waiting"
    with pytest.raises(NotReady):
        announced.ask(RESEARCHER, c.CloseRecording, recording=NEW, chunks=2)


def test_a_recording_without_a_single_chunk_is_not_tried_again(announced: ARetreat) -> None:
    announced.ask(ENGINE, c.FailRecording, recording=NEW, why="Nothing came.")
    with pytest.raises(PartsMissing):
        announced.ask(RESEARCHER, c.RetryRecording, recording=NEW)


@pytest.mark.parametrize("recording", [RECEIVING, WAITING, RUNNING])
def test_only_what_failed_is_tried_again(retreat: ARetreat, recording: str) -> None:
    with pytest.raises(NotReady):
        retreat.ask(RESEARCHER, c.RetryRecording, recording=recording)


def test_r5_a_window_heard_twice_is_stored_once(retreat: ARetreat) -> None:
    before = retreat.block(source_of(RUNNING), 1)
    words = [heard(LATER_WORDS, 640.5, "And left, late."), heard(an_id("more"), 650.0, "All of us.")]
    window = {"run": RUN, "window": 1, "language": "en", "segments": words}
    assert retreat.ask(ENGINE, c.AppendSegments, id=an_id("window 1"), **window) <= retreat.seq()
    assert retreat.block(source_of(RUNNING), 1) == before

    retreat.ask(ENGINE, c.AppendSegments, **window)  # under another id: what is there stays, in its place
    after = retreat.block(source_of(RUNNING), 1)
    assert [it.text for it in after.segments] == ["And left early.", "All of us."]
    assert after.segments[0] == before.segments[0]
    assert after.segments[0].position < after.segments[1].position
