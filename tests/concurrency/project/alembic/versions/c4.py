"""step 4"""
import sqlalchemy as sa
from alembic import op

revision = "c4"
down_revision = "c3"


def upgrade():
    op.create_table("t4", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO log (line) VALUES ('ran 4')")


def downgrade():
    op.drop_table("t4")
