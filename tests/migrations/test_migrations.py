"""Migrations: one line of them, up and down, and the tables that they make are the tables of the code."""

from pathlib import Path

import pytest
from alembic.config import Config
from pytest_alembic.tests import (  # noqa: F401  (collected as tests here)
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)
from sqlalchemy import Engine, create_engine, inspect

from server.store.migrate import alembic_config, upgrade


@pytest.fixture
def alembic_engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path}/retreat.db")


@pytest.fixture(name="alembic_config")
def _alembic_config(tmp_path: Path) -> Config:
    return alembic_config(f"sqlite:///{tmp_path}/retreat.db")


def test_upgrade_makes_our_tables_and_the_queues_and_can_be_repeated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/retreat.db"
    upgrade(url)
    upgrade(url)
    tables = set(inspect(create_engine(url)).get_table_names())
    assert {"event", "annotation", "workflow_status"} <= tables
