"""Who spoke: names, numbers and merges, whose words are whose, and who has the last word on it."""

from typing import Any

import pytest

from server.domain import commands as c
from server.domain.access import THE_ENGINE
from server.domain.nouns import Segment, SegmentText, Source, Speaker
from server.domain.speakers import SameSpeaker, SpeakerChecked, decide_assign_speaker
from server.errors import NotFound
from server.store.rows import load
from tests.a_retreat import (
    AUTHOR,
    DOUBLE,
    ENGINE,
    EXCERPT,
    FACILITATOR,
    FIRST_WORDS,
    LATER_WORDS,
    NOBODY,
    OLD_SPEAKER,
    OTHER_RETREAT,
    OTHER_SPEAKER,
    PARTNER,
    PROGRAMME,
    RESEARCHER,
    RETREAT,
    RUN,
    RUNNING,
    SPEAKER,
    STRANGER,
    ARetreat,
    an_id,
    heard,
    paragraph,
    source_of,
)

TRANSCRIPT = source_of(RUNNING)


def speaker(retreat: ARetreat, id: str) -> Speaker:
    return next(it for it in retreat.frame().speakers if it.id == id)


def segments(retreat: ARetreat) -> dict[str, SegmentText]:
    return {it.id: it for n in (0, 1) for it in retreat.block(TRANSCRIPT, n).segments}


def spoken(retreat: ARetreat) -> dict[str, str | None]:
    return {id: it.speaker for id, it in segments(retreat).items()}


def assign(retreat: ARetreat, who: str, speaker: str, *segments: str, source: str = TRANSCRIPT) -> int:
    return retreat.ask(who, c.AssignSpeaker, source=source, segments=list(segments), speaker=speaker)


def add(retreat: ARetreat, which: str, **about: Any) -> str:
    retreat.ask(PARTNER, c.AddSpeaker, speaker=an_id(which), **{"retreat": RETREAT, **about})
    return an_id(which)


def test_v1_who_has_no_name_has_a_number_that_is_theirs_alone_and_stays(retreat: ARetreat) -> None:
    second, named = add(retreat, "second"), add(retreat, "named", name="Morag")
    assert [speaker(retreat, it).n for it in (SPEAKER, second, named)] == [1, 2, 0]
    retreat.ask(PARTNER, c.ChangeSpeaker, speaker=SPEAKER, name="Eilidh")
    third = add(retreat, "third")
    retreat.ask(PARTNER, c.ChangeSpeaker, speaker=named, name="")
    retreat.ask(PARTNER, c.ChangeSpeaker, speaker=SPEAKER, name="")
    assert [speaker(retreat, it).n for it in (SPEAKER, second, third, named)] == [1, 2, 3, 4]
    elsewhere = an_id("elsewhere speaker")
    retreat.ask(STRANGER, c.AddSpeaker, speaker=elsewhere, retreat=OTHER_RETREAT)
    assert [it.n for it in retreat.frame(OTHER_RETREAT).speakers] == [1]


def test_v1_a_speaker_is_a_member_of_the_retreat_and_keeps_the_name_beneath(retreat: ARetreat) -> None:
    for stranger in (NOBODY, STRANGER):
        with pytest.raises(NotFound):
            add(retreat, "stranger", member=stranger)
        with pytest.raises(NotFound):
            retreat.ask(PARTNER, c.ChangeSpeaker, speaker=SPEAKER, member=stranger)
    retreat.ask(PARTNER, c.ChangeSpeaker, speaker=OTHER_SPEAKER, member=AUTHOR)
    assert (speaker(retreat, OTHER_SPEAKER).member, speaker(retreat, OTHER_SPEAKER).name) == (AUTHOR, "Iain")
    retreat.ask(PARTNER, c.ChangeSpeaker, speaker=OTHER_SPEAKER, member="")
    assert (speaker(retreat, OTHER_SPEAKER).member, speaker(retreat, OTHER_SPEAKER).n) == (None, 0)


def test_v1_a_speaker_who_is_a_double_is_somebody_whom_the_frame_names(retreat: ARetreat) -> None:
    retreat.ask(PARTNER, c.ChangeSpeaker, speaker=SPEAKER, member=DOUBLE)
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=AUTHOR)
    members = {it.id: it for it in retreat.frame().members}
    assert members[str(members[str(speaker(retreat, SPEAKER).member)].merged_into)].name == "Ailean"


def test_v2_speakers_are_not_merged_in_a_circle_or_across_retreats(retreat: ARetreat) -> None:
    for into in (OLD_SPEAKER, SPEAKER):
        with pytest.raises(SameSpeaker):
            retreat.ask(PARTNER, c.MergeSpeakers, speaker=SPEAKER, into=into)
    retreat.ask(PARTNER, c.MergeSpeakers, speaker=SPEAKER, into=OTHER_SPEAKER)
    with pytest.raises(SameSpeaker):
        retreat.ask(PARTNER, c.MergeSpeakers, speaker=OTHER_SPEAKER, into=OLD_SPEAKER)
    there = an_id("speaker there")
    retreat.ask(STRANGER, c.AddSpeaker, speaker=there, retreat=OTHER_RETREAT)
    for one, other in ((SPEAKER, there), (there, SPEAKER)):
        with pytest.raises(NotFound):
            retreat.ask(PARTNER, c.MergeSpeakers, speaker=one, into=other)


