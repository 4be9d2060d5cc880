"""step 5"""
import sqlalchemy as sa
from alembic import op

revision = "c5"
down_revision = "c4"


def upgrade():
    op.create_table("t5", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO log (line) VALUES ('ran 5')")


def downgrade():
    op.drop_table("t5")
