"""The codebook of a programme: its codes, and what becomes of them."""

from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Code
from server.domain.programmes import NameTaken, refuse_taken
from server.domain.rows import Need, Rows, Those
from server.errors import NotReady


class InACircle(NotReady):
    """A code cannot come to lie below itself, or be merged into itself. Choose another one."""


def needs_codebook(it: Any, rows: Rows) -> Iterator[Need]:
    yield Code, Those()


def decide_create_code(it: c.CreateCode, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Two people who name the same idea at once both keep their marks: the later code is born merged."""
    access(actor, it.type)
    refuse_taken(rows, Code, it.code)
    if it.parent:
        rows.find(Code, it.parent)
    same = _of_name(rows, it.name)
    about = it.model_dump(include={"name", "colour", "definition", "parent"})
    code = Code(id=it.code, merged_into=final(rows, same[0]).id if same else None, **about)
    return [Happening(e.CodeCreated(code=code), "programme")]


def _of_name(rows: Rows, name: str) -> list[Code]:
    """Codes that are offered under this name, the one that is no other's first."""
    same = [it for it in rows.all(Code) if _folded(it.name) == _folded(name) and not final(rows, it).retired]
    return sorted(same, key=lambda it: it.merged_into is not None)


def _folded(name: str) -> str:
    """What two names have in common that read as one: small or capital, and however their accents are put together."""
    return normalize("NFC", name).casefold()


def merges(rows: Rows, code: Code) -> list[Code]:
    """This code, and those that it counts as, one after the other."""
    found = [code]
    while code.merged_into:
        code = rows.find(Code, code.merged_into)
        found.append(code)
    return found


def final(rows: Rows, code: Code) -> Code:
    """The code that this one counts as, after all merges."""
    return merges(rows, code)[-1]


def decide_change_code(it: c.ChangeCode, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    before = rows.find(Code, it.code)
    changes = it.model_dump(include={"name", "colour", "definition", "parent"}, exclude_none=True)
    code = before.model_copy(update={field: value or None for field, value in changes.items()})
    refuse_misfit(rows, before, code)
    return _changed(before, code)


def refuse_misfit(rows: Rows, before: Code, code: Code) -> None:
    """Pass, or raise NameTaken where another code is offered under the new name, or under that of one that is to be
    offered again, and InACircle where this one would come to lie below itself or count as itself."""
    if (code.name != before.name or (before.retired and not code.retired)) and any(
        other.id != code.id and not other.merged_into for other in _of_name(rows, code.name)
    ):
        raise NameTaken
    if code.parent and code.id in _above(rows, rows.find(Code, code.parent)):
        raise InACircle
    if code.merged_into and before in merges(rows, rows.find(Code, code.merged_into)):
        raise InACircle


def _above(rows: Rows, code: Code) -> list[str]:
    """This code and all that it lies below."""
    above = [code.id]
    while code.parent:
        code = rows.find(Code, code.parent)
        above.append(code.id)
    return above


def decide_merge_code(it: c.MergeCode, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    code, into = rows.find(Code, it.code), rows.find(Code, it.into)
    merged = code.model_copy(update={"merged_into": into.id})
    refuse_misfit(rows, code, merged)
    return _changed(code, merged)


def decide_unmerge_code(it: c.UnmergeCode, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    code = rows.find(Code, it.code)
    return _changed(code, code.model_copy(update={"merged_into": None}))


def decide_retire_code(it: c.RetireCode, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    code = rows.find(Code, it.code)
    return _changed(code, code.model_copy(update={"retired": True}))


def decide_bring_back_code(it: c.BringBackCode, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    code = rows.find(Code, it.code)
    offered = code.model_copy(update={"retired": False})
    refuse_misfit(rows, code, offered)
    return _changed(code, offered)


def _changed(before: Code, code: Code) -> list[Happening]:
    return [Happening(e.CodeChanged(code=code), "programme")] if code != before else []


def apply_code(body: e.CodeCreated | e.CodeChanged, rows: Rows) -> None:
    rows.put(body.code)
