"""The reason for which an officer departs from a charter, as it was spoken."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("zone_id", sa.Integer(), sa.ForeignKey("zones.id"), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officers.id"), nullable=False),
        sa.Column("network_id", sa.Integer(), sa.ForeignKey("networks.id"), nullable=False),
        sa.Column("clauses", sa.String(64), nullable=False),
        sa.Column("recording_id", sa.Integer(), sa.ForeignKey("recordings.id"), nullable=True),
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("call_id", "turn"),
    )
    with op.batch_alter_table("broadcasts") as broadcasts:
        broadcasts.add_column(sa.Column("override_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("broadcasts", "override_id")
    op.drop_table("overrides")
