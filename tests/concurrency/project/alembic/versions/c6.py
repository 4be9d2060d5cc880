"""step 6"""
import sqlalchemy as sa
from alembic import op

revision = "c6"
down_revision = "c5"


def upgrade():
    op.create_table("t6", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO log (line) VALUES ('ran 6')")


def downgrade():
    op.drop_table("t6")
