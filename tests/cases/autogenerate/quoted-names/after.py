import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "Order",
    metadata,
    sa.Column("Id", sa.Integer, primary_key=True),
    sa.Column("select", sa.BigInteger, index=True),
    sa.Column("it's", sa.Integer),
)
