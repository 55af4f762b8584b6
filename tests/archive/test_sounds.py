"""Which sound may leave: consent is asked every time, and the archive says what stays and why."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.archive.options import Options
from server.archive.sounds import sounds_of
from server.archive.taken import Taken
from server.domain.consent import first_items
from server.domain.nouns import Answer, ConsentKind, Member, Seat
from tests.archive.a_taken import AT, a_source, an_id, taken, unpacked

ITEMS = first_items(an_id("founding"))
SOUND = b"five!"


def recorded(agreed: bool = True, **frame: Any) -> Taken:
    """A recording in which Eilidh is heard, and at whose session Col sat."""
    source = a_source("Tea / morning", ["He says it."])
    source.segments[0] = source.segments[0].model_copy(update={"speaker": an_id("voice")})
    it = taken(source)
    recordings = [one if agreed else one.model_copy(update={"agreement": None}) for one in it.frame.recordings]
    members = [
        *it.frame.members,
        *(Member(id=an_id(name), name=name) for name in ("Col", "Una")),
        Member(id=an_id("Eilidh's double"), name="Eilidh", merged_into=an_id("Eilidh")),
    ]
    seats = [Seat(session=an_id("session"), member=an_id("Col"), group=an_id("table"))]
    update = {"recordings": recordings, "members": members, "seats": seats, "consent_items": ITEMS, **frame}
    return replace(it, frame=it.frame.model_copy(update=update))


def answer(who: str, kind: ConsentKind, yes: bool = False) -> Answer:
    item = next(it for it in ITEMS if it.kind == kind)
    return Answer(retreat=an_id("retreat"), member=an_id(who), item=item.id, version=item.version, yes=yes, at=AT)


def why(tmp_path: Path, it: Taken, answers: Sequence[Answer] = ()) -> str | None:
    file = tmp_path / "original"
    file.write_bytes(SOUND)
    [sound] = sounds_of(it, answers, lambda recording: file)
    return sound.why


def test_sound_leaves_by_the_recordings_agreement(tmp_path: Path) -> None:
    assert why(tmp_path, recorded()) is None
    assert why(tmp_path, recorded(agreed=False)) == "not_agreed"


@pytest.mark.parametrize("kind", ["be_recorded", "archive_audio"])
@pytest.mark.parametrize("who", ["Eilidh", "Col"])
def test_a_no_of_somebody_who_is_heard_or_sat_there_keeps_it(tmp_path: Path, who: str, kind: ConsentKind) -> None:
    assert why(tmp_path, recorded(), [answer(who, kind)]) == "said_no"
    assert why(tmp_path, recorded(), [answer(who, kind, yes=True)]) is None


def test_other_noes_and_noes_of_others_do_not(tmp_path: Path) -> None:
    assert why(tmp_path, recorded(), [answer("Eilidh", "be_contacted"), answer("Una", "archive_audio")]) is None


def test_what_a_double_said_gives_way_to_what_the_person_said_since(tmp_path: Path) -> None:
    answers = [answer("Eilidh's double", "archive_audio"), answer("Eilidh", "archive_audio", yes=True)]
    assert why(tmp_path, recorded(), answers) is None


def test_at_a_table_only_its_own_people_count(tmp_path: Path) -> None:
    it = recorded()
    elsewhere = [it.frame.recordings[0].model_copy(update={"group": an_id("other table")})]
    assert why(tmp_path, recorded(recordings=elsewhere), [answer("Col", "archive_audio")]) is None


def test_sound_is_as_it_came_and_only_where_it_was_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "original"
    file.write_bytes(SOUND)
    it = recorded()
    it = replace(it, sounds=sounds_of(it, [], lambda recording: file))
    assert not [name for name in unpacked(it) if name.startswith("sound/")]
    files = unpacked(it, Options(sound=True))
    assert files["sound/Tea - morning.wav"] == SOUND
    assert it.frame.recordings[0].id in files["files.csv"].decode()


def test_what_somebody_took_back_does_not_leave(tmp_path: Path) -> None:
    it = recorded()
    [sound] = sounds_of(it, [], lambda recording: tmp_path, {it.frame.recordings[0].id})
    assert sound.why == "taken_back"


def test_the_archive_says_what_stays(tmp_path: Path) -> None:
    it = recorded()
    it = replace(it, sounds=sounds_of(it, [answer("Col", "archive_audio")], lambda recording: tmp_path / "none"))
    files = unpacked(it, Options(sound=True))
    said = "The sound of “Tea / morning”: somebody who is heard or sat there did not agree that it is kept."
    assert said in files["README.txt"].decode() and not [name for name in files if name.startswith("sound/")]
    gone = replace(it, sounds=sounds_of(it, [], lambda recording: tmp_path / "none"))
    assert "the file is not on this server" in unpacked(gone, Options(sound=True))["README.txt"].decode()
