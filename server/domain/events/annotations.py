"""What happened to codes, marks and answers."""

from typing import Literal

from server.domain.nouns import Annotation, Closed, Code, Reply
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


class Replied(Closed):
    type: Literal["replied"] = "replied"
    reply: Reply
