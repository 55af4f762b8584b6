"""A programme with a retreat in a real SQLite store: members of every role, sources, recordings in every state.

`build` makes it once, through the Committer, always with the same ids; `ARetreat(path)` opens it, or a copy of its
file.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid5

import orjson
from alembic import command as alembic

from server.database import Database
from server.domain import commands as c
from server.domain.access import THE_DOOR, THE_ENGINE, THE_INSTALLATION, Actor, actor_of, ears, is_told
from server.domain.consent import first_items
from server.domain.nouns import Chunk, Closed
from server.domain.parts import Block, Frame
from server.domain.programmes import first_sector
from server.domain.rows import Kind
from server.live.handle import Committer
from server.store.ledger import Ledger
from server.store.migrate import alembic_config
from server.store.rows import TABLES, load, read_actor
from server.store.snapshot import Snapshots
from tests.tables import nouns_of

_NAMESPACE = UUID("0b8a3f0e-51c4-5a0e-9d5e-2f5a7c9e4d11")
EPOCH = "0190a000-0000-7000-8000-00000000e0c4"
ENGINE, INSTALLATION, DOOR = THE_ENGINE.id, THE_INSTALLATION.id, THE_DOOR.id
AN_ENGINE = {"engine": "scripted", "version": "1", "model": "none", "model_hash": "", "parameters": "{}"}


def an_id(name: str) -> str:
    """The same id for the same name, always."""
    return str(uuid5(_NAMESPACE, name))


# The programme, and another one of which only its steward and a facilitator are known.
PROGRAMME, ELSEWHERE = an_id("programme"), an_id("elsewhere")
ELSEWHERE_STEWARD, ELSEWHERE_FACILITATOR = an_id("elsewhere steward"), an_id("elsewhere facilitator")

# Two retreats. STRANGER is the other one's facilitator, NOBODY is in none. AUTHOR made the mark while a partner, and is
# an observer now.
RETREAT, OTHER_RETREAT, ELSEWHERE_RETREAT = (an_id(f"{it} retreat") for it in ("spring", "autumn", "elsewhere"))
SESSION, OTHER_SESSION = an_id("session"), an_id("other session")
STEWARD, FACILITATOR, RESEARCHER, PARTNER, OBSERVER, AUTHOR, STRANGER, NOBODY = (
    an_id(it) for it in ("steward", "facilitator", "researcher", "partner", "observer", "author", "stranger", "nobody")
)
PEOPLE = (STEWARD, FACILITATOR, RESEARCHER, PARTNER, OBSERVER, AUTHOR, STRANGER, NOBODY)
ORGANISATION, UNUSED_ORGANISATION = an_id("organisation"), an_id("unused organisation")
FOUNDING = an_id("founding")
SECTOR, UNUSED_SECTOR = first_sector(FOUNDING, "Carers"), first_sector(FOUNDING, "Regulatory")

# In the archived retreat everybody has the role that they have in RETREAT. DOUBLE came in twice, and is PARTNER.
OLD_RETREAT, DOUBLE = an_id("old retreat"), an_id("double")
# A table where AUTHOR sits; a session with a table where nothing was recorded; a way in to the first table.
GROUP, EMPTY_SESSION, EMPTY_GROUP, INVITATION = (
    an_id(it) for it in ("group", "empty session", "empty group", "invitation")
)

# EXCERPT is read in RETREAT, UNPLACED nowhere yet, OTHER_EXCERPT in OTHER_RETREAT.
EXCERPT, UNPLACED, OTHER_EXCERPT = an_id("excerpt"), an_id("unplaced excerpt"), an_id("other excerpt")
EXCERPT_TEXT = "💩 She said “tea at six” to us.\n\nAnd the street, she said, is hers."
CODE, MARK, OTHER_MARK, REPLY = an_id("code"), an_id("mark"), an_id("other mark"), an_id("reply")
# OLD_CODE was merged into CODE.
OTHER_CODE, OLD_CODE, RETIRED_CODE = an_id("other code"), an_id("old code"), an_id("retired code")

# AUTHOR's memos about the mark: one for everybody, one for themselves alone.
MEMO, PRIVATE_MEMO = an_id("memo"), an_id("private memo")

# A recording in each state; of the last one two segments were heard, in blocks 0 and 1.
RECEIVING, FAILED, WAITING, RUNNING = (an_id(f"{it} recording") for it in ("receiving", "failed", "waiting", "running"))
RUN = an_id("run")
# A transcript that came without its sound.
BROUGHT = an_id("brought recording")
FIRST_WORDS, LATER_WORDS = an_id("first words"), an_id("later words")
# Two corrected the same of LATER_WORDS: the second one's version waits beside the first one's.
SUGGESTION = str(uuid5(UUID(an_id(f"correction by {FACILITATOR}")), LATER_WORDS))
# SPEAKER has no name yet, and says the later one. OLD_SPEAKER was merged into them.
SPEAKER, OTHER_SPEAKER, OLD_SPEAKER = an_id("speaker"), an_id("other speaker"), an_id("old speaker")
BYTES = 5


def source_of(recording: str) -> str:
    return an_id(f"source of {recording}")


def excerpt_revision(source: str) -> str:
    return an_id(f"command adds {source}")


def paragraph(source: str, n: int) -> str:
    """The id of a paragraph of an excerpt."""
    return str(uuid5(UUID(source), str(n)))


def across(
    source: str, first: str, start: int, last: str, end: int, revision: str, exact: str | None = None
) -> c.Passage:
    """From an offset of one segment to an offset of another."""
    from_ = {"segment": first, "revision": revision, "offset": start}
    to = {"segment": last, "revision": revision, "offset": end}
    return c.Passage.model_validate({"source": source, "start": from_, "end": to, "exact": exact})


def a_passage(start: int = 2, end: int = 5, exact: str | None = "She", source: str = EXCERPT) -> c.Passage:
    """Within the first paragraph of an excerpt."""
    return across(source, paragraph(source, 0), start, paragraph(source, 0), end, excerpt_revision(source), exact)


def heard(id: str, start: float, text: str) -> c.NewSegment:
    """A segment as an engine heard it, each word a second long."""
    words = []
    offset = 0
    for n, word in enumerate(text.split(" ")):
        words.append((offset, len(word), start + n, start + n + 1, 0.9))
        offset += len(word) + 1
    return c.NewSegment(id=id, start=start, end=start + len(words), text=text, words=words)


class ARetreat:
    """An open store, and what a test does with it."""

    def __init__(self, path: Path, number: int = 1_000) -> None:
        """`number` is what the ids of `ask` are made from: `build` counts from 1."""
        self.database = Database(f"sqlite:///{path}")
        self.ledger = Ledger(self.database.engine)
        self.snapshots = Snapshots(self.ledger)
        self.committer = Committer(self.database, b"a key of these tests")
        self._numbers = count(number)

    def close(self) -> None:
        self.committer.close()
        self.database.close()

    def send(self, actor: str, command: c.Command, programme: str = PROGRAMME) -> int:
        """The seq of a command that was accepted; raises the Refusal."""
        return self.committer.submit(programme, actor, command).result().seq

    def ask(self, actor: str, kind: type[Any], /, programme: str = PROGRAMME, **values: Any) -> int:
        """The same, for a new command of this kind."""
        id = values.pop("id", None) or an_id(f"command {kind.__name__} {next(self._numbers)}")
        return self.send(actor, kind(id=id, **values), programme)

    def receive(self, recording: str, *sizes: int) -> None:
        """Chunks of these sizes, as the upload leaves them in the store."""
        with self.database.write() as connection:
            for n, size in enumerate(sizes):
                it = Chunk(recording=recording, n=n, bytes=size, sha256=sha256(b"%d" % n).hexdigest())
                connection.execute(TABLES[Chunk].insert().values(programme=PROGRAMME, **it.model_dump()))

    def seq(self, programme: str = PROGRAMME) -> int:
        with self.database.read() as connection:
            return self.ledger.stands(connection, programme)[1]

    def actor(self, member: str, programme: str = PROGRAMME) -> Actor:
        with self.database.read() as connection:
            return actor_of(load(connection, programme, [], [member]), member)

    def frame(self, retreat: str = RETREAT, reader: str = FACILITATOR) -> Frame:
        with self.database.read() as connection:
            return self.snapshots.frame(connection, PROGRAMME, retreat, read_actor(connection, PROGRAMME, reader))

    def block(self, source: str, n: int = 0, retreat: str = RETREAT) -> Block:
        with self.database.read() as connection:
            return self.snapshots.block(connection, PROGRAMME, retreat, source, n)

    def hears(self, member: str, since: int = 0, retreat: str = RETREAT) -> list[dict[str, Any]]:
        """The events after `since` that are sent to this member in this retreat."""
        actor = self.actor(member)
        audiences = ears(actor, retreat)
        with self.database.read() as connection:
            sent = self.ledger.since(connection, PROGRAMME, retreat, since, limit=100_000)
        return [orjson.loads(it.json) for it in sent if is_told(it.audience, audiences, actor.id)]

    def rows(self, programme: str = PROGRAMME) -> dict[Kind, dict[Any, Closed]]:
        """Everything that is in the tables of a programme, by kind and key."""
        with self.database.read() as connection:
            return nouns_of(connection, programme)


@contextmanager
def fixed_clock(hour: int = 9) -> Iterator[None]:
    """A second goes by with each command from this hour on, and the epoch is EPOCH."""
    seconds = count()

    def now() -> str:
        n = next(seconds)
        return f"2026-05-12T{hour:02}:{n // 60:02}:{n % 60:02}.000Z"

    with patch("server.live.batch.now", now), patch("server.live.batch.uuid4", lambda: UUID(EPOCH)):
        yield


def copy_of(built: Path, to: Path) -> Path:
    """The database at `built`, which nobody has open, once more at `to`."""
    connection = sqlite3.connect(built)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Path(shutil.copy(built, to))


def build(path: Path) -> ARetreat:
    """The programme described above in a new database at `path`, which stays open."""
    alembic.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    it = ARetreat(path, number=1)
    _found(it)
    _excerpts_and_marks(it)
    _tables_and_guests(it)
    _recordings(it)
    _speakers(it)
    _corrections(it)
    _brought_in(it)
    _elsewhere(it)
    return it


def _found(it: ARetreat) -> None:
    it.ask(INSTALLATION, c.FoundProgramme, id=FOUNDING, name="Programme", steward=STEWARD, steward_name="Catriona")
    it.ask(STEWARD, c.AddOrganisation, organisation=ORGANISATION, name="Harbour Trust", sector=SECTOR)
    it.ask(STEWARD, c.AddOrganisation, organisation=UNUSED_ORGANISATION, name="Nobody’s", sector=SECTOR)
    for retreat, session, name in ((RETREAT, SESSION, "Spring"), (OTHER_RETREAT, OTHER_SESSION, "Autumn")):
        dates = {"starts_on": "2026-05-12", "ends_on": "2026-05-13"}
        it.ask(STEWARD, c.CreateRetreat, retreat=retreat, name=name, place="Birnam", **dates)
        it.ask(STEWARD, c.AddSession, session=session, retreat=retreat, name="Tuesday morning")
    names = ("Fiona", "Ruaridh", "Peigi", "Oighrig", "Ailean", "Seumas", "Nuala")
    for member, name in zip(PEOPLE[1:], names, strict=True):
        it.ask(STEWARD, c.AddMember, member=member, name=name, organisation=ORGANISATION, occupation="Visits homes")
    it.ask(
        STEWARD, c.CreateRetreat, retreat=OLD_RETREAT, name="Last year", starts_on="2025-05-12", ends_on="2025-05-13"
    )
    for member, role in (
        (FACILITATOR, "facilitator"),
        (RESEARCHER, "researcher"),
        (PARTNER, "partner"),
        (OBSERVER, "observer"),
        (AUTHOR, "partner"),
    ):
        for retreat in (RETREAT, OLD_RETREAT):
            it.ask(STEWARD, c.GiveRole, retreat=retreat, member=member, role=role)
    it.ask(STEWARD, c.GiveRole, retreat=OLD_RETREAT, member=AUTHOR, role="observer")
    it.ask(STEWARD, c.ArchiveRetreat, retreat=OLD_RETREAT)
    it.ask(STEWARD, c.GiveRole, retreat=OTHER_RETREAT, member=STRANGER, role="facilitator")


def _excerpts_and_marks(it: ARetreat) -> None:
    for source, title in ((EXCERPT, "Tea at six"), (UNPLACED, "The bus"), (OTHER_EXCERPT, "The garden")):
        it.ask(RESEARCHER, c.AddExcerpt, id=excerpt_revision(source), source=source, title=title, text=EXCERPT_TEXT)
    it.ask(RESEARCHER, c.PlaceExcerpt, source=EXCERPT, retreat=RETREAT)
    it.ask(STRANGER, c.PlaceExcerpt, source=OTHER_EXCERPT, retreat=OTHER_RETREAT)
    it.ask(PARTNER, c.CreateCode, code=CODE, name="Trust", colour=3, definition="Somebody relies on somebody.")
    it.ask(AUTHOR, c.Annotate, annotation=MARK, retreat=RETREAT, passage=a_passage(), code=CODE)
    it.ask(PARTNER, c.ReplyTo, reply=REPLY, annotation=MARK, text="Who is she?")
    it.ask(RESEARCHER, c.CreateCode, code=OTHER_CODE, name="Relying on", colour=4)
    it.ask(RESEARCHER, c.CreateCode, code=OLD_CODE, name="Faith", colour=5)
    it.ask(RESEARCHER, c.MergeCode, code=OLD_CODE, into=CODE)
    it.ask(RESEARCHER, c.CreateCode, code=RETIRED_CODE, name="Hope", colour=6)
    it.ask(RESEARCHER, c.RetireCode, code=RETIRED_CODE)
    _stances(it)
    other = a_passage(source=OTHER_EXCERPT)
    it.ask(STRANGER, c.Annotate, annotation=OTHER_MARK, retreat=OTHER_RETREAT, passage=other, comment="Ours.")
    about = {"retreat": RETREAT, "about": "annotation", "about_id": MARK}
    it.ask(AUTHOR, c.WriteMemo, memo=MEMO, **about, text="For all.", shared=True)
    it.ask(AUTHOR, c.WriteMemo, memo=PRIVATE_MEMO, **about, text="For me.")
    it.ask(FACILITATOR, c.GiveRole, retreat=RETREAT, member=AUTHOR, role="observer")


def _stances(it: ARetreat) -> None:
    """Everybody's, also that of somebody who was a partner then; each has taken back that they said it otherwise."""
    it.ask(FACILITATOR, c.GiveRole, retreat=RETREAT, member=OBSERVER, role="partner")
    views = {"agree": (PARTNER, STEWARD), "differ": (FACILITATOR, AUTHOR), "unsure": (RESEARCHER, OBSERVER)}
    for view, members in views.items():
        for member in members:
            it.ask(member, c.TakeStance, annotation=MARK, view=view, reason=f"{view}, because.")
            it.ask(member, c.TakeStance, annotation=MARK, view=view)
            it.ask(member, c.Undo, retreat=RETREAT, source=EXCERPT)
    it.ask(FACILITATOR, c.GiveRole, retreat=RETREAT, member=OBSERVER, role="observer")


