"""Migrations: one line of them, up and down on both databases, and the tables that they make are the tables of the
code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from pytest_alembic.tests import (  # noqa: F401  (collected as tests here)
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)
from sqlalchemy import Engine, MetaData, create_engine, inspect, select
from sqlalchemy.pool import NullPool

from server.store.migrate import alembic_config, upgrade
from tests.databases import KINDS, Databases


@pytest.fixture(name="empty", params=KINDS)
def _empty(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.empty(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def alembic_engine(empty: str) -> Engine:
    return create_engine(empty, poolclass=NullPool)


@pytest.fixture(name="alembic_config")
def _alembic_config(empty: str) -> Config:
    return alembic_config(empty)


def test_upgrade_makes_our_tables_and_the_queues_and_can_be_repeated(empty: str, alembic_engine: Engine) -> None:
    upgrade(empty)
    upgrade(empty)
    there = inspect(alembic_engine)
    schema = "dbos" if alembic_engine.dialect.name == "postgresql" else None
    assert {"event", "annotation"} <= set(there.get_table_names())
    assert "workflow_status" in there.get_table_names(schema)


def test_what_was_written_by_the_first_version_is_there_in_the_last(empty: str, alembic_engine: Engine) -> None:
    """Every table of the first version with a row in it; what later versions add has to do with that."""
    command.upgrade(alembic_config(empty), "0001")
    before = _rows_of_all_kinds(alembic_engine)
    command.upgrade(alembic_config(empty), "head")
    now = MetaData()
    now.reflect(alembic_engine)
    with alembic_engine.begin() as connection:
        for name, row in before.items():
            table = now.tables[name]
            [found] = connection.execute(table.select()).mappings()
            kept = dict(found)
            if "sector" in kept:  # a name became a reference, to the sector of that name
                sectors = now.tables["sector"]
                kept["sector"] = connection.execute(
                    select(sectors.c.name).where(sectors.c.id == kept["sector"])
                ).scalar()
            assert {column: kept[column] for column in row if column in kept} == {
                column: value for column, value in row.items() if column in kept
            }


def _rows_of_all_kinds(engine: Engine) -> dict[str, dict[str, object]]:
    """Puts one row into every table, whatever its columns; returns what was put."""
    first = MetaData()
    first.reflect(engine)
    put: dict[str, dict[str, object]] = {}
    with engine.begin() as connection:
        for table in first.tables.values():
            if table.name == "alembic_version":
                continue
            put[table.name] = {it.name: _some(it.type.python_type, it.name) for it in table.c}
            connection.execute(table.insert().values(**put[table.name]))
    return put


def _some(kind: type, name: str) -> object:
    return f"some {name}" if kind is str else kind(1)
