"""What was erased in this installation stays so, whatever an archive of it still says."""

from server.archive.document import Entry
from server.archive.ids import parts_of
from server.domain.events import Erased
from server.domain.nouns import Closed
from server.domain.rows import KEYS

# Who made something, where, and what it was like: it is not gone with them.
_BESIDE = {
    *("author", "by", "checked_by", "speaker", "member", "code", "organisation", "sector", "merged_into", "parent"),
    *("attempt", "command", "revision", "undoes", "version", "item", "joined_into", "run", "group", "session"),
    "retreat",
}


def is_erased(it: Closed, erased: frozenset[str]) -> bool:
    """Whether it is, belongs to or speaks of what was erased."""
    if not erased:
        return False
    own = KEYS.get(type(it), ())
    return any(
        is_erased(part, erased) if isinstance(part, Closed) else part in erased and (name in own or name not in _BESIDE)
        for name, parts in parts_of(it)
        for part in parts
    )


def without(it: Entry, erased: frozenset[str]) -> Entry:
    """The event without its content, if that was erased: it keeps its place."""
    return it.model_copy(update={"body": Erased()}) if is_erased(it, erased) else it
