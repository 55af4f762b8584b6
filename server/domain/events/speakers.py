"""What became known of who spoke."""

from typing import Literal

from server.domain.nouns import Closed, Speaker
from server.domain.text import Id, Nothing


class SpeakerNamed(Closed):
    """A speaker is there, is called otherwise, is a member, or was merged or taken apart."""

    type: Literal["speaker_named"] = "speaker_named"
    speaker: Speaker


class SpeakerAssigned(Closed):
    """These segments are this speaker's from now on; it is not known whose, where `speaker` is nothing; where there is
    none, nobody has said it."""

    type: Literal["speaker_assigned"] = "speaker_assigned"
    source: Id
    segments: list[Id]
    speaker: Id | Nothing | None
