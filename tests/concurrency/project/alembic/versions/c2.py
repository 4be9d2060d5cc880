"""step 2"""
import sqlalchemy as sa
from alembic import op

revision = "c2"
down_revision = "c1"


def upgrade():
    op.create_table("t2", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO log (line) VALUES ('ran 2')")


def downgrade():
    op.drop_table("t2")
