import sqlalchemy as sa

metadata = sa.MetaData()

t = sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.String(20)),
    sa.Column("b", sa.Integer),
)
sa.Index("ix_lower", sa.func.upper(t.c.a))
sa.Index("ix_desc", t.c.b.desc().nulls_last())
sa.Index("ix_part", t.c.b, postgresql_where=t.c.b > 5)
sa.Index("ix_include", t.c.b, postgresql_include=["a"])
sa.Index("ix_gin", sa.text("lower(a)"), postgresql_using="btree")
