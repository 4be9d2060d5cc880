"""Changes each row by a statement of the expression language"""

import sqlalchemy as sa
from alembic import op

revision = "change"
down_revision = "prepare"

item = sa.table("item", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("price", sa.Integer))


def upgrade():
    connection = op.get_bind()
    for row in connection.execute(sa.select(item.c.id, item.c.name)).fetchall():
        connection.execute(
            item.update().where(item.c.id == row.id).values(name=row.name.upper(), price=row.id % 100)
        )
