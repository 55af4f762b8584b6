"""What was said of the texts, as tables: the rows that CSV files and the workbook both show.

Times of a recording are seconds, and `time` shows them as hh:mm:ss; `at` is an instant in UTC (ISO 8601).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from server.archive.taken import Taken, TakenSource
from server.domain.nouns import Annotation, Code, Memo
from transcription.formats import clock

Cell = str | float | None
Row = list[Cell]
_ABOUT = {"retreat": "retreat", "session": "session", "source": "text", "annotation": "mark", "code": "code"}
_PERSON = ("person", "organisation", "sector")


@dataclass(frozen=True)
class Table:
    """`name` is that of its sheet; `rows` have a cell for each of `columns`."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]

    @property
    def file(self) -> str:
        """What its file is called, without an ending."""
        return self.name.lower().replace(" ", "-")


def tables(taken: Taken) -> list[Table]:
    """All of them, in order."""
    return [_table(taken, name, *it) for name, it in _TABLES.items()]


def _table(taken: Taken, name: str, columns: tuple[str, ...], rows: Callable[[Taken], Iterator[Row]]) -> Table:
    return Table(name, columns, list(rows(taken)))


def _annotations(taken: Taken) -> Iterator[Row]:
    """A row for each mark, in the order of the words."""
    for source in taken.sources:
        session = taken.session_name(source.source)
        for it in source.marks:
            yield [
                source.source.title,
                session,
                *_where(taken, source, it),
                source.quote(it),
                "yes" if source.moved(it).needs_review else None,
                "withdrawn" if it.withdrawn else "code" if it.code else "comment",
                taken.code(it.code).name if it.code else None,
                it.comment,
                *person(taken, it.author),
                it.at,
                it.id,
                source.source.id,
            ]


def _where(taken: Taken, source: TakenSource, it: Annotation) -> Row:
    """When the words of a mark were said, and who says the first of them."""
    now = source.moved(it).passage
    first, last = (source.segments[source.order[place.segment]] for place in (now.start, now.end))
    speaker = taken.speaker(first.speaker) if first.speaker else None
    return [None if first.start is None else clock(first.start), first.start, last.end, speaker]


def _answers(taken: Taken) -> Iterator[Row]:
    """A row for each reply and each stance, below the mark that it is about."""
    for source in taken.sources:
        for mark in source.marks:
            name = taken.code(mark.code).name if mark.code else mark.comment
            said: Row = [source.source.title, source.quote(mark), name]
            for reply in source.replies_to(mark.id):
                who = person(taken, reply.author)
                yield [*said, "reply", None, reply.text, *who, reply.at, mark.id, reply.id]
            for it in source.stances_on(mark.id):
                yield [*said, "stance", it.view, it.reason, *person(taken, it.member), it.at, mark.id, None]


def _memos(taken: Taken) -> Iterator[Row]:
    """A row for each memo that was shared, the oldest first."""
    for it in sorted(taken.frame.memos, key=lambda it: (it.at, it.id)):
        about: Row = [_ABOUT[it.about], _title(taken, it), _quote(taken, it), it.text]
        yield [*about, *person(taken, it.author), it.at, it.changed_at, it.id, it.about_id]


def _title(taken: Taken, it: Memo) -> str | None:
    """What it is about is called; none for what is not there any more."""
    if it.about == "retreat":
        return taken.frame.retreat.name
    if it.about == "code":
        return taken.code(it.about_id).name
    if it.about == "session":
        return next((one.name for one in taken.frame.sessions if one.id == it.about_id), None)
    return next((one.title for one in taken.frame.sources if one.id == it.source), None)


def _quote(taken: Taken, it: Memo) -> str | None:
    found = (source.quote(mark) for source in taken.sources for mark in source.annotations if mark.id == it.about_id)
    return next(found, None)


def _codebook(taken: Taken) -> Iterator[Row]:
    """A row for each code, by its path; `marks` counts those of this archive that were made with it."""
    marks = Counter(it.code for source in taken.sources for it in source.annotations if it.code)
    by_id = {it.id: it for it in taken.frame.codes}
    paths = {it.id: _path(by_id, it) for it in taken.frame.codes}
    for it in sorted(taken.frame.codes, key=lambda it: (paths[it.id].casefold(), it.id)):
        state = "merged" if it.merged_into else "retired" if it.retired else "in use"
        into = taken.code(it.id).name if it.merged_into else None
        yield [it.name, paths[it.id], it.definition, it.colour, state, into, marks[it.id], it.id, it.parent]


def _path(by_id: dict[str, Code], it: Code) -> str:
    """The names of what it lies below, and its own."""
    names = [it.name]
    while it.parent and (above := by_id.get(it.parent)):
        names.append(above.name)
        it = above
    return " / ".join(reversed(names))


def _people(taken: Taken) -> Iterator[Row]:
    """A row for each person, by name; doubles count as who they are."""
    roles = {it.member: it.role for it in taken.frame.attendances}
    people = [it for it in taken.frame.members if not it.merged_into]
    for it in sorted(people, key=lambda it: (it.name.casefold(), it.id)):
        yield [*person(taken, it.id), it.occupation, roles.get(it.id), it.id]


def person(taken: Taken, id: str) -> Row:
    """Name, organisation and sector of somebody, as far as they are known."""
    member = taken.person(id)
    if member is None:
        return [None, None, None]
    organisation = next((it for it in taken.frame.organisations if it.id == member.organisation), None)
    if organisation is None:
        return [member.name, None, None]
    return [member.name, organisation.name, next(it.name for it in taken.frame.sectors if it.id == organisation.sector)]


_TABLES: dict[str, tuple[tuple[str, ...], Callable[[Taken], Iterator[Row]]]] = {
    "Annotations": (
        (
            *("source", "session", "time", "start", "end", "speaker", "quote", "needs_review", "kind", "code", "text"),
            *(*_PERSON, "at", "annotation", "source_id"),
        ),
        _annotations,
    ),
    "Replies and stances": (
        ("source", "quote", "mark", "kind", "view", "text", *_PERSON, "at", "annotation", "reply"),
        _answers,
    ),
    "Memos": (("about", "title", "quote", "text", *_PERSON, "at", "changed_at", "memo", "about_id"), _memos),
    "Codebook": (
        ("name", "path", "definition", "colour", "state", "merged_into", "marks", "code", "parent"),
        _codebook,
    ),
    "People": ((*_PERSON, "occupation", "role", "member"), _people),
}
