from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Odd:
    pass


class Base(DeclarativeBase):
    pass


class One(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    odd: Mapped[Odd]


metadata = Base.metadata