def answers(*yes: str) -> list[c.GivenAnswer]:
    """An answer to every consent item of the programme: yes to these kinds, no to all others."""
    items = first_items(FOUNDING)
    return [c.GivenAnswer(item=it.id, version=it.version, yes=it.kind in yes) for it in items]


def _tables_and_guests(it: ARetreat) -> None:
    it.ask(FACILITATOR, c.AddSession, session=EMPTY_SESSION, retreat=RETREAT, name="Wednesday")
    it.ask(FACILITATOR, c.AddGroup, group=GROUP, session=SESSION, name="Table 1")
    it.ask(FACILITATOR, c.AddGroup, group=EMPTY_GROUP, session=EMPTY_SESSION, name="Table 1")
    it.ask(FACILITATOR, c.TakeSeat, group=GROUP, member=AUTHOR)
    it.ask(PARTNER, c.AnswerConsent, retreat=RETREAT, answers=answers("take_part", "be_recorded", "be_quoted"))
    invited = {"invitation": INVITATION, "retreat": RETREAT, "group": GROUP, "until": "2099-05-12T18:00"}
    it.ask(FACILITATOR, c.OpenInvitation, **invited)
    guest = {"name": "Peigi", "organisation": ORGANISATION, "answers": answers("take_part")}
    it.ask(DOOR, c.JoinRetreat, invitation=INVITATION, member=DOUBLE, **guest)


