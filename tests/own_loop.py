"""A loop of one's own: tests that drive a browser leave another running in the thread of all tests."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def on_its_own_loop(
    running: Callable[[], Coroutine[Any, Any, T]],
    new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> T:
    """What this returns, run to its end by a new loop in a thread of its own."""

    def run() -> T:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            return runner.run(running())

    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(run).result()
