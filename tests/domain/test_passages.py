"""Passages: rules P1 to P5, on the text of case C01 and on random ones."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import commands as c
from server.domain.excerpts import paragraphs
from server.domain.nouns import Passage, Place, Revision, Segment
from server.domain.passages import check_passage, quote, splits_character
from server.domain.rows import Rows
from server.errors import BadPassage, Refusal
from tests.a_retreat import EXCERPT, OTHER_EXCERPT, PARTNER, RETREAT, ARetreat, a_passage, an_id

CASE = json.loads((Path(__file__).parent.parent / "cases/C01-emoji.json").read_text())
SOURCE, REVISION = an_id("source"), an_id("revision")

# Words with what is hard in them: marks, joiners, skin tones, flags of both kinds.
PIECES = ["a", " ", "é", "e\u0301", "👩‍👩‍👧", "👍🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇬🇧", "🇪", "شّ", "❤️", "\u200d", "\n"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)


def rows_of(*texts: str) -> Rows:
    """A source of these segments, in order."""
    rows = Rows()
    for n, text in enumerate(texts):
        rows.put(Segment(id=an_id(f"{n}"), source=SOURCE, position=n, revision=REVISION))
        rows.put(Revision(segment=an_id(f"{n}"), id=REVISION, text=text))
    return rows


def passage(start: tuple[int, int], end: tuple[int, int], exact: str | None = None, **changes: Any) -> Passage:
    """From (segment, offset) to (segment, offset)."""
    from_, to = (Place(segment=an_id(f"{n}"), revision=REVISION, offset=at) for n, at in (start, end))
    return Passage(**{"source": SOURCE, "start": from_, "end": to, "exact": exact, **changes})


def fits(it: Passage, rows: Rows) -> bool:
    try:
        check_passage(it, rows)
    except BadPassage:
        return False
    return True


@pytest.mark.parametrize("it", CASE["passages"], ids=lambda it: it["quote"])
def test_p1_offsets_are_code_points(it: dict[str, Any]) -> None:
    rows = rows_of(CASE["text"])
    right = passage((0, it["start"]), (0, it["end"]), it["quote"])
    check_passage(right, rows)
    assert quote(right, [(an_id("0"), CASE["text"])]) == it["quote"]
    for wrong in ("utf16_start", "utf8_start"):
        length = it["end"] - it["start"]
        assert not fits(passage((0, it[wrong]), (0, it[wrong] + length), it["quote"]), rows)


@pytest.mark.parametrize("change", ["source", "segment", "revision"])
def test_p1_a_passage_lies_in_its_own_source_and_revision(change: str) -> None:
    rows = rows_of("Words here", "and there")
    it = passage((0, 0), (1, 3))
    assert fits(it, rows)
    other = an_id("other")
    if change == "source":
        assert not fits(it.model_copy(update={"source": other}), rows)
    else:
        for end in ("start", "end"):
            moved = getattr(it, end).model_copy(update={change: other})
            assert not fits(it.model_copy(update={end: moved}), rows)


@pytest.mark.parametrize(
    ("start", "end"), [((0, 2), (0, 2)), ((0, 3), (0, 2)), ((1, 0), (0, 5)), ((1, 5), (0, 6)), ((0, 0), (0, 0))]
)
def test_p2_an_empty_or_reversed_passage_is_refused(start: tuple[int, int], end: tuple[int, int]) -> None:
    assert not fits(passage(start, end), rows_of("First words", "Later words"))


def test_p2_the_order_is_that_of_the_source_not_of_the_offsets() -> None:
    assert fits(passage((0, 9), (1, 2)), rows_of("First words", "Later words"))


@pytest.mark.parametrize("segment", [0, 1])
def test_p3_an_offset_past_the_end_of_its_text_is_refused(segment: int) -> None:
    rows = rows_of("Short", "Longer than that")
    length = len(("Short", "Longer than that")[segment])
    assert fits(passage((segment, 0), (segment, length)), rows)
    assert not fits(passage((segment, 0), (segment, length + 1)), rows)
    assert not fits(passage((segment, length + 1), (1, 16)), rows)


@pytest.mark.parametrize(
    "character",
    ["e\u0301", "👩‍👩‍👧", "👍🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇬🇧", "❤️", "1️⃣", "शि"],
    ids=lambda it: "-".join(f"{ord(c):x}" for c in it),
)
def test_p3_an_offset_inside_a_character_is_refused(character: str) -> None:
    text = f"a{character}b{character}{character}"
    edges = {0, 1, 1 + len(character), 2 + len(character), 2 + 2 * len(character), len(text)}
    assert {n for n in range(len(text) + 1) if not splits_character(text, n)} == edges
    rows = rows_of(text)
    for n in range(2, 1 + len(character)):
        assert not fits(passage((0, 0), (0, n)), rows)
        assert not fits(passage((0, n), (0, len(text))), rows)


def test_p3_flags_are_read_in_pairs() -> None:
    assert [n for n in range(8) if splits_character("🇬🇧🇫🇷🇬a🇧", n)] == [1, 3]


@pytest.mark.parametrize("exact", ["words", "Words ", "", "Wörds", "Words\u0301"])
def test_p4_exact_within_one_segment_must_be_the_words(exact: str) -> None:
    rows = rows_of("Words here")
    assert fits(passage((0, 0), (0, 5), "Words"), rows)
    assert not fits(passage((0, 0), (0, 5), exact), rows)


@pytest.mark.parametrize(
    ("exact", "good"),
    [
        ("here and there", True),
        ("here, and whatever lies between, and there", True),
        ("her and there", False),
        ("here and the", False),
        ("and there", False),
    ],
)
def test_p4_exact_over_several_begins_and_ends_as_they_do(exact: str, good: bool) -> None:
    rows = rows_of("Words here", "between", "and there it is")
    assert fits(passage((0, 6), (2, 9), exact), rows) is good


def test_p4_exact_is_not_stored(retreat: ARetreat) -> None:
    retreat.ask(PARTNER, c.Annotate, annotation=an_id("m"), retreat=RETREAT, passage=a_passage(), comment="Who?")
    mark = next(it for it in retreat.block(EXCERPT).annotations if it.id == an_id("m"))
    assert mark.passage.exact is None
    assert "exact" not in retreat.hears(PARTNER)[-1]["body"]["annotation"]["passage"]


def test_p1_a_passage_of_an_excerpt_that_is_not_read_here_is_not_found(retreat: ARetreat) -> None:
    stands = retreat.seq()
    for it, kind in ((a_passage(source=OTHER_EXCERPT), "not_found"), (a_passage(exact="Sie"), "bad_passage")):
        with pytest.raises(Refusal) as refused:
            retreat.ask(PARTNER, c.Annotate, annotation=an_id("m"), retreat=RETREAT, passage=it, comment="Who?")
        assert refused.value.kind == kind
    assert retreat.seq() == stands


def test_p5_pieces_of_several_segments_are_joined_by_one_space() -> None:
    texts = [(an_id("0"), "What we heard."), (an_id("1"), "Between."), (an_id("2"), "Then tea.")]
    assert quote(passage((0, 5), (2, 4)), texts) == "we heard. Between. Then"
    assert quote(passage((0, 5), (1, 7)), texts[:2]) == "we heard. Between"
    assert quote(passage((1, 0), (1, 7)), texts[1:2]) == "Between"


@given(st.lists(TEXTS, min_size=1, max_size=3), st.data())
def test_p3_p5_an_accepted_passage_quotes_whole_characters_of_the_text(texts: list[str], data: st.DataObject) -> None:
    rows = rows_of(*texts)
    first, last = (data.draw(st.integers(0, len(texts) - 1)) for _ in range(2))
    start, end = (data.draw(st.integers(0, len(texts[n]) + 1)) for n in (first, last))
    it = passage((first, start), (last, end))
    accepted = fits(it, rows)
    whole = all(at <= len(texts[n]) and not splits_character(texts[n], at) for n, at in ((first, start), (last, end)))
    assert accepted == (whole and (first, start) < (last, end))
    if not accepted:
        return
    words = quote(it, [(an_id(f"{n}"), texts[n]) for n in range(first, last + 1)])
    if first == last:
        assert words == texts[first][start:end] != ""
    else:
        assert words == " ".join([texts[first][start:], *texts[first + 1 : last], texts[last][:end]])
    assert fits(it.model_copy(update={"exact": words}), rows)
    if first == last:
        assert not fits(it.model_copy(update={"exact": f"{words}x"}), rows)
    for n, at in ((first, start), (last, end)):
        if 0 < at < len(texts[n]):
            assert unicodedata.combining(texts[n][at]) == 0
            assert "\u200d" not in texts[n][at - 1 : at + 1]


@given(st.text(max_size=40))
def test_p3_the_ends_of_a_text_split_nothing(text: str) -> None:
    assert not splits_character(text, 0)
    assert not splits_character(text, len(text))


@given(st.lists(st.sampled_from(["One.", " two ", "💩", "\n", "\r\n", "\n\n", "\r\n \r\n", "\n\t\n"]), max_size=12))
def test_paragraphs_are_parts_of_the_text_in_order_and_lose_no_word(parts: list[str]) -> None:
    text = "".join(parts)
    at = 0
    for it in paragraphs(text):
        assert it.strip()
        at = text.index(it, at) + len(it)
    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())
