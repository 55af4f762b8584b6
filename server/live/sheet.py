"""What one transaction of the committer will append: events in their places, and the commands that made them."""

from dataclasses import dataclass, field
from typing import Any

from server.domain.access import Actor
from server.domain.erasing import Gone
from server.domain.events import Erased, Happening, RecordingDeleted
from server.live.messages import Accepted
from server.store.ledger import Sent, sent


@dataclass(slots=True)
class Sheet:
    """What one transaction will append."""

    programme: str
    seq: int
    at: str
    known: dict[str, tuple[str, int]]
    happened: list[Happening] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)  # what is to be erased once all is written
    erasing: list[tuple[Actor, Any]] = field(default_factory=list)  # the commands that erase, and who gave them

    @property
    def erased(self) -> list[str]:
        """The sources that are gone, with what the ledger says of them."""
        return [it.body.source for it in self.happened if isinstance(it.body, RecordingDeleted)]

    def enter(self, command: str, author: str, digest: str, events: list[Happening]) -> Accepted:
        for event in events:
            if isinstance(event.body, RecordingDeleted):
                self._erase(event.body.source)
            self.seq += 1
            self.happened.append(event)
            self.events.append(self._row(command, author, event))
        self.known[command] = (digest, self.seq)
        self.commands.append({"programme": self.programme, "id": command, "digest": digest, "seq": self.seq})
        return Accepted(command=command, seq=self.seq)

    def sent(self) -> list[Sent]:
        """The events as they are sent."""
        return [sent(row) for row in self.events]

    def _erase(self, source: str) -> None:
        """What this very batch says of a source that is gone."""
        for row in self.events:
            if row["source"] == source:
                row |= {"type": Erased().type, "body": Erased().model_dump_json()}

    def _row(self, command: str, author: str, event: Happening) -> dict[str, Any]:
        return {
            "programme": self.programme,
            "seq": self.seq,
            "command": command,
            "at": self.at,
            "author": author,
            "retreat": event.retreat,
            "source": event.source,
            "audience": event.audience,
            "type": event.body.type,
            "body": event.body.model_dump_json(),
        }
