"""create publishers

Revision ID: c5b7702e9a13
Revises: 8d20e5c41f6b
Create Date: 2024-12-11 09:15:00.000000+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "c5b7702e9a13"
down_revision = "8d20e5c41f6b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publishers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publishers"),
        sa.UniqueConstraint("name", name="uq_publishers_name"),
    )
    # SQLite adds a foreign key by copying the table; the others alter it in place.
    with op.batch_alter_table("books") as batch:
        batch.add_column(sa.Column("publisher_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "fk_books_publisher", "publishers", ["publisher_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_books_publisher_id", "books", ["publisher_id"])


def downgrade() -> None:
    with op.batch_alter_table("books") as batch:
        batch.drop_constraint("fk_books_publisher", type_="foreignkey")
    op.drop_index("ix_books_publisher_id", table_name="books")
    with op.batch_alter_table("books") as batch:
        batch.drop_column("publisher_id")
    op.drop_table("publishers")