def _recordings(it: ARetreat) -> None:
    for recording, name in (
        (RECEIVING, "First table"),
        (FAILED, "Second table"),
        (WAITING, "Third table"),
        (RUNNING, "Fourth table"),
    ):
        about = {"retreat": RETREAT, "session": SESSION, "name": name, "filename": f"{name}.opus", "bytes": BYTES}
        it.ask(RESEARCHER, c.AddRecording, recording=recording, source=source_of(recording), **about)
        it.receive(recording, BYTES - 2, 2)
        if recording != RECEIVING:
            it.ask(RESEARCHER, c.CloseRecording, recording=recording, chunks=2)
    it.ask(ENGINE, c.FailRecording, recording=FAILED, why="This file holds no sound.")
    it.ask(ENGINE, c.OpenRecording, recording=RUNNING, duration=700.0)
    it.ask(ENGINE, c.StartRun, run=RUN, recording=RUNNING, **AN_ENGINE)
    spoken = [heard(FIRST_WORDS, 5.0, "We came in early."), heard(LATER_WORDS, 640.5, "And left late.")]
    for window, segment in enumerate(spoken):
        appended = {"run": RUN, "window": window, "language": "en", "segments": [segment]}
        it.ask(ENGINE, c.AppendSegments, id=an_id(f"window {window}"), **appended)


