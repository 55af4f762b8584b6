"""Marks are found by the segment that they begin in: a block of a transcript has those of ten minutes."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INDEX, _COLUMNS = "annotation_by_source", ["programme", "retreat", "source"]


def upgrade() -> None:
    op.drop_index(_INDEX, "annotation")
    op.create_index(_INDEX, "annotation", [*_COLUMNS, "start_segment", "removed"])


def downgrade() -> None:
    op.drop_index(_INDEX, "annotation")
    op.create_index(_INDEX, "annotation", _COLUMNS)
