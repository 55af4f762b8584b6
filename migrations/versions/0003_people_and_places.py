"""People, consent, invitations, groups, what can be changed."""

from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW = {
    "sector": (("programme", "id"), {"name": False}),
    "consent_item": (
        ("programme", "id"),
        {"kind": False, "position": sa.Integer(), "title": False, "wording": False, "version": False},
    ),
    "answer": (
        ("programme", "retreat", "member", "item"),
        {"version": False, "yes": sa.Boolean(), "at": False},
    ),
    "invitation": (
        ("programme", "id"),
        {
            "retreat": False,
            "role": False,
            "group": True,
            "until": False,
            "until_local": False,
            "ended": sa.Boolean(),
        },
    ),
    "group": (("programme", "id"), {"retreat": False, "session": False, "name": False}),
    "seat": (("programme", "session", "member"), {"group": False}),
}


def upgrade() -> None:
    for name, (keys, columns) in NEW.items():
        op.create_table(
            name,
            *(sa.Column(key, AutoString(), nullable=False) for key in keys),
            *(_column(column, kind) for column, kind in columns.items()),
            sa.PrimaryKeyConstraint(*keys),
        )
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("merged_into", AutoString(), nullable=True))
        table.create_index("member_by_merged_into", ["programme", "merged_into"])
    with op.batch_alter_table("attendance") as table:
        table.alter_column("role", existing_type=AutoString(), nullable=True)
    with op.batch_alter_table("retreat") as table:
        table.add_column(sa.Column("engine", AutoString(), nullable=False, server_default=""))
        table.add_column(sa.Column("archived", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("retreat") as table:  # new rows say these themselves
        table.alter_column("engine", existing_type=AutoString(), server_default=None)
        table.alter_column("archived", existing_type=sa.Boolean(), server_default=None)
    for name, columns in {
        "session": ("starts", "ends"),
        "source": ("recorded_on",),
        "recording": ("group", "attempt"),
    }.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.add_column(sa.Column(column, AutoString(), nullable=True))
    _sectors_get_ids()


def _column(name: str, kind: object) -> sa.Column[object]:
    """Text by whether it may be empty, or a type."""
    if isinstance(kind, bool):
        return sa.Column(name, AutoString(), nullable=kind)
    return sa.Column(name, kind, nullable=False)


def _sectors_get_ids() -> None:
    """Organisations and excerpts named their sector; now they refer to it."""
    connection = op.get_bind()
    sector = sa.table("sector", sa.column("programme"), sa.column("id"), sa.column("name"))
    known: set[tuple[str, str]] = set()
    for name in ("organisation", "source"):
        table = sa.table(name, sa.column("programme"), sa.column("sector"))
        found = connection.execute(sa.select(table).where(table.c.sector.is_not(None)).distinct()).all()
        for programme, named in found:
            id = str(uuid5(NAMESPACE_URL, f"{programme} {named}"))
            if (programme, named) not in known:
                connection.execute(sa.insert(sector).values(programme=programme, id=id, name=named))
                known.add((programme, named))
            these = (table.c.programme == programme, table.c.sector == named)
            connection.execute(sa.update(table).where(*these).values(sector=id))


def downgrade() -> None:
    _sectors_get_names()
    for name, columns in {
        "recording": ("group", "attempt"),
        "source": ("recorded_on",),
        "session": ("starts", "ends"),
        "retreat": ("engine", "archived"),
    }.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)
    op.execute("DELETE FROM attendance WHERE role IS NULL")
    with op.batch_alter_table("attendance") as table:
        table.alter_column("role", existing_type=AutoString(), nullable=False)
    with op.batch_alter_table("member") as table:
        table.drop_index("member_by_merged_into")
        table.drop_column("merged_into")
    for name in reversed(NEW):
        op.drop_table(name)


def _sectors_get_names() -> None:
    connection = op.get_bind()
    sector = sa.table("sector", sa.column("programme"), sa.column("id"), sa.column("name"))
    for programme, id, named in connection.execute(sa.select(sector)).all():
        for name in ("organisation", "source"):
            table = sa.table(name, sa.column("programme"), sa.column("sector"))
            these = (table.c.programme == programme, table.c.sector == id)
            connection.execute(sa.update(table).where(*these).values(sector=named))
