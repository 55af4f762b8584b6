"""Alembic's environment: our tables only; those of the job queue are looked after by the queue itself."""

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import server.store.tables  # noqa: F401  (fills the metadata)

metadata = SQLModel.metadata


def ours(name: str | None, kind: str, parents: object) -> bool:
    return kind != "table" or name in metadata.tables


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url", "sqlite://")
    connectable = context.config.attributes.get("connection") or create_engine(url, poolclass=NullPool)
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, include_name=ours, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
