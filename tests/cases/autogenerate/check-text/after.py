import enum

import sqlalchemy as sa

metadata = sa.MetaData()


class Mood(enum.Enum):
    good = 1
    bad = 2


sa.Table(
    "parent",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(20), nullable=False),
    sa.Column("amount", sa.Numeric(10, 2), index=True),
    sa.Column("count", sa.Integer, default=5, onupdate=6, index=True),
    sa.Column("mood", sa.Enum(Mood, name="mood"), default=Mood.good),
    sa.Column("kept", sa.LargeBinary, key="kept_as"),
    sa.Column("text", sa.String(30), server_default=sa.DefaultClause("x"), unique=True),
)
sa.Table(
    "child",
    metadata,
    sa.Column("id", sa.Integer, sa.Identity(start=5), primary_key=True),
    sa.Column("parent_id", sa.ForeignKey("parent.id", ondelete="CASCADE")),
    sa.Column("data", sa.JSON),
    sa.Column("small", sa.SmallInteger, nullable=False, comment="a small one", info={"a": 1}, doc="b"),
    sa.Column("length", sa.Interval, insert_default=None),
    sa.Column("number", sa.Integer, sa.Sequence("numbers", start=3)),
    sa.Index("ix_small", "small", unique=True),
    sa.UniqueConstraint("parent_id", "small", name="uq_both"),
    comment="what is told of the table",
)
