"""first books

Revision ID: 0b6f83d25ce7
Revises: e94a1d6f0b58
Create Date: 2024-12-13 11:45:00.000000+00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0b6f83d25ce7"
down_revision = "e94a1d6f0b58"
branch_labels = None
depends_on = None


BOOKS = [
    ("Middlemarch", "George Eliot", "Fiction"),
    ("On the Origin of Species", "Charles Darwin", "Science"),
]


def upgrade() -> None:
    connection = op.get_bind()
    for title, author, category in BOOKS:
        found = connection.execute(
            sa.text("SELECT id FROM categories WHERE name = :name"), {"name": category}
        )
        connection.execute(
            sa.text(
                "INSERT INTO books (title, author, category_id)"
                " VALUES (:title, :author, :category_id)"
            ),
            {"title": title, "author": author, "category_id": found.scalar_one()},
        )
    op.execute("UPDATE categories SET description = 'Observed and tested' WHERE description IS NULL")


def downgrade() -> None:
    connection = op.get_bind()
    for title, _author, _category in BOOKS:
        connection.execute(sa.text("DELETE FROM books WHERE title = :title"), {"title": title})
