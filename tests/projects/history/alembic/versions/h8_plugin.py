"""plugin needs the second

Revision ID: 8b9c0d1e2f3a
Revises: 7a8b9c0d1e2f
Create Date: 2024-03-08 10:00:00.123456


"""
revision = "8b9c0d1e2f3a"
down_revision = "7a8b9c0d1e2f"
branch_labels = None
depends_on = "2b3c4d5e6f7a"


def upgrade():
    pass


def downgrade():
    pass
