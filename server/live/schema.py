"""Prints the JSON schema of everything that travels; the client's protocol.ts is generated from it."""

import json
from typing import Any

from pydantic import TypeAdapter

from server.domain import nouns, parts
from server.domain.commands import AnyCommand
from server.domain.events import AnyEvent
from server.live import messages


class Protocol(nouns.Closed):
    """The roots, so that one schema names every shape once."""

    from_client: messages.FromClient
    from_server: messages.FromServer
    command: AnyCommand
    event: AnyEvent
    me: parts.Me
    frame: parts.Frame
    outline: parts.Outline
    block: parts.Block
    word_block: parts.WordBlock
    chunks: list[nouns.Chunk]
    role: nouns.Role


def schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) with every shape under $defs."""
    return TypeAdapter(Protocol).json_schema(mode="serialization", by_alias=True)


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2, sort_keys=True))
