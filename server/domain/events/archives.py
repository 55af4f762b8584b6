"""What happened when an archive was brought back."""

from typing import Literal

from server.domain.nouns import Attendance, Closed, Member, Recording
from server.domain.text import Name


class Imported(Closed):
    """Of the events before this one, some are from an archive of a programme of that name, taken away then. Its people
    came without roles, and its recordings without what is not here. Whoever is told fetches anew what there is."""

    type: Literal["imported"] = "imported"
    programme: Name
    taken_at: str
    members: list[Member]
    attendances: list[Attendance]
    recordings: list[Recording]
