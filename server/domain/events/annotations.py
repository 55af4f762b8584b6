"""What happened to codes, marks and answers."""

from typing import Literal

from server.domain.nouns import Annotation, Closed, Code, Reply, Stance
from server.domain.text import Id


class CodeCreated(Closed):
    type: Literal["code_created"] = "code_created"
    code: Code


class AnnotationMade(Closed):
    type: Literal["annotated"] = "annotated"
    annotation: Annotation


class AnnotationRemoved(Closed):
    type: Literal["annotation_removed"] = "annotation_removed"
    annotation: Id


class AnnotationRestored(Closed):
    """A mark that was removed is back, with what was said of it."""

    type: Literal["annotation_restored"] = "annotation_restored"
    annotation: Annotation
    replies: list[Reply]
    stances: list[Stance]


class ReplyRemoved(Closed):
    type: Literal["reply_removed"] = "reply_removed"
    reply: Id
    annotation: Id


class Replied(Closed):
    type: Literal["replied"] = "replied"
    reply: Reply


class CodeChanged(Closed):
    """Its name, colour, definition or place; or it was merged, retired, or is back."""

    type: Literal["code_changed"] = "code_changed"
    code: Code


class StanceTaken(Closed):
    type: Literal["stance_taken"] = "stance_taken"
    stance: Stance


class StanceDropped(Closed):
    type: Literal["stance_dropped"] = "stance_dropped"
    annotation: Id
    member: Id
