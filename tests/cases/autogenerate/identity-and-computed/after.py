import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, sa.Identity(always=True, start=5), primary_key=True),
    sa.Column("a", sa.Integer),
    sa.Column("b", sa.Integer, sa.Computed("a * 3", persisted=True)),
    sa.Column("c", sa.Integer, sa.Identity(start=3, increment=2)),
)
