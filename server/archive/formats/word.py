"""A text as a Word document (DOCX): turns with who speaks and when; marks as comments on their words."""

import io
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from docx import Document
from docx.document import Document as TheDocument
from docx.oxml.parser import OxmlElement
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from server.archive.formats.xml_text import settled, xml_text
from server.archive.stamps import moment, shown
from server.archive.taken import Taken, TakenSource
from server.archive.turns import Turn, turns
from server.domain.nouns import Annotation, SegmentText, Stance
from transcription.formats import clock

_QUIET = RGBColor(0x5A, 0x5A, 0x5A)
STANCES = {"agree": "sees it the same", "differ": "sees it differently", "unsure": "is unsure"}
# A place in a source: a segment's in order, and an offset in it.
At = tuple[int, int]


def docx(taken: Taken, source: TakenSource, marks: bool = True) -> bytes:
    """The document; with `marks`, each whose words are still there is a comment, with its replies and how others see
    it below."""
    document = Document()
    _describe(document, taken, source)
    runs = _Runs(source)
    for turn in turns(taken, source):
        if any(it.text for it in turn.segments):
            _add_turn(document, taken, turn, runs)
    if marks:
        for annotation in source.marks:
            _add_comment(document, taken, source, annotation, runs)
    packed = io.BytesIO()
    document.save(packed)
    return settled(packed.getvalue(), taken.at)


def _describe(document: TheDocument, taken: Taken, source: TakenSource) -> None:
    about = document.core_properties
    about.title, about.author, about.comments = xml_text(source.source.title), "", ""
    about.created = about.modified = moment(taken.at)
    _write(document.add_heading("", 0), source.source.title)
    facts = [taken.frame.retreat.name, taken.session_name(source.source), f"taken away {shown(taken.at)}"]
    _write(document.add_paragraph(), " · ".join(it for it in facts if it)).font.color.rgb = _QUIET


def _add_turn(document: TheDocument, taken: Taken, turn: Turn, runs: "_Runs") -> None:
    if turn.voice or turn.start is not None:
        head = document.add_paragraph()
        head.paragraph_format.keep_with_next = True
        if turn.voice:
            _write(head, taken.speaker(turn.voice)).bold = True
        if turn.start is not None:
            _write(head, f"{'  ' if turn.voice else ''}{clock(turn.start)}").font.color.rgb = _QUIET
    words = document.add_paragraph()
    _set_direction(words, " ".join(it.text for it in turn.segments))
    for segment in turn.segments:
        if segment is not turn.segments[0]:
            words.add_run(" ")
        runs.add(words, segment)


class _Runs:
    """The words of a document in runs, cut where a mark begins or ends, so that comments stand on their words alone."""

    def __init__(self, source: TakenSource) -> None:
        self._order = source.order
        self._cuts: dict[str, set[int]] = {}
        self._starts: list[At] = []
        self._ends: list[At] = []
        self._runs: list[Run] = []
        for annotation in source.annotations:
            now = source.moved(annotation).passage
            for place in (now.start, now.end):
                self._cuts.setdefault(place.segment, set()).add(place.offset)

    def add(self, paragraph: Paragraph, segment: SegmentText) -> None:
        place, length = self._order[segment.id], len(segment.text)
        cuts = sorted({0, length, *(it for it in self._cuts.get(segment.id, ()) if it < length)})
        for start, end in pairwise(cuts):
            self._runs.append(_write(paragraph, segment.text[start:end]))
            self._starts.append((place, start))
            self._ends.append((place, end))

    def between(self, start: At, end: At) -> list[Run]:
        """First and last run of what lies between two places; none where nothing does."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        return [self._runs[first], self._runs[last]] if first <= last else []


def _add_comment(document: TheDocument, taken: Taken, source: TakenSource, it: Annotation, runs: _Runs) -> None:
    now = source.moved(it).passage
    start, end = ((source.order[at.segment], at.offset) for at in (now.start, now.end))
    words = runs.between(start, end)
    if not words:
        return
    name = _name(taken, it.author)
    comment = document.add_comment(words, author=name, initials="".join(word[0] for word in name.split()[:3]))
    comment._comment_elm.date = moment(it.at)
    first, *rest = _said(taken, source, it)
    _write(comment.paragraphs[0], first)
    for text in rest:
        _write(comment.add_paragraph(), text)


def _said(taken: Taken, source: TakenSource, it: Annotation) -> Iterable[str]:
    """What a comment says: the code or the comment, then the replies and the stances."""
    yield f"Code: {taken.code(it.code).name}" if it.code else it.comment or "Withdrawn."
    if source.moved(it).needs_review:
        yield "These words were corrected since: the mark needs a look."
    for reply in source.replies_to(it.id):
        yield f"{_name(taken, reply.author)}: {reply.text}"
    for stance in source.stances_on(it.id):
        yield _stance(taken, stance)


def _stance(taken: Taken, it: Stance) -> str:
    return f"{_name(taken, it.member)} {STANCES[it.view]}" + (f": {it.reason}" if it.reason else "")


def _name(taken: Taken, id: str) -> str:
    member = taken.person(id)
    return xml_text(member.name) if member else ""


def _write(paragraph: Paragraph, text: str) -> Run:
    run = paragraph.add_run(xml_text(text))
    if _is_right_to_left(text):
        run.font.rtl = True
    return run


def _set_direction(paragraph: Paragraph, text: str) -> None:
    """Word does not see from the words which way a paragraph runs."""
    if _is_right_to_left(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _is_right_to_left(text: str) -> bool:
    """By its first letter that has a direction (Unicode Bidirectional Algorithm, P2)."""
    return next((it in ("R", "AL") for it in map(unicodedata.bidirectional, text) if it in ("L", "R", "AL")), False)
