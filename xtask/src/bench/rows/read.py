"""Reads all rows"""

import sqlalchemy as sa
from alembic import op

revision = "change"
down_revision = "prepare"

item = sa.table("item", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("price", sa.Integer))


def upgrade():
    length = 0
    for row in op.get_bind().execute(sa.select(item.c.id, item.c.name, item.c.price)):
        length += len(row.name)
    assert length > 0
