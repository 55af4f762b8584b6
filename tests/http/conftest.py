"""Signed-in HTTP clients that are closed when a test ends."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.a_programme import AProgramme
from tests.serving import Served

Visit = Callable[[AProgramme, str], httpx.Client]


@pytest.fixture
def visit(served: Served) -> Iterator[Visit]:
    clients: list[httpx.Client] = []

    def one(programme: AProgramme, person: str) -> httpx.Client:
        clients.append(served.visit(programme, person))
        return clients[-1]

    yield one
    for client in clients:
        client.close()
