"""Word documents, as python-docx reads them back: every word, who says it, and the marks on their own words."""

import io
import re
from typing import Any

import docx
import pytest
from hypothesis import given, settings

from server.archive.formats.word import docx as as_docx
from server.archive.taken import Taken, TakenSource
from server.domain.nouns import Step
from tests.archive.a_taken import AT, WORDS, a_source, an_id, answered, mark, taken

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(it: Taken, source: TakenSource, marks: bool = True) -> Any:
    return docx.Document(io.BytesIO(as_docx(it, source, marks)))


def commented(document: Any) -> dict[str, str]:
    """The words that each comment stands on, by the comment's text."""
    words: dict[int, str] = {}
    on: set[int] = set()
    for element in document.element.body.iter():
        if element.tag == f"{W}commentRangeStart":
            on.add(int(element.get(f"{W}id")))
        elif element.tag == f"{W}commentRangeEnd":
            on.discard(int(element.get(f"{W}id")))
        elif element.tag in (f"{W}t", f"{W}br", f"{W}tab"):
            for id in on:
                words[id] = words.get(id, "") + {f"{W}br": "\n", f"{W}tab": "\t"}.get(element.tag, element.text or "")
    return {it.text: words.get(it.comment_id, "") for it in document.comments}


def as_read(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_turns_have_a_heading_with_who_speaks_and_when() -> None:
    source = a_source("Voices", ["He says it.", "She does not.", "Who says that?"])
    for n in (0, 1):
        source.segments[n] = source.segments[n].model_copy(update={"speaker": an_id("voice")})
    texts = [it.text for it in opened(taken(source), source).paragraphs]
    assert texts[:2] == ["Voices", "Spring · Tuesday morning · taken away 12 May 2026, 10:00 UTC"]
    assert texts[2:] == ["Eilidh  00:00:00", "He says it. She does not.", "00:00:02", "Who says that?"]


def test_marks_are_comments_on_their_words_and_cross_as_they_do() -> None:
    source = a_source("Marked", ["💩 He says", "it is a different", "six now."])
    first = mark(source, 0, 2, 2, 3, code=an_id("TRUST"))
    mark(source, 1, 6, 2, 7, comment="Which?")
    answered(source, first, "I think so too.")
    document = opened(taken(source), source)
    said = "Code: Trust\nEilidh: I think so too.\nEilidh sees it differently: I think so too."
    assert commented(document) == {said: "He says it is a different six", "Which?": "a different six now"}
    assert {(it.author, it.initials, it.timestamp.isoformat()[:16]) for it in document.comments} == {
        ("Eilidh", "E", AT[:16])
    }


def test_marks_can_stay_out() -> None:
    source = a_source("Plain", ["He says it."])
    mark(source, 0, 0, 0, 2, comment="Why?")
    assert list(opened(taken(source), source, marks=False).comments) == []


def test_a_mark_whose_words_were_taken_out_is_no_comment() -> None:
    source = a_source("Gone", ["He says it."])
    mark(source, 0, 3, 0, 7, comment="Why?")
    step = Step(segment=source.segments[0].id, id=an_id("step"), n=1, edits=[(3, 8, 0)], by=an_id("Eilidh"), at=AT)
    source.steps.append(step)
    source.segments[0] = source.segments[0].model_copy(update={"text": "He it.", "revision": step.id})
    document = opened(taken(source), source)
    assert list(document.comments) == [] and "He it." in [it.text for it in document.paragraphs]


@settings(deadline=None, max_examples=40)
@given(WORDS, WORDS, WORDS)
def test_whatever_was_said_and_written_is_read_back(title: str, said: str, comment: str) -> None:
    source = a_source(" ".join(title.split()), [said, f"{said} again"])
    mark(source, 0, 0, 0, len(said), comment=comment)
    document = opened(taken(source), source)
    assert document.paragraphs[-1].text == f"{as_read(said)} {as_read(said)} again"
    assert list(commented(document)) == [as_read(comment)]
    assert commented(document)[as_read(comment)] == as_read(said)


@pytest.mark.parametrize("text", ["a NUL \0 inside", "bell \x07 and \x0b", "no such \ufffe"])
def test_what_xml_cannot_hold_breaks_no_document(text: str) -> None:
    source = a_source("Poisoned", [text])
    document = opened(taken(source), source)
    assert document.paragraphs[-1].text == re.sub("[\0\x07\x0b\ufffe]", "", text)


def test_what_runs_from_right_to_left_says_so() -> None:
    source = a_source("Two ways", ["שלום, she said", "She said שלום"])
    source.segments[1] = source.segments[1].model_copy(update={"start": 9.0, "end": 10.0})
    document = opened(taken(source), source)
    runs = {it.text: it._p.find(f"{W}pPr/{W}bidi") is not None for it in document.paragraphs}
    assert runs["שלום, she said"] and not runs["She said שלום"]
