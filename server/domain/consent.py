"""Consent: separate items, each in the words that were shown, answered by each person for themselves."""

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid5

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.events.event import with_member
from server.domain.nouns import Answer, ConsentItem, ConsentKind, Retreat
from server.domain.rows import Need, Rows, Those
from server.errors import NotFound, NotReady

# What a new programme asks; the words are its own to change.
FIRST_ITEMS: tuple[tuple[ConsentKind, str, str], ...] = (
    ("take_part", "I’ll take part", "Read, talk and write with the others."),
    (
        "be_recorded",
        "My table can be recorded",
        "If you say no, your table is not recorded, or you can change table. Only the facilitators see who said no.",
    ),
    ("be_quoted", "My words can be quoted", "Without my name."),
    ("archive_transcript", "The written transcript can be kept", "In an archive for other researchers."),
    ("archive_audio", "The sound can be kept", "My voice stays in the archive too."),
    ("be_contacted", "You can contact me afterwards", "About the report and the next retreat."),
)


class WordsChanged(NotReady):
    """The words of an item have changed since you opened this page. Read them again, then answer."""


def first_items(founding: str) -> list[ConsentItem]:
    """The items of a programme that this command founds."""
    return [
        ConsentItem(
            id=str(uuid5(UUID(founding), kind)), kind=kind, position=n, title=title, wording=wording, version=founding
        )
        for n, (kind, title, wording) in enumerate(FIRST_ITEMS)
    ]


def needs_word_consent(it: c.WordConsent, rows: Rows) -> Iterator[Need]:
    yield ConsentItem, Those()


def decide_word_consent(it: c.WordConsent, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    before = rows.get(ConsentItem, it.item)
    position = before.position if before else 1 + max((item.position for item in rows.all(ConsentItem)), default=-1)
    kind = before.kind if before else it.kind
    item = ConsentItem(id=it.item, kind=kind, position=position, title=it.title, wording=it.wording, version=it.id)
    return [Happening(e.ConsentWorded(item=item), "programme")]


def needs_answer_consent(it: c.AnswerConsent, rows: Rows) -> Iterator[Need]:
    yield from needs_answers(it.answers)


def needs_answers(given: Sequence[c.GivenAnswer]) -> Iterator[Need]:
    yield from ((ConsentItem, (answer.item,)) for answer in given)


def decide_answer_consent(it: c.AnswerConsent, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    rows.find(Retreat, it.retreat)
    access(actor, it.type, it.retreat)
    return answered(rows, it.retreat, actor.id, it.answers, at)


def answered(rows: Rows, retreat: str, member: str, given: Sequence[c.GivenAnswer], at: str) -> list[Happening]:
    """These answers by this member, told to them and to those who run the retreat."""
    answers = [_answer(rows, retreat, member, it, at) for it in given]
    if not answers:
        return []
    return [Happening(e.ConsentAnswered(answers=answers), with_member("running", member), retreat)]


def _answer(rows: Rows, retreat: str, member: str, given: c.GivenAnswer, at: str) -> Answer:
    item = rows.get(ConsentItem, given.item)
    if item is None:
        raise NotFound
    if item.version != given.version:
        raise WordsChanged
    return Answer(retreat=retreat, member=member, item=item.id, version=item.version, yes=given.yes, at=at)


def apply_consent_worded(body: e.ConsentWorded, rows: Rows) -> None:
    rows.put(body.item)


def apply_consent_answered(body: e.ConsentAnswered, rows: Rows) -> None:
    for answer in body.answers:
        rows.put(answer)
