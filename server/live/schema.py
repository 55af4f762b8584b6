"""Prints the JSON schema of everything that travels, and who may do what; protocol.ts is generated from it."""

import json
from typing import Any

from pydantic import TypeAdapter

from server.archive.excerpt_table import ExcerptTable
from server.archive.preview import ArchiveSeen
from server.archive.transcripts.reading import TranscriptFile
from server.archive.transcripts.zipped import Unpacked
from server.domain import nouns, parts
from server.domain.access import EVERYONE, WHO
from server.domain.commands import AnyCommand
from server.domain.decide import DECIDE, STILL_HEARD
from server.domain.events import AnyEvent
from server.http import answers
from server.live import messages
from server.store.arrivals import Arrival


class Protocol(nouns.Closed):
    """The roots, so that one schema names every shape once."""

    from_client: messages.FromClient
    from_server: messages.FromServer
    command: AnyCommand
    event: AnyEvent
    me: parts.Me
    frame: parts.Frame
    programme: parts.ProgrammePart
    outline: parts.Outline
    block: parts.Block
    word_block: parts.WordBlock
    revisions: parts.Revisions
    history: parts.History
    given: parts.Given
    chunks: list[nouns.Chunk]
    excerpt_table: ExcerptTable
    archive_seen: ArchiveSeen
    transcript_file: TranscriptFile
    unpacked: Unpacked
    arrival: Arrival
    role: nouns.Role
    ways_in: answers.WaysIn
    link_seen: answers.LinkSeen
    link_made: answers.LinkMade
    accounts: list[answers.AccountShown]
    account_made: answers.AccountMade
    code_shown: answers.CodeShown
    join_seen: answers.JoinSeen
    installation: answers.Installation
    packings: list[answers.PackingShown]
    tokens: list[answers.TokenShown]
    token_made: answers.TokenMade


def schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) with every shape under $defs."""
    return TypeAdapter(Protocol).json_schema(mode="serialization", by_alias=True)


def who() -> dict[str, list[str]]:
    """The permission table as far as it is about people, so that screens offer what can be done."""
    people = EVERYONE | {"author"}
    return {name: sorted(columns & people) for name, columns in WHO.items() if columns & people}


def type_of(command: Any) -> str:
    return str(command.model_fields["type"].default)


def still_heard() -> list[str]:
    """What can be done in an archived retreat too: some commands, and what is no command."""
    commands, stay = ({type_of(it) for it in kinds} for kinds in (DECIDE, STILL_HEARD))
    return sorted(name for name in who() if name in stay or name not in commands)


if __name__ == "__main__":
    print(json.dumps({**schema(), "who": who(), "still_heard": still_heard()}, indent=2, sort_keys=True))
