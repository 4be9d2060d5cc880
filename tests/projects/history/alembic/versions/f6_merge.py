"""merge left and right

Revision ID: 6f7a8b9c0d1e
Revises: 4d5e6f7a8b9c, 5e6f7a8b9c0d
Create Date: 2024-03-06 10:00:00.123456


"""
revision = "6f7a8b9c0d1e"
down_revision = ("4d5e6f7a8b9c", "5e6f7a8b9c0d")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
