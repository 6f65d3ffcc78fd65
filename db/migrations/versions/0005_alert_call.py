"""What the alert call and the coordinator's news remember."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pronunciations",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("zone_id", sa.Integer(), sa.ForeignKey("zones.id"), nullable=False),
        sa.Column("written", sa.String(80), nullable=False),
        sa.Column("written_key", sa.String(80), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("spoken", sa.String(80), nullable=False),
        sa.UniqueConstraint("zone_id", "written_key", "language"),
    )
    op.create_index("ix_pronunciations_zone_id", "pronunciations", ["zone_id"])
    op.create_table(
        "news",
        sa.Column("zone_id", sa.Integer(), sa.ForeignKey("zones.id"), primary_key=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_news_due_at", "news", ["due_at"])


def downgrade() -> None:
    op.drop_table("news")
    op.drop_table("pronunciations")
