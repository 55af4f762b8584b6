"""Passages through whatever happens to the words: every character has an identity, so that what must hold can be said
of characters and not of one way to compute it."""

from dataclasses import dataclass, field
from random import Random

import pytest

from server.domain.edits import after
from server.domain.moving import Moved, moved
from server.domain.nouns import Cut, Edit, Joined, Passage, Place, Step

SEEDS = range(400)
FIRST = "first"


def mark(start: tuple[str, str, int], end: tuple[str, str, int]) -> Passage:
    first, last = (
        Place.model_construct(segment=segment, revision=revision, offset=offset)
        for segment, revision, offset in (start, end)
    )
    return Passage.model_construct(source="source", start=first, end=last, exact=None)


@dataclass
class Texts:
    """Segments of numbered characters, and everything that happens to them."""

    random: Random
    segments: dict[str, list[int]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    steps: dict[str, list[Step]] = field(default_factory=dict)
    made: int = 0

    def write(self, *lengths: int) -> "Texts":
        for length in lengths:
            id = f"s{len(self.order)}"
            self.order.append(id)
            self.segments[id] = self.fresh(length)
            self.steps[id] = []
        return self

    def fresh(self, length: int) -> list[int]:
        self.made += length
        return list(range(self.made - length, self.made))

    def revision(self, segment: str) -> str:
        return self.steps[segment][-1].id if self.steps[segment] else FIRST

    def step(self, segment: str, id: str, **about: object) -> Step:
        known = {"segment": segment, "id": id, "n": len(self.steps[segment]) + 1, "by": "somebody", "at": ""}
        made = Step.model_construct(**{"edits": [], "undoes": None, "cut": None, "joined": None, **known, **about})
        self.steps[segment].append(made)
        return made

    def new_id(self) -> str:
        return f"r{sum(map(len, self.steps.values())) + self.made}"

    def edit(self, segment: str, edits: list[Edit], id: str, undoes: str | None = None) -> list[list[int]]:
        """Put fresh characters in; returns those that went, by edit."""
        text, gone = self.segments[segment], []
        for (a, b, length), (at, _) in zip(edits, list(after(edits)), strict=True):
            gone.append(text[at : at + b - a])
            text[at : at + b - a] = self.fresh(length)
        self.step(segment, id, edits=edits, undoes=undoes)
        return gone

    def some_edits(self, segment: str) -> list[Edit]:
        cuts = sorted(
            self.random.sample(range(len(self.segments[segment]) + 1), k=min(4, len(self.segments[segment]) + 1))
        )
        pairs = [(cuts[n], cuts[n + 1]) for n in range(0, len(cuts) - 1, 2)]
        return [(a, self.random.choice([a, b]), self.random.choice([0, 1, 3])) for a, b in pairs]

    def anything(self) -> None:
        segment = self.random.choice(self.order)
        what = self.random.random()
        if what < 0.6:
            self.edit(segment, self.some_edits(segment), self.new_id())
        elif what < 0.8 and len(self.segments[segment]) > 2:
            self.cut(segment)
        elif segment != self.order[-1]:
            self.join(segment)

    def cut(self, segment: str) -> None:
        text, into, id = self.segments[segment], f"c{self.made}{self.new_id()}", self.new_id()
        at = self.random.randint(1, len(text) - 1)
        start = min(len(text) - 1, at + self.random.choice([0, 1]))
        self.step(segment, id, cut=Cut.model_construct(segment=into, at=at, start=start))
        self.segments[segment], self.segments[into] = text[:at], text[start:]
        self.order.insert(self.order.index(segment) + 1, into)
        self.steps[into] = []

    def join(self, segment: str) -> None:
        other, id = self.order[self.order.index(segment) + 1], self.new_id()
        self.segments[segment] += self.fresh(1)
        shift = len(self.segments[segment])
        self.segments[segment] += self.segments.pop(other)
        self.order.remove(other)
        self.step(segment, id)
        self.step(other, id, joined=Joined.model_construct(segment=segment, shift=shift))

    def all(self) -> list[tuple[str, int]]:
        return [(segment, it) for segment in self.order for it in self.segments[segment]]

    def some_passage(self) -> Passage:
        places = [(segment, n) for segment in self.order for n in range(len(self.segments[segment]))]
        first, last = sorted(self.random.sample(range(len(places)), 2))
        (one, start), (two, end) = places[first], places[last]
        return mark((one, self.revision(one), start), (two, self.revision(two), end + 1))

    def covered(self, passage: Passage) -> set[int]:
        start, end = passage.start, passage.end
        first, last = self.order.index(start.segment), self.order.index(end.segment)
        inside: set[int] = set()
        for segment in self.order[first : last + 1]:
            text = self.segments[segment]
            upto = end.offset if segment == end.segment else len(text)
            inside |= set(text[start.offset if segment == start.segment else 0 : upto])
        return inside

    def move(self, passage: Passage) -> Moved:
        return moved(passage, lambda segment: self.steps.get(segment, []))


@pytest.mark.parametrize("seed", SEEDS)
def test_p6_what_is_left_of_a_passage_stays_in_it_and_nothing_else_that_was_there_comes_in(seed: int) -> None:
    texts = Texts(Random(seed)).write(8, 6, 7)
    passages = [texts.some_passage() for _ in range(6)]
    before = [texts.covered(it) for it in passages]
    there = {it for _, it in texts.all()}
    for _ in range(texts.random.randint(1, 8)):
        texts.anything()
    left = there & {it for _, it in texts.all()}
    for passage, inside in zip(passages, before, strict=True):
        now = texts.move(passage)
        assert now.passage.start.segment in texts.order and now.passage.end.segment in texts.order
        if not now.gone:
            assert texts.covered(now.passage) & left == inside & left
        else:
            assert not inside & left
        if not inside & left and passage.start.segment == passage.end.segment and not _cut(texts):
            assert now.needs_review or _one_by_one(texts)


def _cut(texts: Texts) -> bool:
    return any(step.cut or step.joined for steps in texts.steps.values() for step in steps)


def _one_by_one(texts: Texts) -> bool:
    """Words that were replaced in several corrections, never all of a passage's at once."""
    return sum(map(len, texts.steps.values())) > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_p6_what_is_undone_gives_the_passage_back(seed: int) -> None:
    texts = Texts(Random(seed)).write(9, 7)
    if texts.random.random() < 0.5:
        texts.edit("s0", texts.some_edits("s0"), texts.new_id())
    passages = [texts.some_passage() for _ in range(6)]
    before = [texts.move(it).passage for it in passages]
    segment, id = texts.random.choice(texts.order), texts.new_id()
    edits = texts.some_edits(segment)
    texts.edit(segment, edits, id)
    back = [(at, upto, b - a) for (a, b, _), (at, upto) in zip(edits, after(edits), strict=True)]
    texts.edit(segment, back, texts.new_id(), undoes=id)
    for passage, was in zip(passages, before, strict=True):
        now = texts.move(passage)
        assert (now.passage.start.offset, now.passage.end.offset) == (was.start.offset, was.end.offset)
        assert not now.needs_review


def test_p6_a_single_word_that_was_replaced_needs_a_look_and_stays_in_its_place() -> None:
    texts = Texts(Random(0)).write(20)
    passage = mark(("s0", FIRST, 4), ("s0", FIRST, 9))
    texts.edit("s0", [(4, 9, 3)], "r1")
    now = texts.move(passage)
    assert (now.passage.start.offset, now.passage.end.offset, now.doubts, now.gone) == (4, 7, {"r1"}, False)


def test_p6_words_of_which_one_is_replaced_keep_their_mark_without_a_question() -> None:
    texts = Texts(Random(0)).write(20)
    passage = mark(("s0", FIRST, 4), ("s0", FIRST, 15))
    texts.edit("s0", [(4, 9, 3)], "r1")
    now = texts.move(passage)
    assert (now.passage.start.offset, now.passage.end.offset, now.needs_review) == (4, 13, False)


def test_p6_an_end_inside_of_replaced_words_is_asked_about() -> None:
    texts = Texts(Random(0)).write(20)
    passage = mark(("s0", FIRST, 4), ("s0", FIRST, 15))
    texts.edit("s0", [(12, 18, 2)], "r1")
    now = texts.move(passage)
    assert (now.passage.start.offset, now.passage.end.offset, now.needs_review) == (4, 14, True)


def test_p6_words_that_were_taken_out_leave_the_mark_in_their_place() -> None:
    texts = Texts(Random(0)).write(20)
    passage = mark(("s0", FIRST, 4), ("s0", FIRST, 9))
    texts.edit("s0", [(2, 12, 0)], "r1")
    now = texts.move(passage)
    assert (now.passage.start.offset, now.gone, now.needs_review) == (2, True, True)
