"""The account in use and who chose it; to which account a line, an attempt and a recording belong; what was told of alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OF_AN_ACCOUNT = ("lines", "attempts", "recordings")


def upgrade() -> None:
    op.create_table(
        "account_choices",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account", sa.String(16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
    )
    for table in _OF_AN_ACCOUNT:
        op.add_column(table, sa.Column("account", sa.String(16), nullable=False, server_default="main"))
    op.add_column("alarms", sa.Column("afterwards", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "tellings",
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ways_left", sa.String(40), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("tellings")
    op.drop_column("alarms", "afterwards")
    for table in reversed(_OF_AN_ACCOUNT):
        op.drop_column(table, "account")
    op.drop_table("account_choices")
