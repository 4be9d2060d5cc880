from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from typing import TYPE_CHECKING, Annotated, Any, Literal, NewType, Optional, Union

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    Numeric,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    declared_attr,
    mapped_column,
    relationship,
    validates,
)

if TYPE_CHECKING:
    from somewhere import Unknown

intpk = Annotated[int, mapped_column(primary_key=True)]
str50 = Annotated[str, 50]
money = Annotated[decimal.Decimal, mapped_column(Numeric(10, 2), nullable=False)]
required_name = Annotated[str, mapped_column(String(30), index=True)]
user_fk = Annotated[int, mapped_column(ForeignKey("account.id", ondelete="CASCADE"))]
Small = NewType("Small", int)


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


class Status(str, enum.Enum):
    ON = "on"
    OFF = "off"


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        },
        schema="app",
    )
    type_annotation_map = {
        str50: String(50),
        datetime.datetime: __import__("sqlalchemy").DateTime(timezone=True),
        dict[str, Any]: JSONB,
        Small: BigInteger,
        list[str]: ARRAY(String),
    }


class HasName:
    name: Mapped[str] = mapped_column(String(80))

    @declared_attr
    def parent_id(cls) -> Mapped[Optional[int]]:
        return mapped_column(ForeignKey("app.account.id"))

    @declared_attr.directive
    def __table_args__(cls):
        return (Index(f"ix_{cls.__name__.lower()}_name", "name"), {"comment": "named"})


class NameFromClass:
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower()


class Account(HasName, NameFromClass, Base):
    id: Mapped[intpk]
    short: Mapped[str50]
    maybe_short: Mapped[Optional[str50]]
    price: Mapped[money]
    label: Mapped[required_name]
    optional_label: Mapped[Optional[required_name]]
    when: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    day: Mapped[datetime.date | None]
    hour: Mapped[Union[datetime.time, None]]
    span: Mapped[datetime.timedelta]
    token: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    flag: Mapped[bool]
    ratio: Mapped[float]
    amount: Mapped[decimal.Decimal]
    blob: Mapped[bytes]
    colour: Mapped[Colour]
    status: Mapped[Optional[Status]]
    status_text: Mapped[Status] = mapped_column(Enum(Status, native_enum=False, length=20))
    word: Mapped[Literal["a", "bcd"]]
    extra: Mapped[dict[str, Any]]
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    small: Mapped[Small]
    renamed: Mapped[str] = mapped_column("other_name", String(7))
    not_null_given: Mapped[Optional[str]] = mapped_column(nullable=False)
    nullable_given: Mapped[str] = mapped_column(nullable=True)
    last: Mapped[int] = mapped_column(sort_order=10)
    first: Mapped[int] = mapped_column(sort_order=-10)
    plain = mapped_column(String(3))
    children: Mapped[list[Child]] = relationship(back_populates="account")
    unknown: Mapped[list[Unknown]] = relationship()
    names = association_proxy("children", "name")

    __mapper_args__ = {"eager_defaults": True}

    @hybrid_property
    def double(self):
        return self.ratio * 2

    @validates("short")
    def check_short(self, key, value):
        return value


class Child(Base):
    __tablename__ = "child"
    __table_args__ = (
        UniqueConstraint("account_id", "position", name="uq_position"),
        CheckConstraint("position > 0", name="positive"),
        Index("ix_child_lower", func.lower(text("remark"))),
        {"mysql_engine": "InnoDB", "schema": "other"},
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("app.account.id"), index=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0", comment="where")
    remark: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(MutableDict.as_mutable(JSONB))
    account: Mapped[Account] = relationship(back_populates="children")


metadata = Base.metadata
