"""tables"""
import sqlalchemy as sa
from alembic import op

revision = "m1"
down_revision = None


def upgrade(engine_name):
    globals()["upgrade_" + engine_name]()


def downgrade(engine_name):
    op.drop_table("t")


def upgrade_one():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("flag", sa.Boolean))
    op.execute("INSERT INTO t (flag) VALUES (true)")


def upgrade_two():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("ß", sa.String(5), comment="ä"))


def upgrade_three():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))


def upgrade_four():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))
