import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

metadata = sa.MetaData()
mood = sa.Enum("happy", "so:so", "it's", name="mood")
fresh = sa.Enum("f", "g", name="fresh")
sa.Enum("p", name="lonely", metadata=metadata)

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mood", mood, server_default="happy"),
    sa.Column("moods", postgresql.ARRAY(mood)),
    sa.Column("kind", sa.Enum("big", "small", name="kind"), server_default="big"),
    sa.Column("size", sa.Enum("xs", "s", "medium", "l", name="size")),
    sa.Column("more", sa.Enum("z", "a", "ab", "b", "c", name="more"), server_default="c"),
    sa.Column("far", sa.Enum("two", "one", name="far", schema="other")),
    sa.Column("fresh", fresh),
    sa.CheckConstraint("mood <> 'it''s'", name="ck"),
)
sa.Table("k", metadata, sa.Column("mood", mood, primary_key=True))
sa.Table(
    "r",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mood", mood, sa.ForeignKey("k.mood", name="fk_r")),
    sa.Index("ix_r", "id", unique=True, postgresql_where=sa.text("mood = 'happy'")),
)
sa.Table(
    "n",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("fresh", sa.ARRAY(fresh)),
)
sa.Table(
    "o",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("fresh", fresh, server_default="g"),
)
