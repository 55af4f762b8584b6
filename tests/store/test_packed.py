"""What is kept packed is what would be read, whatever people do; and what somebody took back is let go (S1)."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from server.domain import commands as c
from server.errors import Refusal
from server.store.packed import Of, Packed, PackedParts
from tests.a_retreat import (
    EXCERPT,
    FACILITATOR,
    MARK,
    OTHER_RETREAT,
    PROGRAMME,
    RETREAT,
    RUNNING,
    STEWARD,
    ARetreat,
    a_passage,
    an_id,
    build,
    copy_of,
    source_of,
)
from tests.domain.walks import Walk

TRANSCRIPT: Of = (PROGRAMME, RETREAT, source_of(RUNNING))
READ: Of = (PROGRAMME, RETREAT, EXCERPT)
READ_ELSEWHERE: Of = (PROGRAMME, OTHER_RETREAT, EXCERPT)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "retreat.sqlite"
    build(path).close()
    return path


@pytest.fixture
def retreat(built: Path, tmp_path: Path) -> Iterator[ARetreat]:
    it = ARetreat(copy_of(built, tmp_path / "retreat.sqlite"))
    yield it
    it.close()


class Reader:
    """Reads parts as they are kept in one process of the app."""

    def __init__(self, retreat: ARetreat, most: int = 1 << 20) -> None:
        self.retreat = retreat
        self.packed = PackedParts(retreat.ledger, retreat.snapshots, most)

    def outline(self, of: Of) -> Packed:
        with self.retreat.database.read() as connection:
            return self.packed.outline(connection, of)

    def block(self, of: Of, n: int = 0) -> Packed:
        with self.retreat.database.read() as connection:
            return self.packed.block(connection, of, n)

    def blocks(self, of: Of, first: int, last: int) -> Packed:
        with self.retreat.database.read() as connection:
            return self.packed.blocks(connection, of, first, last)

    def kept(self) -> bytes:
        """Everything that is in memory."""
        return b"".join(gzip.decompress(it.content) for it in self.packed._kept.values())


def content(packed: Packed) -> Any:
    return orjson.loads(gzip.decompress(packed.content))


def without_seq(parts: Any) -> Any:
    return [without_seq(it) for it in parts] if isinstance(parts, list) else {**parts, "seq": None}


def everything(it: Reader) -> list[Any]:
    parts = [read(of) for of in (TRANSCRIPT, READ, READ_ELSEWHERE) for read in (it.outline, it.block)]
    return [without_seq(content(part)) for part in (*parts, it.blocks(TRANSCRIPT, 0, 2))]


def mark(retreat: ARetreat, name: str, comment: str) -> None:
    about = {"retreat": RETREAT, "passage": a_passage(), "comment": comment}
    retreat.ask(FACILITATOR, c.Annotate, annotation=an_id(name), **about)


@pytest.mark.parametrize("seed", range(12))
def test_s1_what_is_kept_is_what_would_be_read_whatever_people_do(retreat: ARetreat, seed: int) -> None:
    reader, done = Reader(retreat), 0
    for actor, command in Walk(seed, 60).steps:
        try:
            retreat.send(actor, command)
        except Refusal:
            continue
        done += 1
        assert everything(reader) == everything(Reader(retreat)), command
        assert reader.block(READ).seq == retreat.seq()
    assert done > 5


def test_what_nothing_happened_to_is_packed_once(retreat: ARetreat) -> None:
    reader = Reader(retreat)
    first = reader.block(READ)
    retreat.ask(STEWARD, c.AddMember, member=an_id("somebody"), name="Somebody")
    again = reader.block(READ)
    assert again.content is first.content
    assert (first.seq, again.seq) == (retreat.seq() - 1, retreat.seq())
    mark(retreat, "one more", "?")
    assert reader.block(READ).content is not first.content


def test_what_was_taken_back_is_let_go_when_anything_is_asked_for(retreat: ARetreat) -> None:
    mark(retreat, "mine", "Not us.")
    reader = Reader(retreat)
    reader.block(READ)
    assert b"Not us." in reader.kept()
    retreat.ask(FACILITATOR, c.Withdraw, retreat=RETREAT, annotations=[an_id("mine")])
    reader.outline(TRANSCRIPT)
    assert b"Not us." not in reader.kept()


def test_marks_of_one_retreat_are_not_kept_for_another_that_reads_the_same(retreat: ARetreat) -> None:
    reader = Reader(retreat)
    assert MARK in str(content(reader.block(READ)))
    assert MARK not in str(content(reader.block(READ_ELSEWHERE)))


def test_no_more_is_kept_than_there_is_room_for(retreat: ARetreat) -> None:
    reader = Reader(retreat, most=len(Reader(retreat).block(READ).content))
    reader.block(READ)
    reader.block(TRANSCRIPT)
    assert b"Tea" not in reader.kept()
