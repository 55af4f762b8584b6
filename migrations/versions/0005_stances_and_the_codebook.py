"""Stances, and what becomes of codes."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stance",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("programme", "annotation", "member", "view")),
        sa.Column("reason", AutoString(), nullable=True),
        sa.Column("at", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "annotation", "member"),
    )
    with op.batch_alter_table("code") as table:
        table.add_column(sa.Column("parent", AutoString(), nullable=True))
        table.add_column(sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("code") as table:  # new rows say it themselves
        table.alter_column("retired", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("code") as table:
        table.drop_column("retired")
        table.drop_column("parent")
    op.drop_table("stance")
