"""Bringing a database to the tables of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from server.jobs import queue

SCRIPTS = Path(__file__).parent.parent.parent / "migrations"


def alembic_config(url: str) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Our tables and the job queue's; does nothing where they are up to date."""
    command.upgrade(alembic_config(url), "head")
    queue.migrate(url)
