"""Tokens by which programs read."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "token",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("digest", "id", "programme", "member")),
        sa.Column("retreat", AutoString(), nullable=True),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("name", "made")),
        sa.Column("used", AutoString(), nullable=True),
        sa.Column("expires", AutoString(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("token_by_programme", "token", ["programme", "id"], unique=True)


def downgrade() -> None:
    op.drop_table("token")
