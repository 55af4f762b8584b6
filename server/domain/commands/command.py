"""What every command has."""

from typing import Literal

from server.domain.nouns import Closed
from server.domain.text import Id

# In a change, a field that is left out stays as it is; this takes away what was there.
Nothing = Literal[""]


class Command(Closed):
    """Every command has an id of its own, made by whoever asks; sent again it is applied once."""

    id: Id
