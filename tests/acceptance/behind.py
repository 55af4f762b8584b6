"""What happens behind the screen of a running installation: somebody asks for it without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import uuid4

from server.config import Settings, secret
from server.database import Database
from server.demo.programme import PROGRAMME, people
from server.live.handle import Committer


class Ask(Protocol):
    def __call__(self, role: str, kind: type[Any], /, **values: Any) -> None: ...


def who(role: str) -> str:
    """The member who signs in in this role."""
    return next(it.id for it in people() if it.role == role)


@contextmanager
def asking(settings: Settings) -> Iterator[Ask]:
    database = Database(settings.database_url)
    committer = Committer(database, secret(settings))

    def ask(role: str, kind: type[Any], /, **values: Any) -> None:
        committer.submit(PROGRAMME, who(role), kind(id=str(uuid4()), **values)).result(30)

    yield ask
    committer.close()
    database.close()
