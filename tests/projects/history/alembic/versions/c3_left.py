"""left branch, with a label

Revision ID: 3c4d5e6f7a8b
Revises: 2b3c4d5e6f7a
Create Date: 2024-03-03 10:00:00.123456


"""
revision = "3c4d5e6f7a8b"
down_revision = "2b3c4d5e6f7a"
branch_labels = ("left",)
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
