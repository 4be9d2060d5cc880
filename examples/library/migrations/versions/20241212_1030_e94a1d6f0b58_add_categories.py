"""add categories

Revision ID: e94a1d6f0b58
Revises: c5b7702e9a13
Create Date: 2024-12-12 10:30:00.000000+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "e94a1d6f0b58"
down_revision = "c5b7702e9a13"
branch_labels = None
depends_on = None


def upgrade() -> None:
    categories = op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
    )
    op.bulk_insert(
        categories,
        [
            {"id": 1, "name": "Fiction", "description": "Novels and short stories"},
            {"id": 2, "name": "Non-fiction", "description": "Everything that happened"},
            {"id": 3, "name": "Science", "description": None},
        ],
    )
    op.add_column("books", sa.Column("category_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("books", "category_id")
    op.drop_table("categories")
