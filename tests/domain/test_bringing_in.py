"""Transcripts that were made elsewhere: there with everything or not at all, once, with their speakers named."""

from typing import Any

import pytest

from server.domain import commands as c
from server.domain.bringing_in import PART, TimesMisfit
from server.domain.decide import Archived
from server.errors import AlreadyThere, NotAllowed, NotFound, NoWords, OtherContent, Refusal
from tests.a_retreat import (
    FACILITATOR,
    OTHER_SESSION,
    PARTNER,
    RESEARCHER,
    RETREAT,
    SESSION,
    SPEAKER,
    ARetreat,
    an_id,
)

NEW, COMMAND = an_id("brought in"), an_id("bring it in")
ABOUT = {"retreat": RETREAT, "session": SESSION, "name": "Interview", "filename": "i.vtt", "bytes": 9, "format": "SRT"}


def line(text: str, speaker: str | None = None, start: float | None = None, end: float | None = None) -> Any:
    return c.BroughtSegment(text=text, speaker=speaker, start=start, end=end)


def bring_in(*segments: Any, id: str = COMMAND, **others: Any) -> c.BringInTranscript:
    return c.BringInTranscript(id=id, **{"recording": NEW, "segments": list(segments), **ABOUT, **others})


def source_of_new(retreat: ARetreat) -> str:
    return next(it.source for it in retreat.frame().recordings if it.id == NEW)


def test_r10_it_is_there_at_once_with_its_words_times_and_speakers(retreat: ARetreat) -> None:
    retreat.send(
        RESEARCHER, bring_in(line("Who?", "Una", 0.5, 2), line("Me.", "Bo", 2, 3), line("Yes.", None, 700, 701))
    )
    frame = retreat.frame()
    [recording] = [it for it in frame.recordings if it.id == NEW]
    assert (recording.sound, recording.state, recording.agreement) == (False, "ready", None)
    assert {it.title for it in frame.sources if it.recording == NEW} == {"Interview"}
    names = {it.id: it.name for it in frame.speakers}
    shown = [it for n in (0, 1) for it in retreat.block(recording.source, n).segments]
    assert [(it.text, it.start, it.end, names.get(it.speaker or "")) for it in shown] == [
        ("Who?", 0.5, 2, "Una"),
        ("Me.", 2, 3, "Bo"),
        ("Yes.", 700, 701, None),
    ]
    [run] = [it for it in frame.runs if it.recording == NEW]
    assert (run.engine, run.model, run.state) == ("brought in", "SRT", "done")


def test_without_times_all_of_it_is_one_block_in_order(retreat: ARetreat) -> None:
    retreat.send(RESEARCHER, bring_in(*(line(f"{n}.", "Una") for n in range(2 * PART + 1))))
    shown = retreat.block(source_of_new(retreat)).segments
    assert [it.text for it in shown] == [f"{n}." for n in range(2 * PART + 1)]
    assert len([it for it in retreat.hears(PARTNER) if it["body"]["type"] == "segments_appended"]) >= 3


def test_r10_sent_twice_it_is_there_once(retreat: ARetreat) -> None:
    command = bring_in(line("Who?", "Una"))
    assert retreat.send(RESEARCHER, command) == retreat.send(RESEARCHER, command)
    with pytest.raises(OtherContent):
        retreat.send(RESEARCHER, bring_in(line("What?", "Una")))
    with pytest.raises(AlreadyThere):
        retreat.send(RESEARCHER, bring_in(line("Who?"), id=an_id("another command")))
    assert len(retreat.block(source_of_new(retreat)).segments) == 1


def test_r10_one_name_is_one_speaker_however_it_is_written(retreat: ARetreat) -> None:
    retreat.send(RESEARCHER, bring_in(line("Who?", "Zoë"), line("Me.", "ZOE\u0308"), line("Ah.", "Zoë  ")))
    assert len({it.speaker for it in retreat.block(source_of_new(retreat)).segments}) == 1


