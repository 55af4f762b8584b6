"""A PostgreSQL of our own that keeps what it says it kept, unlike the one of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.databases import cluster


@contextmanager
def durable() -> Iterator[str]:
    """The address of an empty database in a cluster that waits for its disk."""
    with cluster() as it:
        it.run("ALTER SYSTEM SET fsync = on")
        it.run("SELECT pg_reload_conf()")
        with it.empty() as address:
            yield address
