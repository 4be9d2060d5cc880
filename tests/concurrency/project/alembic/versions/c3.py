"""step 3"""
import sqlalchemy as sa
from alembic import op

revision = "c3"
down_revision = "c2"


def upgrade():
    op.create_table("t3", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO log (line) VALUES ('ran 3')")


def downgrade():
    op.drop_table("t3")
