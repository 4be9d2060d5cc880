"""step 1"""
import sqlalchemy as sa
from alembic import op

revision = "c1"
down_revision = None


def upgrade():
    op.create_table("log", sa.Column("line", sa.String(50)))
    op.create_table("t1", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO log (line) VALUES ('ran 1')")


def downgrade():
    op.drop_table("t1")
