"""What every event has: who is told of it, and its place in the ledger."""

from typing import Literal

# Who is told. `retreat`: everyone in the event's retreat; `programme`: everyone in any of its retreats; `curators`:
# stewards, facilitators and researchers; `running`: stewards and facilitators; `stewards`: they alone. What concerns
# one person, such as their answers to consent items, goes to a group and to them: `running:<member>`. What is theirs
# alone, such as a private memo, goes to them and a group that no one is ever part of: `nobody:<member>`.
Listeners = Literal["retreat", "programme", "curators", "running", "stewards", "nobody"]


def with_member(group: Listeners, member: str) -> str:
    """The audience of a group and one member beside it."""
    return f"{group}:{member}"


def split_audience(audience: str) -> tuple[str, str | None]:
    """Group, and the member who is told beside it."""
    group, _, member = audience.partition(":")
    return group, member or None
