"""What the police line and the duty call remember: call backs, second approvals, charters' overrides, neighbours, new PINs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "neighbours",
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("neighbour_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"]),
        sa.ForeignKeyConstraint(["neighbour_id"], ["networks.id"]),
        sa.PrimaryKeyConstraint("network_id", "neighbour_id"),
    )
    op.create_table(
        "new_pins",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("pin_hash", sa.LargeBinary(), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"]),
        sa.PrimaryKeyConstraint("officer_id"),
    )
    with op.batch_alter_table("zones") as zones:
        zones.add_column(sa.Column("call_back", sa.Boolean(), nullable=False, server_default=sa.false()))
        zones.add_column(sa.Column("approval_above", sa.Integer(), nullable=True))
        zones.add_column(
            sa.Column("duty_texts_only", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("networks") as networks:
        networks.add_column(sa.Column("mandatary_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("broadcasts") as broadcasts:
        broadcasts.add_column(sa.Column("approval_asked_at", sa.DateTime(timezone=True), nullable=True))
        broadcasts.add_column(sa.Column("approved_by", sa.Integer(), nullable=True))
        broadcasts.add_column(sa.Column("overridden", sa.String(length=64), nullable=True))
        broadcasts.add_column(
            sa.Column("to_coordinator", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("errands") as errands:
        errands.add_column(sa.Column("officer_id", sa.Integer(), nullable=True))
        errands.add_column(sa.Column("broadcast_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    # Column by column, so that SQLite makes no table anew to which others refer.
    for name in ("broadcast_id", "officer_id"):
        op.drop_column("errands", name)
    for name in ("to_coordinator", "overridden", "approved_by", "approval_asked_at"):
        op.drop_column("broadcasts", name)
    op.drop_column("networks", "mandatary_id")
    for name in ("duty_texts_only", "approval_above", "call_back"):
        op.drop_column("zones", name)
    op.drop_table("new_pins")
    op.drop_table("neighbours")
