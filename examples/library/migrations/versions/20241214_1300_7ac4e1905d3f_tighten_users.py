"""tighten users

Revision ID: 7ac4e1905d3f
Revises: 0b6f83d25ce7
Create Date: 2024-12-14 13:00:00.000000+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "7ac4e1905d3f"
down_revision = "0b6f83d25ce7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE users SET full_name = '' WHERE full_name IS NULL")
    with op.batch_alter_table("users") as batch:
        batch.alter_column(
            "full_name", existing_type=sa.String(length=255), nullable=False, server_default=""
        )
        batch.alter_column(
            "is_active",
            existing_type=sa.Boolean(),
            existing_nullable=False,
            server_default=sa.true(),
        )
        batch.alter_column(
            "phone_number",
            existing_type=sa.String(length=20),
            type_=sa.String(length=32),
            existing_nullable=True,
        )


def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.alter_column(
            "phone_number",
            existing_type=sa.String(length=32),
            type_=sa.String(length=20),
            existing_nullable=True,
        )
        batch.alter_column(
            "is_active", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
        batch.alter_column(
            "full_name", existing_type=sa.String(length=255), nullable=True, server_default=None
        )
