"""What bringing an archive back would do: what in it is new here, what is here already, and what is here otherwise."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from server.archive.document import Document, Entry
from server.archive.erased import is_erased, without
from server.archive.replay import Touched, replay
from server.domain import events as e
from server.domain.apply import apply_
from server.domain.nouns import Attendance, Closed, Member, Recording, Segment, Source, WordTimes
from server.domain.recordings import state_of_words
from server.domain.rows import Need, Rows

# States of a recording that somebody, or the engine, was still at work on.
_UNFINISHED = ("receiving", "waiting", "writing_down")


@dataclass(frozen=True)
class Here:
    """The programme that an archive is brought to: the events that it has of some commands, rows as they are asked
    for, and the ids of what was erased."""

    events: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    rows: Callable[[Iterable[Need]], Rows] = lambda needed: Rows()
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """What would be done: events appended and rows written; or nothing, where anything is `differing`."""

    document: Document
    new: list[Entry]
    known: int
    differing: list[str]
    rows: Rows
    news: list[e.Happening]


def plan(document: Document, here: Here, has_sound: frozenset[str] = frozenset()) -> Plan:
    """How this document, its ids those of this programme, comes in. `has_sound`: the recordings whose sound comes
    along."""
    ledger = document.ledger
    new, differing = _compared(ledger, here)
    rows, touched = replay(ledger, new)
    _put_words(document, rows, touched)
    if any(new):
        _put_people(document, rows, touched)
    there = here.rows([(kind, key) for kind, key in touched])
    differing += _in_the_way(rows, touched, there)
    written = _written(rows, touched, there, here.erased)
    appended = [without(it, here.erased) for it, is_new in zip(ledger, new, strict=True) if is_new]
    news = list(_news(document, {it.retreat for it in appended}, written, there, has_sound)) if appended else []
    for happening in news:
        apply_(happening, written)
    return Plan(document, appended, len(ledger) - len(appended), differing, written, news)


def _compared(ledger: Sequence[Entry], here: Here) -> tuple[list[bool], list[str]]:
    """For each event whether it is new, and those that are otherwise here. Command ids are unique in a programme; an
    archive of somebody who hears less may lack some of a command's events."""
    by_command: dict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(ledger):
        by_command[entry.command].append(n)
    new, differing = [False] * len(ledger), []
    for command, places in by_command.items():
        left = list(here.events.get(command, ()))
        others = [n for n in places if not _took(left, lambda it, n=n: _same(it, ledger[n]))]  # type: ignore[misc]
        for n in others:
            entry = ledger[n]
            if not _took(left, lambda it, entry=entry: it.body.type == entry.body.type):  # type: ignore[misc]
                new[n] = True
            elif not is_erased(entry, here.erased):
                differing.append(f"What happened on {entry.at[:10]} as event {entry.seq} ({entry.body.type})")
    return new, differing


def _took(left: list[Entry], fits: Callable[[Entry], bool]) -> bool:
    """Whether one of these fits, which is then no longer left."""
    found = next((it for it in left if fits(it)), None)
    if found is not None:
        left.remove(found)
    return found is not None


def _same(here: Entry, it: Entry) -> bool:
    """Whether they say the same; what was erased here stays so, and what was erased elsewhere is not erased by that."""
    if "erased" in (here.body.type, it.body.type):
        return (here.retreat, here.source) == (it.retreat, it.source)
    return here.model_copy(update={"seq": it.seq}) == it


def _put_words(document: Document, rows: Rows, touched: Touched) -> None:
    """When words were spoken travels beside the ledger: it is as new as the segment that it is about."""
    for times in document.state.words:
        if (Segment, (times.segment,)) in touched:
            touched.setdefault((WordTimes, (times.segment,)), None)
            rows.put(times)


def _put_people(document: Document, rows: Rows, touched: Touched) -> None:
    """Those whom the ledger names without saying who they are: its maker did not hear how they came to be there."""
    for member in document.state.members:
        if rows.get(Member, member.id) is None:
            touched.setdefault((Member, (member.id,)), None)
            rows.put(member)


