"""Commands about who spoke."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.commands.command import Command
from server.domain.text import Id, Name, Nothing


class AddSpeaker(Command):
    """Somebody is heard who was not heard before; perhaps it is known who, or what to call them."""

    type: Literal["add_speaker"] = "add_speaker"
    speaker: Id
    retreat: Id
    name: Name | None = None
    member: Id | None = None


class ChangeSpeaker(Command):
    """What a speaker is called, or which member of the retreat they are."""

    type: Literal["change_speaker"] = "change_speaker"
    speaker: Id
    name: Name | Nothing | None = None
    member: Id | Nothing | None = None


class MergeSpeakers(Command):
    """`speaker` turned out to be the same person as `into`: what they said counts as that one's."""

    type: Literal["merge_speakers"] = "merge_speakers"
    speaker: Id
    into: Id


class UnmergeSpeaker(Command):
    """They are two people after all."""

    type: Literal["unmerge_speaker"] = "unmerge_speaker"
    speaker: Id


class AssignSpeaker(Command):
    """Who says these segments of a transcript; nobody knows, where `speaker` is nothing."""

    type: Literal["assign_speaker"] = "assign_speaker"
    source: Id
    segments: Annotated[list[Id], Field(min_length=1, max_length=2_000)]
    speaker: Id | Nothing
