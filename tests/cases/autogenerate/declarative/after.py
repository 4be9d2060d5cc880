import datetime
import decimal
from typing import Optional

import sqlalchemy as sa
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    pass


class Stamped:
    created: orm.Mapped[datetime.datetime] = orm.mapped_column(server_default=sa.func.now())
    changed: orm.Mapped[Optional[datetime.datetime]]


class User(Stamped, Base):
    __tablename__ = "users"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    email: orm.Mapped[str] = orm.mapped_column(sa.String(120))


class Post(Base):
    __tablename__ = "posts"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    user_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("users.id"))
    title: orm.Mapped[str] = orm.mapped_column(sa.String(50))
    price: orm.Mapped[decimal.Decimal] = orm.mapped_column(sa.Numeric(8, 2))


metadata = Base.metadata
