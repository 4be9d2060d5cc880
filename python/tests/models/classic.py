import datetime

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.orm import backref, column_property, declarative_base, deferred, relationship


class Common:
    id = Column(Integer, primary_key=True)
    created = Column(sa.DateTime, default=datetime.datetime.utcnow, nullable=False)

    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("owner.id"))

    @declared_attr
    def owner(cls):
        return relationship("Owner")

    def method(self):
        return 1

    @property
    def prop(self):
        return 2

    CONSTANT = 5


Base = declarative_base(cls=Common)


class Owner(Base):
    __tablename__ = "owner"
    name = Column(String(20), unique=True)
    secret = deferred(Column("hidden", sa.LargeBinary))
    upper = column_property(sa.func.upper(name))
    things = relationship("Thing", backref=backref("the_owner", uselist=False))


association = Table(
    "association",
    Base.metadata,
    Column("left_id", ForeignKey("owner.id"), primary_key=True),
    Column("right_id", ForeignKey("thing.id"), primary_key=True),
)


class Thing(Base):
    __tablename__ = "thing"
    __table_args__ = (UniqueConstraint("a", "b"), {"sqlite_autoincrement": True})
    a = Column(Integer)
    b = Column(sa.Enum("x", "y", name="xy"))
    kind = Column(String(10))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "thing"}


class SpecialThing(Thing):
    """In the same table."""

    special = Column(String(5))
    __mapper_args__ = {"polymorphic_identity": "special"}


class JoinedThing(Thing):
    """In a table of its own."""

    __tablename__ = "joined_thing"
    id = Column(Integer, ForeignKey("thing.id"), primary_key=True)
    more = Column(sa.Text)
    __mapper_args__ = {"polymorphic_identity": "joined"}


class Abstract(Base):
    __abstract__ = True
    note = Column(String(9), index=True)


class Concrete(Abstract):
    __tablename__ = "concrete"
    extra = Column(Integer)


PlainBase = declarative_base(metadata=Base.metadata)


class GivenTable(PlainBase):
    __table__ = Table("given", Base.metadata, Column("id", Integer, primary_key=True))


Index("ix_thing_a", Thing.a)
Index("ix_owner_name_lower", sa.func.lower(Owner.name))
late = Column("late", Integer)
Owner.late = late

metadata = Base.metadata
