"""Changes each row as an object of a session"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session, declarative_base

revision = "change"
down_revision = "prepare"

Base = declarative_base()


class Item(Base):
    __tablename__ = "item"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(50), nullable=False)
    price = sa.Column(sa.Integer)


def upgrade():
    session = Session(bind=op.get_bind())
    for item in session.query(Item).all():
        item.name = item.name.upper()
        item.price = item.id % 100
    session.flush()
