import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Integer, index=True))
sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("y", sa.Integer, unique=True), schema="other")
sa.Table("b", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a_id", sa.ForeignKey("other.a.id")), schema="other")
