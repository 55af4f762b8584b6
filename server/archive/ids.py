"""The ids in nouns and events, wherever they occur: told by the declared shapes, so that no text is taken for one."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID, uuid5

from server.archive.document import Document, Entry, State, in_order
from server.domain.events.event import split_audience, with_member
from server.domain.nouns import Closed
from server.domain.text import Id

T = TypeVar("T", bound=Closed)

_OF_THE_PROGRAMME = ("programme_founded", "programme_renamed")
Rename = Callable[[str], str]


def renamed(it: T, rename: Rename) -> T:
    """The same with another name for each id in it."""
    changes = {}
    for name, hint in _hints(type(it)).items():
        before = getattr(it, name)
        after = _renamed(before, hint, rename)
        if after is not before:
            changes[name] = after
    return it.model_copy(update=changes) if changes else it


def parts_of(it: Closed) -> Iterator[tuple[str, Sequence[Closed | str]]]:
    """The ids and shapes in it, by the field that they stand in."""
    for name, hint in _hints(type(it)).items():
        value = getattr(it, name)
        many = value if isinstance(value, list) else [value]
        if value and (isinstance(many[0], Closed) or _holds_id(hint)):
            yield name, many


def id_in(programme: str, id: str) -> str:
    """What something of another programme is called in this one."""
    return str(uuid5(UUID(programme), id))


def brought_to(programme: str, document: Document) -> Document:
    """The document as part of another programme, which has a name of its own: each id is made from the one that it
    was, so that the same archive brought there again is the same."""
    rename = partial(id_in, programme)
    state = {name: [renamed(it, rename) for it in nouns] for name, nouns in _lists(document.state)}
    ledger = [_entry(it, rename) for it in document.ledger if it.body.type not in _OF_THE_PROGRAMME]
    there = document.programme.model_copy(update={"id": programme})
    return document.model_copy(update={"programme": there, "state": in_order(state), "ledger": ledger})


def _lists(state: State) -> Iterator[tuple[str, list[Any]]]:
    return ((name, getattr(state, name)) for name in State.model_fields)


def _entry(it: Entry, rename: Rename) -> Entry:
    """An entry's author may be no member, and its audience may name one."""
    group, member = split_audience(it.audience)
    audience: Any = with_member(group, rename(member)) if member else group  # type: ignore[arg-type]
    author = rename(it.author) if "-" in it.author else it.author
    return renamed(it, rename).model_copy(update={"audience": audience, "author": author})


def _renamed(value: Any, hint: Any, rename: Rename) -> Any:
    if isinstance(value, Closed):
        return renamed(value, rename)
    if isinstance(value, list) and value and isinstance(value[0], Closed):
        return [renamed(it, rename) for it in value]
    if not value or not _holds_id(hint):
        return value
    return [rename(it) for it in value] if isinstance(value, list) else rename(value)


@cache
def _hints(kind: type[Closed]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _holds_id(hint: Any) -> bool:
    """Whether this is an id, one that may be none, or a list of them."""
    return bool(hint == Id or any(arg == Id for arg in get_args(hint)))
