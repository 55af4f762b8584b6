"""Recordings of which there are only the words."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("recording") as table:
        table.add_column(sa.Column("sound", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("recording") as table:
        table.alter_column("sound", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("recording") as table:
        table.drop_column("sound")
