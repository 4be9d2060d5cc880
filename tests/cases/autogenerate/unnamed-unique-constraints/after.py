import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Integer, unique=True),
    sa.Column("b", sa.Integer),
    sa.Column("c", sa.Integer),
    sa.UniqueConstraint("b", "a"),
)
