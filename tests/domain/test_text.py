"""Text: rules T1 to T3, on the comments of case C47 and on random ones."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from server.domain.commands import COMMAND, ReplyTo
from server.domain.nouns import Reply
from server.domain.text import _UNFIT, Comment, LongText, Name
from server.errors import Refusal, TooLarge
from server.live.reading import Unreadable, read_json, read_message
from tests.a_retreat import MARK, PARTNER, ARetreat, an_id

LINES = (Path(__file__).parent.parent / "cases/C47-comments.jsonl").read_text().splitlines()
KEPT = {0, 4, 6, 7, 9}
COMMENT, NAME, LONG = (TypeAdapter[str](it) for it in (Comment, Name, LongText))


def message(n: int) -> str:
    """A reply with the body of this line, as it comes over the socket: escapes are left as they are."""
    raw = LINES[n].removeprefix('{"body": ').removesuffix("}")
    about = json.dumps({"type": "reply", "id": an_id(f"line {n}"), "reply": an_id(f"reply {n}"), "annotation": MARK})
    return f'{{"type": "command", "command": {about[:-1]}, "text": {raw}}}}}'


def takes(kind: TypeAdapter[str], text: str) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("n", sorted(set(range(len(LINES))) - KEPT))
def test_t1_what_cannot_be_kept_is_refused_in_words(n: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_message(message(n))
    assert refused.value.command == an_id(f"line {n}")
    assert refused.value.refusal.kind == "unfit"
    assert refused.value.refusal.message.endswith("Take it out and send it again.")


@pytest.mark.parametrize("n", sorted(KEPT))
def test_t1_the_rest_is_stored_as_it_came(retreat: ARetreat, n: int) -> None:
    read: Any = read_message(message(n))
    retreat.send(PARTNER, read.command)
    assert retreat.hears(PARTNER)[-1]["body"]["reply"]["text"] == json.loads(LINES[n])["body"]
    stored: Any = retreat.rows()[Reply][(an_id(f"reply {n}"),)]
    assert stored.text == read.command.text


def test_t1_nothing_that_cannot_be_kept_is_printable() -> None:
    assert not _UNFIT.search("".join(it for it in map(chr, range(0x110000)) if it.isprintable()))


@given(st.text(min_size=1, max_size=50))
def test_t1_fit_text_is_neither_trimmed_nor_normalised(text: str) -> None:
    unfit = any(
        (unicodedata.category(it) == "Cc" and it not in "\t\n\r")
        or unicodedata.category(it) == "Cs"
        or ord(it) & 0xFFFE == 0xFFFE
        or 0xFDD0 <= ord(it) <= 0xFDEF
        for it in text
    )
    assert takes(COMMENT, text) is not unfit
    if not unfit:
        assert COMMENT.validate_python(text) == text
        assert LONG.validate_json(json.dumps(text)) == text


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0\u2003", "a\nb", "a\tb", "a\u2028b", "\u202eevil", "a\u2066b", "x" * 201, "\x00"]
)
def test_t2_a_name_is_one_visible_line_without_forced_directions(text: str) -> None:
    assert not takes(NAME, text)


def test_t2_a_name_has_up_to_200_code_points_and_is_trimmed() -> None:
    assert NAME.validate_python("💩" * 200) == "💩" * 200
    assert NAME.validate_python("  Màiri \u00a0") == "Màiri"
    assert NAME.validate_python("الشارع‏ صادق") == "الشارع‏ صادق"


@given(st.text(max_size=220))
def test_t2_a_name_that_is_taken_can_be_taken_again(text: str) -> None:
    if takes(NAME, text):
        name = NAME.validate_python(text)
        assert NAME.validate_python(name) == name == name.strip() != ""
        assert len(name) <= 200
        assert len(name.splitlines()) == 1


def test_t3_a_comment_that_is_too_long_is_refused_as_too_large() -> None:
    about = {"id": an_id("1"), "reply": an_id("2"), "annotation": MARK}
    whole = ReplyTo(text="💩" * 100_000, **about)
    assert read_json(COMMAND, whole.model_dump_json().encode()) == whole
    longer = json.dumps({"type": "reply", "text": "💩" * 100_001, **about}).encode()
    with pytest.raises(Refusal) as refused:
        read_json(COMMAND, longer)
    assert isinstance(refused.value, TooLarge)
    assert "100,000" in refused.value.message
