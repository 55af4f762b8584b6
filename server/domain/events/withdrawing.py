"""What happened when somebody took back what they gave."""

from typing import Literal

from server.domain.nouns import Annotation, Closed
from server.domain.text import Id


class AnnotationWithdrawn(Closed):
    """What is left of a mark: its place, where others answered it; for all others it is removed."""

    type: Literal["annotation_withdrawn"] = "annotation_withdrawn"
    annotation: Annotation


class Withdrawn(Closed):
    """Somebody took something back. Every event before has lost its words; copies that hold them are to be let go.
    Of these recordings, sound is to be silenced."""

    type: Literal["withdrawn"] = "withdrawn"
    command: Id
    recordings: list[Id]
