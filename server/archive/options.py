"""What whoever takes something away chooses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """`sound` comes along as far as it may leave; `marks` are comments in the Word documents."""

    sound: bool = False
    marks: bool = True
