"""What of a recording's sound is to be silent, as the tables have it."""

from sqlalchemy import Connection, select

from server.domain import nouns
from server.domain.nouns import Segment
from server.domain.silences import Stretch, silences
from server.store.rows import TABLES, to_noun

_SEGMENT, _SOURCE = TABLES[nouns.Segment], TABLES[nouns.Source]


def silences_of(connection: Connection, programme: str, source: str) -> list[Stretch]:
    """Seconds from and to, in order, of the recording that this source is the transcript of."""
    here = (_SEGMENT.c.programme == programme) & (_SEGMENT.c.source == source)
    if connection.execute(select(_SEGMENT.c.id).where(here, _SEGMENT.c.withdrawn).limit(1)).first() is None:
        return []
    return silences(to_noun(Segment, row) for row in connection.execute(select(_SEGMENT).where(here)).mappings())
