"""The index of marks begins with the retreat: PostgreSQL, as long as it has counted nothing, takes one that begins with
the programme for a short way to every mark, also to those that are asked for by their ids."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INDEX, _COLUMNS = "annotation_by_source", ["retreat", "source", "start_segment", "removed"]


def upgrade() -> None:
    op.drop_index(_INDEX, "annotation")
    op.create_index(_INDEX, "annotation", [*_COLUMNS, "programme"])


def downgrade() -> None:
    op.drop_index(_INDEX, "annotation")
    op.create_index(_INDEX, "annotation", ["programme", *_COLUMNS])
