"""From raw JSON to a closed message: the only place where a shape is validated, and where it is said what is wrong."""

import json
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from server.errors import Malformed, OutOfDate, Refusal, TooLarge
from server.live.messages import FROM_CLIENT, PROTOCOL, CommandMessage, Hello, Here

T = TypeVar("T")


class Unfit(Refusal):
    """Something in this cannot be kept. Take it out and send it again."""

    status = 422


class Unreadable(Exception):
    """A message that was refused before it became one: `command` is its command's id, where that could be read."""

    def __init__(self, refusal: Refusal, command: str | None = None) -> None:
        super().__init__(refusal.message)
        self.refusal, self.command = refusal, command


def read_message(text: str) -> Hello | CommandMessage | Here:
    """A message of the socket; Unreadable holds the refusal for one that does not fit."""
    try:
        return FROM_CLIENT.validate_json(text)
    except ValidationError as error:
        raw = _loose(text)
        if raw.get("type") == "hello" and raw.get("protocol") != PROTOCOL:
            raise Unreadable(OutOfDate()) from None
        raise Unreadable(explain(error), _command_id(raw)) from None


def read_json(adapter: TypeAdapter[T], body: bytes) -> T:
    """A body of an HTTP request; raises the Refusal that says what is wrong with it."""
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        raise explain(error) from None


def explain(error: ValidationError) -> Refusal:
    """What a person can do about the first thing that is wrong; nothing of what was written is repeated."""
    first = error.errors(include_url=False, include_input=False, include_context=True)[0]
    # The name of a field that we do not know is their words too.
    place = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    where = ".".join(str(part) for part in place if not str(part)[:1].isupper())
    if first["type"] == "string_too_long":
        limit = first["ctx"]["max_length"]
        return TooLarge(
            f"This is longer than the {limit:,} characters that can be kept here. Shorten it, or send it in parts."
        )
    if first["type"] == "value_error":
        return Unfit(f"This cannot be kept: {first['ctx']['error']}. Take it out and send it again.")
    if first["type"] == "json_invalid" and "hex escape" in first["ctx"]["error"]:
        return Unfit("This cannot be kept: there is half a character in it. Take it out and send it again.")
    return Malformed(f"{Malformed().message} ({where or 'message'}: {first['type'].replace('_', ' ')})")


def _loose(text: str) -> dict[str, Any]:
    """The message as far as it can be read. Python's own parser takes half a surrogate pair, as browsers do: a
    command that holds one is refused by its id, so that it does not stay in its sender's outbox for ever."""
    try:
        raw = orjson.loads(text)
    except ValueError:
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError):
            return {}
    return raw if isinstance(raw, dict) else {}


def _command_id(raw: dict[str, Any]) -> str | None:
    command = raw.get("command")
    id = command.get("id") if isinstance(command, dict) else None
    return id if isinstance(id, str) and len(id) <= 36 and id.isascii() else None
