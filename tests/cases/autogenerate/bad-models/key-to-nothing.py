import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("t", metadata, sa.Column("id", sa.Integer, sa.ForeignKey("nowhere.id"), primary_key=True))
