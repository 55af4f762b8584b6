"""Passages over the socket: only words that a person can have selected are marked (P1 to P4)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.a_programme import PARAGRAPHS, AProgramme
from tests.live.a_socket import ASocket
from tests.live.conftest import Join

EMOJI: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "C01-emoji.json").read_text())


def outcome(it: ASocket, programme: AProgramme, passage: Any) -> str:
    """`accepted`, or the kind of refusal."""
    it.ask(command := programme.annotation(programme.id(f"mark on {passage}"), passage))
    answer = it.answer(command.id)
    return str(answer["why"]["kind"] if "why" in answer else "accepted")


@pytest.fixture
def emoji(programme: AProgramme) -> str:
    """An excerpt with the words of case C01, placed in the retreat."""
    source = programme.id("emoji")
    programme.add_excerpt("researcher", source, EMOJI["text"])
    programme.place_excerpt(source)
    return source


def test_p1_offsets_are_code_points_of_the_text_as_it_came(programme: AProgramme, join: Join, emoji: str) -> None:
    it = join("partner")
    for quoted in EMOJI["passages"]:
        exact, length = quoted["quote"], quoted["end"] - quoted["start"]
        passage = programme.passage_of(emoji, 0, quoted["start"], quoted["end"], exact)
        assert outcome(it, programme, passage) == "accepted", exact
        for unit in ("utf16_start", "utf8_start"):
            wrong = programme.passage_of(emoji, 0, quoted[unit], quoted[unit] + length, exact)
            assert outcome(it, programme, wrong) == "bad_passage", (exact, unit)


def test_p1_the_words_must_be_of_that_source_and_revision(programme: AProgramme, join: Join, emoji: str) -> None:
    it, words = join("partner"), programme.passage()
    another = words.start.model_copy(update={"revision": programme.revision(emoji)})
    for changes in ({"source": emoji}, {"start": another}, {"end": programme.place(0, 3, emoji)}):
        assert outcome(it, programme, words.model_copy(update=changes)) == "bad_passage"


@pytest.mark.parametrize(
    ("start", "end"), [((0, 3), (0, 3)), ((0, 5), (0, 3)), ((1, 0), (0, 3)), ((2, 0), (1, 5)), ((1, 4), (1, 4))]
)
def test_p2_an_empty_or_reversed_passage_is_refused(
    programme: AProgramme, join: Join, start: tuple[int, int], end: tuple[int, int]
) -> None:
    passage = programme.passage_of(programme.excerpt, start[0], start[1], end[1], upto=end[0])
    assert outcome(join("partner"), programme, passage) == "bad_passage"


def test_p3_an_offset_past_the_end_is_refused(programme: AProgramme, join: Join) -> None:
    it, length = join("partner"), len(PARAGRAPHS[0])
    assert outcome(it, programme, programme.passage(0, 0, length)) == "accepted"
    for start, end in ((0, length + 1), (length + 1, length + 2), (0, 1 << 40)):
        assert outcome(it, programme, programme.passage(0, start, end)) == "bad_passage"


def test_p3_an_offset_inside_what_is_seen_as_one_character_is_refused(
    programme: AProgramme, join: Join, emoji: str
) -> None:
    it, text = join("partner"), EMOJI["text"]
    family, flag, accent = text.index("👩"), text.index("🏴"), text.index("\u0301")
    inside = [*range(family + 1, family + 5), *range(flag + 1, flag + 7), accent]
    for offset in inside:
        assert outcome(it, programme, programme.passage_of(emoji, 0, 0, offset)) == "bad_passage"
        assert outcome(it, programme, programme.passage_of(emoji, 0, offset, len(text))) == "bad_passage"


def test_p4_exact_is_a_check_and_is_not_stored(programme: AProgramme, join: Join) -> None:
    it, first, last = join("partner"), PARAGRAPHS[0][4:], PARAGRAPHS[2][:7]

    def over_three(exact: str) -> Any:
        return programme.passage_of(programme.excerpt, 0, 4, 7, exact, upto=2)

    assert outcome(it, programme, over_three(f"{first} {PARAGRAPHS[1]} {last}")) == "accepted"
    seq = programme.annotate("partner", programme.id("the last mark")).seq
    assert ["exact" in event["body"]["annotation"]["passage"] for event in it.listen_until(seq)] == [False, False]
    assert outcome(it, programme, programme.passage(0, 0, 3, "She")) == "accepted"
    for wrong in (programme.passage(0, 0, 3, "she"), over_three(first), over_three(f"{PARAGRAPHS[1]} {last}")):
        assert outcome(it, programme, wrong) == "bad_passage"


def test_p4_half_a_surrogate_pair_in_exact_is_refused_by_its_id(programme: AProgramme, join: Join) -> None:
    it, command = join("partner"), programme.annotation(programme.id("mark"), programme.passage(0, 0, 3, "HERE"))
    raw = json.dumps({"type": "command", "command": command.model_dump(mode="json")})
    it.connection.send(raw.replace('"HERE"', '"\\ud83d"'))
    assert it.answer(command.id)["why"]["kind"] == "unfit"
