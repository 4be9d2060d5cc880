"""create the first thing

Revision ID: 1a2b3c4d5e6f
Revises: None
Create Date: 2024-03-01 10:00:00.123456


"""
revision = "1a2b3c4d5e6f"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
