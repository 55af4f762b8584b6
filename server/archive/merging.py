"""The documents of an archive as one: a programme's holds one for each of its retreats."""

from collections.abc import Sequence
from typing import Any

from server.archive.document import Document, State, in_order, key_of
from server.errors import Malformed


class PartOnly(Malformed):
    """This archive holds a part of a retreat, without what led to it. It can be read, but only whole retreats can be
    brought back."""


class TwoProgrammes(Malformed):
    """The documents in this archive are of different programmes. Bring them back one by one."""


class SameIds(Malformed):
    """Two things in this archive have the same id and are not the same. Fetch it again from where it came."""


def merged(documents: Sequence[Document]) -> Document:
    """One document with all that is in these, each thing once; PartOnly, TwoProgrammes, SameIds."""
    first = documents[0]
    if any(it.programme != first.programme for it in documents):
        raise TwoProgrammes
    ledger = _each([entry for it in documents for entry in it.ledger], lambda entry: entry.seq)
    if not ledger:
        raise PartOnly
    lists = {name: [noun for it in documents for noun in getattr(it.state, name)] for name in State.model_fields}
    state = in_order({name: _each(nouns, key_of) for name, nouns in lists.items()})
    return first.model_copy(update={"state": state, "ledger": sorted(ledger, key=lambda it: it.seq)})


def _each(nouns: list[Any], key: Any) -> list[Any]:
    found: dict[Any, Any] = {}
    for noun in nouns:
        if found.setdefault(key(noun), noun) != noun:
            raise SameIds
    return list(found.values())
