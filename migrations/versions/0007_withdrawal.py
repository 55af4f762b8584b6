"""What was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = ("annotation", "segment")


def upgrade() -> None:
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table(name) as table:
            table.alter_column("withdrawn", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    for name in reversed(_TABLES):
        with op.batch_alter_table(name) as table:
            table.drop_column("withdrawn")
