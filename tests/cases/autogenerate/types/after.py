import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.String(20)),
    sa.Column("b", sa.BigInteger),
    sa.Column("c", sa.Numeric(12, 4)),
    sa.Column("d", sa.Date),
    sa.Column("e", sa.Boolean),
    sa.Column("f", sa.Text),
    sa.Column("g", sa.Float),
    sa.Column("h", sa.LargeBinary),
    sa.Column("i", sa.Time),
    sa.Column("j", sa.SmallInteger),
    sa.Column("k", sa.Unicode(20)),
    sa.Column("l", sa.DECIMAL(8, 3)),
    sa.Column("m", sa.Uuid),
    sa.Column("n", sa.JSON),
    sa.Column("o", sa.Interval),
    sa.Column("p", sa.Double),
)
