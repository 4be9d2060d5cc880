"""A table with rows"""

import sqlalchemy as sa
from alembic import op

revision = "prepare"
down_revision = None


def upgrade():
    item = op.create_table(
        "item",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("price", sa.Integer),
    )
    op.bulk_insert(item, [{"id": number, "name": f"item {number}"} for number in range(1, $ROWS + 1)])
