"""A session or a recording of a retreat: what belongs to it, and nothing of the others."""

import json
from dataclasses import replace
from typing import Any

import pytest

from server.archive.part import part_of
from server.archive.taken import Taken
from server.domain.nouns import Member, Memo, Seat, Session
from server.errors import NotFound
from tests.archive.a_taken import AT, a_source, an_id, mark, recording, taken, unpacked


def two_sessions() -> Taken:
    """Eilidh speaks in the morning; Nobody wrote in the afternoon, and a memo about each session."""
    morning, afternoon = a_source("Morning", ["He says it."]), a_source("Afternoon", ["Puffins, said somebody."])
    morning.segments[0] = morning.segments[0].model_copy(update={"speaker": an_id("voice")})
    mark(morning, 0, 0, 0, 2, comment="Why?")
    secret = mark(afternoon, 0, 0, 0, 7, comment="Puffins!")
    afternoon.annotations[:] = [secret.model_copy(update={"author": an_id("Nobody")})]
    excerpt = a_source("Excerpt", ["Puffins in an excerpt."], "excerpt")
    it = taken(morning, afternoon, excerpt)
    later = recording(afternoon.source).model_copy(update={"session": an_id("later")})
    update: dict[str, Any] = {
        "sessions": [*it.frame.sessions, Session(id=an_id("later"), retreat=an_id("retreat"), name="Afternoon")],
        "recordings": [it.frame.recordings[0], later],
        "members": [*it.frame.members, Member(id=an_id("Nobody"), name="Puffin Nobody")],
        "seats": [Seat(session=an_id("later"), member=an_id("Nobody"), group=an_id("table"))],
        "memos": [memo("session"), memo("later")],
    }
    return replace(it, frame=it.frame.model_copy(update=update), events=[])


def memo(session: str) -> Memo:
    about: dict[str, Any] = {"about": "session", "about_id": an_id(session), "retreat": an_id("retreat")}
    return Memo(
        id=an_id(f"memo {session}"), author=an_id("Eilidh"), at=AT, text=f"About {session}", shared=True, **about
    )


def test_a_session_leaves_without_the_others() -> None:
    part = part_of(two_sessions(), session=an_id("session"))
    assert part.name == "Spring, Morning" and [it.source.title for it in part.sources] == ["Morning"]
    assert [it.text for it in part.frame.memos] == ["About session"]
    assert [it.name for it in part.frame.members] == ["Eilidh"]
    everything = b"".join(unpacked(part)[name] for name in unpacked(part) if not name.endswith((".docx", ".xlsx")))
    assert b"Puffin" not in everything and b"Afternoon" not in everything
    document = json.loads(unpacked(part)["retreat.json"])
    assert document["ledger"] == [] and [it["name"] for it in document["state"]["organisations"]] == [
        "=Burnside Carers"
    ]


def test_a_recording_leaves_with_its_session_and_no_memo_about_that() -> None:
    it = two_sessions()
    part = part_of(it, recording=it.frame.recordings[1].id)
    assert [session.name for session in part.frame.sessions] == ["Afternoon"] and part.frame.memos == []
    assert [member.name for member in part.frame.members] == ["Eilidh", "Puffin Nobody"], "Eilidh stated its agreement"
    assert [speaker.id for speaker in part.frame.speakers] == []


def test_a_merged_voice_keeps_its_name() -> None:
    part = part_of(two_sessions(), session=an_id("session"))
    assert "Eilidh: He says it." in unpacked(part)["transcripts/Morning.txt"].decode()


@pytest.mark.parametrize("what", ["session", "recording"])
def test_what_the_retreat_does_not_have_is_not_found(what: str) -> None:
    with pytest.raises(NotFound):
        part_of(two_sessions(), **{what: an_id("elsewhere")})


def test_without_a_name_all_of_it_leaves() -> None:
    it = two_sessions()
    assert part_of(it) is it
