"""Accounts, ways in, receipts, failed attempts."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("email", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("password", AutoString(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("subject", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("subject"),
    )
    op.create_table(
        "account_member",
        sa.Column("programme", AutoString(), nullable=False),
        sa.Column("member", AutoString(), nullable=False),
        sa.Column("account", AutoString(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("used", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("programme", "member"),
    )
    op.create_index("account_member_by_account", "account_member", ["account", "programme"], unique=True)
    op.create_table(
        "receipt",
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("programme", AutoString(), nullable=False),
        sa.Column("member", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("receipt_by_member", "receipt", ["programme", "member"])
    op.create_table(
        "failed_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("failed_attempt_by_subject", "failed_attempt", ["subject", "at"])
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.add_column(sa.Column("account", AutoString(), nullable=True))
        sign_in.create_index("sign_in_by_account", ["account"])
    _change_links()


def _change_links() -> None:
    """The links that are out go on working: they sign in, as often as they are opened."""
    with op.batch_alter_table("sign_in_link") as link:
        link.add_column(sa.Column("purpose", AutoString(), nullable=False, server_default="sign_in"))
        link.add_column(sa.Column("once", sa.Boolean(), nullable=False, server_default=sa.false()))
        link.add_column(sa.Column("used", sa.Boolean(), nullable=False, server_default=sa.false()))
        link.add_column(sa.Column("account", AutoString(), nullable=True))
        link.alter_column("programme", existing_type=AutoString(), nullable=True)
        link.alter_column("member", existing_type=AutoString(), nullable=True)
    with op.batch_alter_table("sign_in_link") as link:
        for name, kind in (("purpose", AutoString()), ("once", sa.Boolean()), ("used", sa.Boolean())):
            link.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    # Links without a member are none that an older version knows.
    op.execute("DELETE FROM sign_in_link WHERE member IS NULL")
    with op.batch_alter_table("sign_in_link") as link:
        for name in ("purpose", "once", "used", "account"):
            link.drop_column(name)
        link.alter_column("programme", existing_type=AutoString(), nullable=False)
        link.alter_column("member", existing_type=AutoString(), nullable=False)
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.drop_index("sign_in_by_account")
        sign_in.drop_column("account")
    for name in ("failed_attempt", "receipt", "account_member", "account"):
        op.drop_table(name)