def test_r10_who_is_known_by_this_name_is_taken_for_the_same(retreat: ARetreat) -> None:
    retreat.ask(RESEARCHER, c.ChangeSpeaker, speaker=SPEAKER, member=PARTNER)
    name = next(it.name for it in retreat.frame().members if it.id == PARTNER)
    retreat.send(RESEARCHER, bring_in(line("Who?", name.upper()), line("Me.", "Nobody known")))
    known, new = (it.speaker for it in retreat.block(source_of_new(retreat)).segments)
    assert known == SPEAKER and new != SPEAKER


def test_r10_a_merged_speakers_name_is_that_of_whoever_they_count_as(retreat: ARetreat) -> None:
    first, second = an_id("first Una"), an_id("second Una")
    for id in (first, second):
        retreat.ask(RESEARCHER, c.AddSpeaker, speaker=id, retreat=RETREAT, name="Una")
    retreat.send(RESEARCHER, bring_in(line("Who?", "Una")))
    [doubtful] = retreat.block(source_of_new(retreat)).segments
    assert doubtful.speaker not in (first, second)
    for id in (first, str(doubtful.speaker)):
        retreat.ask(RESEARCHER, c.MergeSpeakers, speaker=id, into=second)
    other = an_id("brought in later")
    retreat.send(RESEARCHER, bring_in(line("Who?", "una"), id=an_id("later"), recording=other))
    source = next(it.source for it in retreat.frame().recordings if it.id == other)
    assert retreat.block(source).segments[0].speaker == second


@pytest.mark.parametrize(
    ("who", "changes", "refusal"),
    [
        (PARTNER, {}, NotAllowed),
        (RESEARCHER, {"session": OTHER_SESSION}, NotFound),
        (RESEARCHER, {"group": an_id("no table")}, NotFound),
        (RESEARCHER, {"segments": []}, NoWords),
        (RESEARCHER, {"segments": [line("A.", None, 2, 1)]}, TimesMisfit),
        (RESEARCHER, {"segments": [line("A."), line("B.", None, 2, None)]}, TimesMisfit),
    ],
)
def test_r10_what_is_refused_leaves_nothing(
    retreat: ARetreat, who: str, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    before = retreat.rows()
    with pytest.raises(refusal):
        retreat.send(who, bring_in(line("A.", "Somebody new"), **changes))
    assert retreat.rows() == before


def test_nothing_is_brought_into_an_archived_retreat(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.ArchiveRetreat, retreat=RETREAT)
    with pytest.raises(Archived):
        retreat.send(RESEARCHER, bring_in(line("A.")))


def test_it_is_corrected_cut_joined_and_deleted_like_any_other(retreat: ARetreat) -> None:
    retreat.send(RESEARCHER, bring_in(line("We sailed inn. Early.", "Una"), line("And left.", "Una")))
    source = source_of_new(retreat)
    first, second = (it.id for it in retreat.block(source).segments)
    corrected = [c.Correction(segment=first, base=COMMAND, text="We sailed in. Early.")]
    retreat.ask(RESEARCHER, c.Correct, id=an_id("corrected"), source=source, corrections=corrected)
    retreat.ask(RESEARCHER, c.SplitSegment, segment=first, base=an_id("corrected"), at=13, into=an_id("rest"))
    retreat.ask(RESEARCHER, c.JoinSegments, segment=an_id("rest"), next=second)
    assert [it.text for it in retreat.block(source).segments] == ["We sailed in.", "Early. And left."]
    retreat.ask(RESEARCHER, c.AssignSpeaker, source=source, segments=[first], speaker="")
    assert retreat.block(source).segments[0].speaker == ""
    retreat.ask(FACILITATOR, c.DeleteRecording, recording=NEW)
    assert not any(it.id == NEW for it in retreat.frame().recordings)
    assert "We sailed in" not in str(retreat.hears(PARTNER))
