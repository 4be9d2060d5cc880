from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class One(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)


class Two(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)


metadata = Base.metadata
