from sqlalchemy.orm import DeclarativeBase, Mapped


class Base(DeclarativeBase):
    pass


class One(Base):
    __tablename__ = "t"
    x: Mapped[int]


metadata = Base.metadata
