"""Workers and who is where."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "worker",
        text("id"),
        text("host"),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "presence",
        text("process"),
        text("programme"),
        text("retreat"),
        text("here"),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("process", "programme", "retreat"),
    )
    with op.batch_alter_table("recording") as recording:  # a film of a day is larger than 2 GB
        recording.alter_column("bytes", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("recording") as recording:
        recording.alter_column("bytes", type_=sa.Integer(), existing_type=sa.BigInteger(), existing_nullable=False)
    op.drop_table("presence")
    op.drop_table("worker")
