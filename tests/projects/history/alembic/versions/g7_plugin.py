"""plugin base

Revision ID: 7a8b9c0d1e2f
Revises: None
Create Date: 2024-03-07 10:00:00.123456


"""
revision = "7a8b9c0d1e2f"
down_revision = None
branch_labels = "plugin"
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
