"""A commit writes less: two indexes that few need are gone, and on SQLite that of commands is one with their rows."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_DROPPED = {"event_by_retreat": ("event", "retreat", "seq"), "deed_by_stack": ("deed", "stack")}


def upgrade() -> None:
    for name, (table, *_) in _DROPPED.items():
        op.drop_index(name, table)
    _keep_commands(with_rowid=False)


def downgrade() -> None:
    _keep_commands(with_rowid=True)
    for name, (table, *columns) in _DROPPED.items():
        op.create_index(name, table, ["programme", *columns])


def _keep_commands(with_rowid: bool) -> None:
    """The table is made anew, on SQLite alone."""
    with op.batch_alter_table("command", recreate=_always_on_sqlite(), table_kwargs={"sqlite_with_rowid": with_rowid}):
        pass


def _always_on_sqlite() -> str:
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"
