"""What every command has."""

from server.domain.nouns import Closed
from server.domain.text import Id


class Command(Closed):
    """Every command has an id of its own, made by whoever asks; sent again it is applied once."""

    id: Id