def _speakers(it: ARetreat) -> None:
    it.ask(PARTNER, c.AddSpeaker, speaker=SPEAKER, retreat=RETREAT)
    it.ask(RESEARCHER, c.AddSpeaker, speaker=OTHER_SPEAKER, retreat=RETREAT, name="Iain")
    it.ask(RESEARCHER, c.AddSpeaker, speaker=OLD_SPEAKER, retreat=RETREAT, name="The one by the door")
    it.ask(RESEARCHER, c.MergeSpeakers, speaker=OLD_SPEAKER, into=SPEAKER)
    it.ask(PARTNER, c.AssignSpeaker, source=source_of(RUNNING), segments=[LATER_WORDS], speaker=SPEAKER)


def _corrections(it: ARetreat) -> None:
    for member, word in ((RESEARCHER, "early"), (FACILITATOR, "lately")):
        words = c.Correction(segment=LATER_WORDS, base=an_id("window 1"), text=f"And left {word}.")
        it.ask(member, c.Correct, id=an_id(f"correction by {member}"), source=source_of(RUNNING), corrections=[words])


def _brought_in(it: ARetreat) -> None:
    about = {"retreat": RETREAT, "session": SESSION, "name": "Sixth table", "filename": "6.vtt", "bytes": 40}
    lines = [
        c.BroughtSegment(start=1.0, end=4.5, text="Who rowed?"),
        c.BroughtSegment(start=5.0, end=6.0, text="I did."),
    ]
    it.ask(RESEARCHER, c.BringInTranscript, recording=BROUGHT, format="WebVTT", segments=lines, **about)


def _elsewhere(it: ARetreat) -> None:
    there = {"programme": ELSEWHERE}
    founded = {"name": "Elsewhere", "steward": ELSEWHERE_STEWARD, "steward_name": "Somebody"}
    it.ask(INSTALLATION, c.FoundProgramme, **there, **founded)
    dates = {"starts_on": "2026-06-01", "ends_on": "2026-06-02"}
    it.ask(ELSEWHERE_STEWARD, c.CreateRetreat, **there, retreat=ELSEWHERE_RETREAT, name="Elsewhere", **dates)
    it.ask(ELSEWHERE_STEWARD, c.AddMember, **there, member=ELSEWHERE_FACILITATOR, name="Somebody else")
    role = {"retreat": ELSEWHERE_RETREAT, "member": ELSEWHERE_FACILITATOR, "role": "facilitator"}
    it.ask(ELSEWHERE_STEWARD, c.GiveRole, **there, **role)
