import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Integer),
    sa.Column("b", sa.Integer, index=True),
    sa.Column("c", sa.String(10)),
    sa.Index("ix_b", "b", unique=True),
    sa.Index("ix_bc", "c", "b"),
    sa.Index("ix_new", "c", "a"),
)
