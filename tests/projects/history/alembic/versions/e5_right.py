"""right branch

Revision ID: 5e6f7a8b9c0d
Revises: 2b3c4d5e6f7a
Create Date: 2024-03-05 10:00:00.123456


"""
revision = "5e6f7a8b9c0d"
down_revision = "2b3c4d5e6f7a"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
