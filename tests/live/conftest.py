"""Sockets that are open as long as a test runs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket, open_socket
from tests.serving import Served

Join = Callable[..., ASocket]


@pytest.fixture
def join(served: Served, programme: AProgramme) -> Iterator[Join]:
    """Opens sockets in the programme's first retreat, by the name of the person."""
    sockets: list[ASocket] = []

    def open_one(person: str, **hello: Any) -> ASocket:
        sockets.append(open_socket(served, programme, person, **hello))
        return sockets[-1]

    yield open_one
    for it in sockets:
        it.connection.close()
