"""What the hotline and the text line remember: what was read out of a text, the texts themselves, postcodes of networks,
quiet nights, and the proofs of numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(length=16), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"]),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"]),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_id", "turn"),
    )
    op.create_index("ix_proofs_number_hash", "proofs", ["number_hash"])
    with op.batch_alter_table("networks") as networks:
        networks.add_column(sa.Column("postcodes", sa.JSON(), nullable=False, server_default="[]"))
        networks.add_column(sa.Column("streets", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("phones") as phones:
        phones.add_column(sa.Column("quiet_nights", sa.Boolean(), nullable=False, server_default=sa.false()))
        phones.add_column(sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reports") as reports:
        for name in ("place", "plate", "vehicle", "direction"):
            reports.add_column(sa.Column(name, sa.LargeBinary(), nullable=True))
        reports.add_column(sa.Column("persons", sa.Integer(), nullable=True))
        reports.add_column(sa.Column("happened", sa.String(length=16), nullable=True))
    with op.batch_alter_table("errands") as errands:
        errands.add_column(sa.Column("proof_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("texts") as texts:
        texts.add_column(sa.Column("body", sa.LargeBinary(), nullable=True))
        texts.add_column(sa.Column("report_id", sa.Integer(), nullable=True))
        texts.create_index("ix_texts_report_id", ["report_id"])
        texts.create_foreign_key("texts_report_id_fkey", "reports", ["report_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("texts") as texts:
        texts.drop_constraint("texts_report_id_fkey", type_="foreignkey")
        texts.drop_index("ix_texts_report_id")
        texts.drop_column("report_id")
        texts.drop_column("body")
    # Column by column, so that SQLite makes no table anew to which others refer.
    op.drop_column("errands", "proof_id")
    for name in ("happened", "direction", "vehicle", "persons", "plate", "place"):
        op.drop_column("reports", name)
    op.drop_column("phones", "proven_at")
    op.drop_column("phones", "quiet_nights")
    op.drop_column("networks", "streets")
    op.drop_column("networks", "postcodes")
    op.drop_index("ix_proofs_number_hash", table_name="proofs")
    op.drop_table("proofs")
