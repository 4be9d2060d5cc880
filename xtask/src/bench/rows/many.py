"""Changes all rows by one statement and a list of parameters"""

import sqlalchemy as sa
from alembic import op

revision = "change"
down_revision = "prepare"

item = sa.table("item", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("price", sa.Integer))


def upgrade():
    connection = op.get_bind()
    rows = connection.execute(sa.select(item.c.id, item.c.name)).fetchall()
    connection.execute(
        item.update().where(item.c.id == sa.bindparam("key")).values(name=sa.bindparam("new_name"), price=sa.bindparam("new_price")),
        [{"key": row.id, "new_name": row.name.upper(), "new_price": row.id % 100} for row in rows],
    )
