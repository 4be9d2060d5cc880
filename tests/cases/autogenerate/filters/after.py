import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer, index=True))
sa.Table("view_like", metadata, sa.Column("id", sa.Integer, primary_key=True), info={"skip": True})
