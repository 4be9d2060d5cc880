import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("a", metadata, sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("x", sa.BigInteger))
sa.Table("b", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), sa.Column("y", sa.Integer))
