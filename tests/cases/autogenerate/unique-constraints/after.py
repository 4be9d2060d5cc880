import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Integer),
    sa.Column("b", sa.Integer),
    sa.Column("c", sa.Integer),
    sa.UniqueConstraint("a", name="uq_a"),
    sa.UniqueConstraint("b", "a", name="uq_bc"),
    sa.UniqueConstraint("b", name="uq_new"),
)
