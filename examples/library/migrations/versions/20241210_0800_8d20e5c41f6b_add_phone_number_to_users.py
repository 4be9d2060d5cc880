"""add phone_number to users

Revision ID: 8d20e5c41f6b
Revises: 3f1c9a7be204
Create Date: 2024-12-10 08:00:00.000000+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "8d20e5c41f6b"
down_revision = "3f1c9a7be204"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("phone_number", sa.String(length=20), nullable=True))
    op.create_index("ix_books_published_date", "books", ["published_date"])
    op.create_index("ix_books_author_title", "books", ["author", "title"])


def downgrade() -> None:
    op.drop_index("ix_books_author_title", table_name="books")
    op.drop_index("ix_books_published_date", table_name="books")
    op.drop_column("users", "phone_number")
