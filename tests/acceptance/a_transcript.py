"""A transcript without its sound, as the engine would have written it down: for tests that are about words alone."""

from collections.abc import Sequence
from typing import Any

from server.config import Settings, secret
from server.database import Database
from server.demo.programme import PROGRAMME, RETREAT, SESSION, an_id, people
from server.domain import commands as c
from server.domain.access import THE_ENGINE
from server.domain.nouns import Chunk
from server.live.handle import Committer
from server.store.rows import TABLES

RECORDING, SOURCE, RUN = (an_id(f"words alone {it}") for it in ("recording", "source", "run"))
SENTENCES = (
    "We wrote that I earn was no change, six this time.",
    "He told us that it was a different six.",
    "He walks to the shop again and says that it is enough.",
    "Nobody asked him what he meant buy that.",
    "The number did not help us at all.",
    "And then somebody did ask him, over a cup of tea.",
)
AN_ENGINE = {"engine": "scripted", "version": "1", "model": "none", "model_hash": "0" * 64, "parameters": "{}"}


def segment(n: int) -> str:
    return an_id(f"words alone {n}")


def bring_in(settings: Settings, sentences: Sequence[str] = SENTENCES) -> None:
    database = Database(settings.database_url)
    committer = Committer(database, secret(settings))
    facilitator = next(it.id for it in people() if it.role == "facilitator")

    def ask(actor: str, kind: type[Any], what: str, **values: Any) -> None:
        committer.submit(PROGRAMME, actor, kind(id=an_id(f"words alone: {what}"), **values)).result(30)

    about = {"retreat": RETREAT, "session": SESSION, "name": "Table 3, morning", "filename": "3.wav", "bytes": 5}
    ask(facilitator, c.AddRecording, "add", recording=RECORDING, source=SOURCE, agreement="All agreed.", **about)
    chunk = Chunk(recording=RECORDING, n=0, bytes=5, sha256="0" * 64)
    with database.write() as connection:
        connection.execute(TABLES[Chunk].insert().values(programme=PROGRAMME, **chunk.model_dump()))
    ask(THE_ENGINE.id, c.StartRun, "run", run=RUN, recording=RECORDING, **AN_ENGINE)
    heard = [_heard(n, text) for n, text in enumerate(sentences)]
    ask(THE_ENGINE.id, c.AppendSegments, "window", run=RUN, window=0, language="en", segments=heard)
    ask(THE_ENGINE.id, c.FinishRun, "finish", run=RUN)
    committer.close()
    database.close()


def _heard(n: int, text: str) -> c.NewSegment:
    """Four seconds a sentence; after the third a pause, so that there are two turns."""
    start = n * 4.0 + (6.0 if n > 2 else 0.0)
    return c.NewSegment(id=segment(n), start=start, end=start + 3.8, text=text, words=[])
