"""Snapshots in parts: ten minutes to a block, nothing that was removed, and to each what is theirs (S2, S3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from server.database import Database
from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.domain.nouns import Passage, Place
from server.errors import NotFound
from server.store.ledger import Ledger
from server.store.snapshot import Snapshots, source_in_retreat
from tests.a_programme import PARAGRAPHS, AProgramme

# Seconds at which somebody begins to speak, and the block that this belongs to.
SPOKEN = [(0.0, 0), (599.999, 0), (600.0, 1), (1199.0, 1), (1800.0, 3)]


@contextmanager
def reading(database: Database, programme: AProgramme) -> Iterator[Any]:
    """Reads a part of the programme's first retreat, by its name."""
    snapshots = Snapshots(Ledger(database.engine))

    with database.read() as connection:
        yield lambda part, *of: getattr(snapshots, part)(connection, programme.programme, programme.retreat, *of)


@pytest.fixture
def spoken(ours: AProgramme) -> AProgramme:
    """The programme with a transcript of five segments."""
    ours.bring_recording()
    ours.start_run()
    ours.heard(0, *((start, f"Words at {start:.0f}.") for start, _ in SPOKEN))
    return ours


def mark(programme: AProgramme, n: int, upto: int) -> str:
    """A mark from segment n of the transcript to segment `upto`."""
    start, end = (
        Place(segment=programme.id(f"segment 0 {it}"), revision=programme.id("window 0"), offset=offset)
        for it, offset in ((n, 0), (upto, 5))
    )
    annotation = programme.id(f"mark from {n}")
    programme.annotate("partner", annotation, Passage(source=programme.transcript, start=start, end=end))
    return annotation


def test_s2_a_segment_is_in_the_block_in_which_it_starts(database: Database, spoken: AProgramme) -> None:
    with reading(database, spoken) as read:
        outline = read("outline", spoken.transcript)
        assert [(it.n, it.segments) for it in outline.blocks] == [(0, 2), (1, 2), (3, 1)]
        for block in outline.blocks:
            segments = read("block", spoken.transcript, block.n).segments
            assert [it.start for it in segments] == [start for start, n in SPOKEN if n == block.n]
            assert block.characters == sum(len(it.text) for it in segments)
        assert read("block", spoken.transcript, 2).segments == []


def test_s2_a_mark_is_in_the_block_in_which_it_starts(database: Database, spoken: AProgramme) -> None:
    over, within = mark(spoken, 1, 4), mark(spoken, 2, 3)
    with reading(database, spoken) as read:
        marks = [[it.id for it in read("block", spoken.transcript, n).annotations] for n in range(4)]
        assert marks == [[over], [within], [], []]
        assert [it.marks for it in read("outline", spoken.transcript).blocks] == [1, 1, 0]
        assert read("frame", THE_INSTALLATION).marks == {spoken.transcript: 2}


def test_s2_an_excerpt_is_one_block(database: Database, ours: AProgramme) -> None:
    with reading(database, ours) as read:
        assert [it.n for it in read("outline", ours.excerpt).blocks] == [0]
        assert [it.text for it in read("block", ours.excerpt, 0).segments] == list(PARAGRAPHS)


def test_s2_marks_of_another_retreat_are_not_in_this_one(database: Database, ours: AProgramme) -> None:
    ours.ask("steward", c.PlaceExcerpt, source=ours.excerpt, retreat=ours.other_retreat)
    ours.annotate("elsewhere", ours.id("mark"), retreat=ours.other_retreat)
    with reading(database, ours) as read:
        assert read("block", ours.excerpt, 0).annotations == [] and read("frame", THE_INSTALLATION).marks == {}
        assert ours.who("elsewhere") not in {it.id for it in read("frame", THE_INSTALLATION).members}


def test_s3_what_was_removed_goes_with_its_replies(database: Database, ours: AProgramme) -> None:
    removed, kept = ours.id("removed"), ours.id("kept")
    for annotation in (removed, kept):
        ours.annotate("partner", annotation)
        ours.ask("researcher", c.ReplyTo, reply=ours.id(f"reply to {annotation}"), annotation=annotation, text="I see.")
    ours.ask("partner", c.RemoveAnnotation, annotation=removed)
    with reading(database, ours) as read:
        block = read("block", ours.excerpt, 0)
        assert [it.id for it in block.annotations] == [kept]
        assert [it.annotation for it in block.replies] == [kept]
        assert read("frame", THE_INSTALLATION).marks == {ours.excerpt: 1}
        assert [it.marks for it in read("outline", ours.excerpt).blocks] == [1]


def test_s4_word_times_are_those_of_the_block(database: Database, spoken: AProgramme) -> None:
    snapshots = Snapshots(Ledger(database.engine))
    with database.read() as connection:
        words = [snapshots.words(connection, spoken.programme, spoken.transcript, n).words for n in range(4)]
    assert [len(it) for it in words] == [2, 2, 0, 1]
    assert words[3][0].segment == spoken.id("segment 0 4") and words[3][0].words == [(0, 5, 1800.0, 1800.5, 0.9)]


def test_s2_a_source_is_read_where_it_lies_or_was_placed(database: Database, spoken: AProgramme) -> None:
    with database.read() as connection:
        for source in (spoken.excerpt, spoken.transcript):
            assert source_in_retreat(connection, spoken.programme, spoken.retreat, source).id == source
            with pytest.raises(NotFound):
                source_in_retreat(connection, spoken.programme, spoken.other_retreat, source)
        with pytest.raises(NotFound):
            source_in_retreat(connection, spoken.programme, spoken.retreat, spoken.unplaced)


@pytest.mark.parametrize(
    ("person", "retreats"),
    [
        ("steward", {"retreat": None, "other retreat": None}),
        ("facilitator", {"retreat": "facilitator"}),
        ("elsewhere", {"other retreat": "partner"}),
        ("newcomer", {}),
    ],
)
def test_me_names_the_retreats_that_one_may_open(
    database: Database, ours: AProgramme, person: str, retreats: dict[str, str | None]
) -> None:
    with database.read() as connection:
        me = Snapshots(Ledger(database.engine)).me(connection, ours.programme, ours.who(person))
    assert {it.retreat.id: it.role for it in me.retreats} == {ours.id(name): role for name, role in retreats.items()}
    assert (me.member.id, me.programme.name) == (ours.who(person), "Meaning and measurement")
