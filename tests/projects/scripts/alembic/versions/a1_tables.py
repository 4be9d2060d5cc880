"""The tables that the scripts work on"""
from alembic import op
from tables import fill, metadata

revision = "a1"
down_revision = None


def upgrade():
    connection = op.get_bind()
    metadata.create_all(connection)
    fill(connection)


def downgrade():
    metadata.drop_all(op.get_bind())
