import enum

import sqlalchemy as sa


class Kind(enum.Enum):
    big = 1
    small = 2


class KindType(sa.TypeDecorator):
    impl = sa.Enum(Kind)
    cache_ok = True


metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Enum("a", "aa", name="by_name")),
    sa.Column("b", sa.Enum("b", "bb", name="by_object")),
    sa.Column("c", sa.Enum("c", "cc", name="seen")),
    sa.Column("kind", KindType),
)
