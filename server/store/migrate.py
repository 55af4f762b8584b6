"""Bringing a database to the tables of this version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from server.jobs import queue

SCRIPTS = Path(__file__).parent.parent.parent / "migrations"
# Any number that nothing else in this database takes a lock by.
_LOCK = 20_260_512


def alembic_config(url: str) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Our tables and the job queue's; does nothing where they are up to date."""
    with _one_at_a_time(url):
        command.upgrade(alembic_config(url), "head")
        queue.migrate(url)


@contextmanager
def _one_at_a_time(url: str) -> Iterator[None]:
    """On PostgreSQL several machines may be started at once: the others wait, and find it done."""
    if url.startswith("sqlite"):
        yield
        return
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:  # which lets go of the lock when it is closed
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
        yield
