"""Changes each row by SQL text"""

import sqlalchemy as sa
from alembic import op

revision = "change"
down_revision = "prepare"


def upgrade():
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, name FROM item")).fetchall():
        connection.execute(
            sa.text("UPDATE item SET name = :name, price = :price WHERE id = :id"),
            {"id": row.id, "name": row.name.upper(), "price": row.id % 100},
        )
