"""changes of one and two only"""
import sqlalchemy as sa
from alembic import op

revision = "m2"
down_revision = "m1"


def upgrade(engine_name):
    {"one": upgrade_one, "two": upgrade_two}.get(engine_name, lambda: None)()


def downgrade(engine_name):
    if engine_name in ("one", "two"):
        op.drop_column("t", "name")


def upgrade_one():
    op.add_column("t", sa.Column("name", sa.String(20), server_default="x"))


def upgrade_two():
    op.add_column("t", sa.Column("name", sa.String(20), server_default="y"))
    op.bulk_insert(sa.table("t", sa.column("name", sa.String)), [{"name": "ü"}])
