"""Corrections, speakers, memos, and what can be undone."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "memo",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("programme", "id", "retreat", "author", "at")),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("about", "about_id")),
        sa.Column("source", AutoString(), nullable=True),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("changed_at", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("programme", "id"),
    )
    with op.batch_alter_table("memo") as table:
        table.create_index("memo_by_retreat", ["programme", "retreat"], unique=False)
    op.create_table(
        "speaker",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("programme", "id", "retreat")),
        *(sa.Column(name, AutoString(), nullable=True) for name in ("name", "member", "merged_into")),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "id"),
    )
    with op.batch_alter_table("speaker") as table:
        table.create_index("speaker_by_retreat", ["programme", "retreat"], unique=False)
    with op.batch_alter_table("segment") as table:
        table.add_column(sa.Column("checked_by", AutoString(), nullable=True))
        table.add_column(sa.Column("joined_into", AutoString(), nullable=True))
    op.create_table(
        "step",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("programme", "segment", "id")),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("edits", AutoString(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=True) for name in ("undoes", "cut", "joined")),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("by", "at")),
        sa.PrimaryKeyConstraint("programme", "segment", "id"),
    )
    op.create_table(
        "suggestion",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("programme", "id", "source", "segment")),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("revision", "text", "author", "at")),
        sa.PrimaryKeyConstraint("programme", "id"),
    )
    with op.batch_alter_table("suggestion") as table:
        table.create_index("suggestion_by_source", ["programme", "source"], unique=False)
    op.create_table(
        "deed",
        *(sa.Column(name, AutoString(), nullable=False) for name in ("programme", "id", "stack")),
        sa.Column("source", AutoString(), nullable=True),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("changes", "segments", "times", "made_by")),
        sa.Column("undoes", AutoString(), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "id"),
    )
    with op.batch_alter_table("deed") as table:
        table.create_index("deed_by_stack", ["programme", "stack"], unique=False)
    op.create_index("event_by_source", "event", ["programme", "source", "seq"])


def downgrade() -> None:
    op.drop_index("event_by_source", "event")
    op.drop_table("deed")
    op.drop_table("suggestion")
    op.drop_table("step")
    with op.batch_alter_table("segment") as table:
        table.drop_column("joined_into")
        table.drop_column("checked_by")
    op.drop_table("speaker")
    op.drop_table("memo")
