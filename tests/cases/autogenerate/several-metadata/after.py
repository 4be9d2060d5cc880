import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
other = sa.MetaData()
sa.Table("t", other, sa.Column("id", sa.Integer, primary_key=True))
metadata = [metadata, other]