def test_v2_a_merge_moves_nothing_and_is_taken_back(retreat: ARetreat) -> None:
    before = spoken(retreat)
    retreat.ask(PARTNER, c.MergeSpeakers, speaker=SPEAKER, into=OTHER_SPEAKER)
    assert spoken(retreat) == before and speaker(retreat, OLD_SPEAKER).merged_into == SPEAKER
    retreat.ask(PARTNER, c.UnmergeSpeaker, speaker=SPEAKER)
    assert speaker(retreat, SPEAKER).merged_into is None


def test_v3_only_what_changes_is_told(retreat: ARetreat) -> None:
    since = retreat.seq()
    assign(retreat, PARTNER, SPEAKER, FIRST_WORDS, LATER_WORDS, FIRST_WORDS)
    [told] = [it["body"] for it in retreat.hears(RESEARCHER, since)]
    assert (told["segments"], told["speaker"]) == ([FIRST_WORDS], SPEAKER)
    assert assign(retreat, PARTNER, SPEAKER, FIRST_WORDS) == retreat.seq() == since + 1
    assign(retreat, PARTNER, "", FIRST_WORDS, LATER_WORDS)
    assert spoken(retreat) == {FIRST_WORDS: "", LATER_WORDS: ""}


def test_v3_speakers_segments_and_source_are_of_one_transcript(retreat: ARetreat) -> None:
    there = an_id("speaker there")
    retreat.ask(STRANGER, c.AddSpeaker, speaker=there, retreat=OTHER_RETREAT)
    for source, segment, who in (
        (TRANSCRIPT, FIRST_WORDS, there),
        (TRANSCRIPT, paragraph(EXCERPT, 0), SPEAKER),
        (EXCERPT, paragraph(EXCERPT, 0), SPEAKER),
        (TRANSCRIPT, an_id("no segment"), SPEAKER),
    ):
        with pytest.raises(NotFound):
            assign(retreat, RESEARCHER, who, FIRST_WORDS, segment, source=source)
    assert spoken(retreat) == {FIRST_WORDS: None, LATER_WORDS: SPEAKER}


def test_v4_the_engine_says_only_what_nobody_has_said(retreat: ARetreat) -> None:
    assign(retreat, ENGINE, OTHER_SPEAKER, FIRST_WORDS, LATER_WORDS)
    assert spoken(retreat) == {FIRST_WORDS: OTHER_SPEAKER, LATER_WORDS: SPEAKER}
    window = {"run": RUN, "window": 1, "language": "en", "segments": [heard(LATER_WORDS, 640.5, "And left late.")]}
    retreat.ask(ENGINE, c.AppendSegments, **window)
    assert spoken(retreat)[LATER_WORDS] == SPEAKER


def test_v4_that_it_is_not_known_is_an_answer_which_the_engine_leaves(retreat: ARetreat) -> None:
    since = retreat.seq()
    assign(retreat, PARTNER, "", FIRST_WORDS)
    assert [it["body"]["speaker"] for it in retreat.hears(RESEARCHER, since)] == [""]
    assign(retreat, ENGINE, OTHER_SPEAKER, FIRST_WORDS)
    assert spoken(retreat)[FIRST_WORDS] == ""

    retreat.ask(PARTNER, c.Undo, retreat=RETREAT, source=TRANSCRIPT)
    assert spoken(retreat)[FIRST_WORDS] is None
    assign(retreat, ENGINE, "", FIRST_WORDS)
    assert spoken(retreat)[FIRST_WORDS] is None
    assign(retreat, ENGINE, OTHER_SPEAKER, FIRST_WORDS)
    assert spoken(retreat)[FIRST_WORDS] == OTHER_SPEAKER


def test_v4_of_what_was_checked_a_partner_no_longer_says_who_speaks(retreat: ARetreat) -> None:
    with retreat.database.write() as connection:
        rows = load(connection, PROGRAMME, [], [], [(Segment, (LATER_WORDS,)), (Source, (TRANSCRIPT,))])
    rows.put(rows.find(Segment, LATER_WORDS).model_copy(update={"checked_by": RESEARCHER}))
    unknown = c.AssignSpeaker(id=an_id("unknown"), source=TRANSCRIPT, segments=[LATER_WORDS], speaker="")
    with pytest.raises(SpeakerChecked):
        decide_assign_speaker(unknown, retreat.actor(PARTNER), rows, "")
    assert decide_assign_speaker(unknown, THE_ENGINE, rows, "") == []
    assert len(decide_assign_speaker(unknown, retreat.actor(RESEARCHER), rows, "")) == 1


def test_the_speakers_of_a_retreat_stay_when_a_recording_goes(retreat: ARetreat) -> None:
    before = retreat.frame().speakers
    retreat.ask(FACILITATOR, c.DeleteRecording, recording=RUNNING)
    assert retreat.frame().speakers == before and len(before) == 3
