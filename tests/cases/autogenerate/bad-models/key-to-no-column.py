import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("u", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table("t", metadata, sa.Column("id", sa.Integer, sa.ForeignKey("u.nothing"), primary_key=True))