def _in_the_way(rows: Rows, touched: Touched, there: Rows) -> list[str]:
    """What is here otherwise than it was when the new events came, and than they left it."""
    found = []
    for (kind, key), before in touched.items():
        now, after = there.get(kind, *key), rows.get(kind, *key)
        if kind is WordTimes or (now is None and before is None):
            continue
        if kind in (Source, Recording) and now is not None and after is None:
            found.append(f"{_called(now)} was deleted in this archive, and is still here")
        elif _plain(now) not in (_plain(before), _plain(after)):
            found.append(_called(now or before or after))
    return found


def _plain(noun: Closed | None) -> Closed | None:
    """A noun without what bringing it back takes from it."""
    if isinstance(noun, Attendance):
        return noun.model_copy(update={"role": None})
    if isinstance(noun, Member):
        return noun.model_copy(update={"steward": False})
    if isinstance(noun, Recording):
        return noun.model_copy(update={"state": "stopped", "sound": False, "why": None})
    return noun


def _called(noun: Any) -> str:
    """What it is called on screens, if it is called anything."""
    name = getattr(noun, "name", None) or getattr(noun, "title", None)
    kind = type(noun).__name__
    return f"{kind} “{name}”" if name else f"{kind} {getattr(noun, 'id', '')}".strip()


def _written(rows: Rows, touched: Touched, there: Rows, erased: frozenset[str]) -> Rows:
    """The rows that change here."""
    written = Rows()
    for kind, key in touched:
        noun, now = rows.get(kind, *key), there.get(kind, *key)
        if noun is not None and not is_erased(noun, erased):
            if noun != now:
                written.put(noun)
        elif now is not None:
            written.drop(kind, *key)
    return written


def _news(
    document: Document, retreats: Set[str | None], written: Rows, there: Rows, has_sound: frozenset[str]
) -> Iterator[e.Happening]:
    """What is told after the events: to stewards, everything; in each of the retreats that they are of, what is of
    it."""
    members = [_as_steward_here(it, there) for it in written.all(Member)]
    attendances = [_as_role_here(it, there) for it in written.all(Attendance)]
    runs = Rows()
    for run in document.state.runs:
        runs.put(run)
    came = (it for it in written.all(Recording) if _has_news(it, there.get(Recording, it.id)))
    recordings = [_as_it_came(it, runs, has_sound) for it in came]
    yield e.Happening(_imported(document, members, attendances, recordings), "stewards")
    for retreat in (it.id for it in document.state.retreats if it.id in retreats):
        here = [it for it in attendances if it.retreat == retreat]
        known = {it.member for it in here}
        people = [it for it in members if it.id in known]
        sounds = [it for it in recordings if it.retreat == retreat]
        yield e.Happening(_imported(document, people, here, sounds), "retreat", retreat)


def _as_steward_here(it: Member, there: Rows) -> Member:
    """Nobody is a steward by having been one elsewhere."""
    now = there.get(Member, it.id)
    return it.model_copy(update={"steward": now is not None and now.steward})


def _as_role_here(it: Attendance, there: Rows) -> Attendance:
    now = there.get(Attendance, it.retreat, it.member)
    return it.model_copy(update={"role": now.role if now else None})


def _imported(
    document: Document, members: list[Member], attendances: list[Attendance], recordings: list[Recording]
) -> e.Imported:
    return e.Imported(
        programme=document.programme.name,
        taken_at=document.exported_at,
        members=members,
        attendances=attendances,
        recordings=recordings,
    )


def _has_news(it: Recording, now: Recording | None) -> bool:
    """Whether there is something to say of a recording beside its events: it was not here, or not its sound."""
    return now is None or (it.sound and not now.sound)


def _as_it_came(it: Recording, runs: Rows, has_sound: frozenset[str]) -> Recording:
    """Nobody goes on with what was being written down elsewhere; what has no sound here says so."""
    changes: dict[str, Any] = {}
    if it.state in _UNFINISHED:
        changes["state"] = state_of_words(runs, it) or "stopped"
    if it.sound and it.id not in has_sound:
        changes["sound"] = False
    return it.model_copy(update=changes)
