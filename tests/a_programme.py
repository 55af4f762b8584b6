"""A programme to test with, founded in any database: its people by role, two retreats, excerpts, a code."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any
from uuid import UUID, uuid5

from server.database import Database
from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.domain.nouns import Chunk, Passage, Place, Role
from server.domain.programmes import first_sector
from server.live.handle import Committer
from server.live.messages import Accepted
from server.store.rows import TABLES
from server.store.sign_ins import digest_of, make_link, use_link

_NAMESPACE = UUID("0b9e3c1e-5a0b-5c58-9a53-3f3f0a5d7c11")

# In the retreat by these roles; `newcomer` is in the programme only, `elsewhere` is a partner of the other retreat.
ROLES = ("facilitator", "researcher", "partner", "observer")
PEOPLE = ("steward", *ROLES, "newcomer", "elsewhere")

PARAGRAPHS = (
    "She walks to the shop again 🙂 and says it is enough.",
    "He wrote: cafe\u0301 talk helped, the numbers did not.",
    "We read it twice & asked <what matters> to him.",
)
AGREEMENT = "Everyone at this table was asked and said yes."


class AProgramme:
    """A programme of its own, with ids made from its name; `ask` is how its people do things."""

    def __init__(self, committer: Committer, name: str) -> None:
        self.committer, self.name = committer, name
        self._asked = 0
        self.programme, self.retreat, self.other_retreat, self.session, self.other_session = (
            self.id(what) for what in ("programme", "retreat", "other retreat", "session", "other session")
        )
        self.organisation, self.code, self.excerpt, self.unplaced = (
            self.id(what) for what in ("organisation", "code", "excerpt", "unplaced")
        )
        self.invitation = self.id("invitation")
        self.sector = first_sector(self.id("founding"), "Carers")
        self.recording, self.transcript, self.run = (self.id(what) for what in ("recording", "transcript", "run"))

    def id(self, what: str) -> str:
        return str(uuid5(_NAMESPACE, f"{self.name}: {what}"))

    def who(self, person: str) -> str:
        """The actor's id: of one of PEOPLE, or `engine` or `installation` as they are."""
        return self.id(person) if person in PEOPLE else person

    def make(self, kind: type[Any], **values: Any) -> Any:
        """A command with an id of its own."""
        self._asked += 1
        return kind(**{"id": self.id(f"command {self._asked}"), **values})

    def submit(self, person: str, command: Any) -> Future[Accepted]:
        return self.committer.submit(self.programme, self.who(person), command)

    def ask(self, person: str, kind: type[Any], **values: Any) -> Accepted:
        """Somebody asks for something; raises the Refusal."""
        return self.submit(person, self.make(kind, **values)).result(30)

    def found(self) -> "AProgramme":
        """Everything of the first morning but the recording, handed in at once."""
        founding = self.make(
            c.FoundProgramme,
            id=self.id("founding"),
            name="Meaning and measurement",
            steward=self.who("steward"),
            steward_name="Catriona",
        )
        answers = [self.submit(THE_INSTALLATION.id, founding)]
        answers += [self.submit("steward", it) for it in (*self._places(), *self._people(), *self._readings())]
        for answer in answers:
            answer.result(30)
        return self

    def _places(self) -> Sequence[Any]:
        days = {"starts_on": "2026-05-12", "ends_on": "2026-05-13"}
        return (
            self.make(c.AddOrganisation, organisation=self.organisation, name="Tayside care", sector=self.sector),
            self.make(c.CreateRetreat, retreat=self.retreat, name="Spring retreat", place="Birnam", **days),
            self.make(c.CreateRetreat, retreat=self.other_retreat, name="Autumn retreat", place="Oban", **days),
            self.make(c.AddSession, session=self.session, retreat=self.retreat, name="Tuesday morning"),
            self.make(c.AddSession, session=self.other_session, retreat=self.other_retreat, name="Friday"),
        )

    def _people(self) -> list[Any]:
        people = [
            self.make(c.AddMember, member=self.who(it), name=it.title(), organisation=self.organisation)
            for it in PEOPLE
            if it != "steward"
        ]
        roles = [
            self.make(c.GiveRole, retreat=self.retreat, member=self.who(role), role=role) for role in ROLES
        ]  # each role's person is called by it
        elsewhere = self.make(c.GiveRole, retreat=self.other_retreat, member=self.who("elsewhere"), role="partner")
        return [*people, *roles, elsewhere]

    def _readings(self) -> list[Any]:
        text = "\n\n".join(PARAGRAPHS)
        excerpts = [
            self.make(c.AddExcerpt, id=self.revision(it), source=it, title=title, text=text, sector=self.sector)
            for it, title in ((self.excerpt, "Excerpt 1"), (self.unplaced, "Excerpt 2"))
        ]
        placed = self.make(c.PlaceExcerpt, source=self.excerpt, retreat=self.retreat)
        code = self.make(c.CreateCode, code=self.code, name="What matters", colour=7, definition="To the person.")
        return [*excerpts, placed, code]

    def revision(self, source: str) -> str:
        """The revision of an excerpt's words: the id of the command that brought it."""
        return str(uuid5(UUID(source), "revision"))

    def place(self, n: int, offset: int, source: str | None = None) -> Place:
        """A point in paragraph n of an excerpt."""
        source = source or self.excerpt
        return Place(segment=str(uuid5(UUID(source), str(n))), revision=self.revision(source), offset=offset)

    def passage(self, n: int = 0, start: int = 0, end: int = 3, exact: str | None = None) -> Passage:
        """Some words of paragraph n of the excerpt."""
        return self.passage_of(self.excerpt, n, start, end, exact)

    def passage_of(
        self, source: str, n: int = 0, start: int = 0, end: int = 3, exact: str | None = None, upto: int | None = None
    ) -> Passage:
        """Some words from paragraph n on, to its offset `end` or that of paragraph `upto`."""
        last = self.place(n if upto is None else upto, end, source)
        return Passage(source=source, start=self.place(n, start, source), end=last, exact=exact)

    def annotation(self, annotation: str, passage: Passage | None = None, **about: Any) -> Any:
        """The command that marks some words, with a comment where nothing else is said."""
        if not about.keys() & {"code", "comment"}:
            about["comment"] = "Why here?"
        values = {"retreat": self.retreat, "passage": passage or self.passage(), **about}
        return self.make(c.Annotate, annotation=annotation, **values)

    def annotate(self, person: str, annotation: str, passage: Passage | None = None, **about: Any) -> Accepted:
        return self.submit(person, self.annotation(annotation, passage, **about)).result(30)

    def give_role(self, person: str, role: Role) -> int:
        return self.ask("facilitator", c.GiveRole, retreat=self.retreat, member=self.who(person), role=role).seq

    def add_excerpt(self, person: str, source: str, text: str = "Some words.") -> int:
        return self.ask(person, c.AddExcerpt, id=self.revision(source), source=source, title="New", text=text).seq

    def place_excerpt(self, source: str) -> int:
        return self.ask("facilitator", c.PlaceExcerpt, source=source, retreat=self.retreat).seq

    def invite(self, invitation: str | None = None, until: str = "2099-05-13T18:00", **about: Any) -> str:
        """A way in for guests; returns its id."""
        invitation = invitation or self.invitation
        self.ask("facilitator", c.OpenInvitation, invitation=invitation, retreat=self.retreat, until=until, **about)
        return invitation

    def bring_recording(self, content: bytes = b"sound", agreement: str | None = AGREEMENT, **about: Any) -> None:
        """Announce a recording (or another one, if `recording` and `source` say so)."""
        values = {
            "recording": self.recording,
            "source": self.transcript,
            "retreat": self.retreat,
            "session": self.session,
            "name": "Table 2",
            "filename": "table-2.opus",
            "bytes": len(content),
            "agreement": agreement,
        }
        self.ask("facilitator", c.AddRecording, **{**values, **about})

    def receive(self, database: Database, content: bytes = b"sound", recording: str | None = None) -> None:
        """The recording's only chunk is there, as far as the tables know."""
        from hashlib import sha256

        chunk = Chunk(
            recording=recording or self.recording, n=0, bytes=len(content), sha256=sha256(content).hexdigest()
        )
        with database.write() as connection:
            connection.execute(TABLES[Chunk].insert().values(programme=self.programme, **chunk.model_dump()))

    def start_run(self) -> None:
        info = {"engine": "scripted", "version": "1", "model": "none", "model_hash": "0" * 64, "parameters": "{}"}
        self.ask("engine", c.StartRun, run=self.run, recording=self.recording, **info)

    def heard(self, window: int, *spoken: tuple[float, str], language: str | None = "en") -> list[str]:
        """A window of the run was heard: texts with the second at which each begins. Returns the segments' ids."""
        segments = [
            c.NewSegment(
                id=self.id(f"segment {window} {n}"),
                start=start,
                end=start + 2.0,
                text=text,
                words=[(0, len(text.split()[0]), start, start + 0.5, 0.9)],
            )
            for n, (start, text) in enumerate(spoken)
        ]
        self.ask(
            "engine",
            c.AppendSegments,
            id=self.id(f"window {window}"),
            run=self.run,
            window=window,
            language=language,
            segments=segments,
        )
        return [it.id for it in segments]

    def sign_in(self, database: Database, person: str) -> str:
        """A sign-in's token, as the cookie holds it."""
        with database.write() as connection:
            return use_link(connection, make_link(connection, self.programme, self.who(person)), 1)

    def digest(self, token: str) -> str:
        return digest_of(token)
