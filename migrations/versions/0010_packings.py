"""Archives that are packed on the server."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packing",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("programme", "id", "member")),
        *(sa.Column(name, AutoString(), nullable=True) for name in ("retreat", "session", "recording")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("sound", "marks")),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("done", "total")),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("at", "expires")),
        sa.PrimaryKeyConstraint("programme", "id"),
    )
    op.create_index("packing_by_member", "packing", ["programme", "member"])


def downgrade() -> None:
    op.drop_table("packing")
