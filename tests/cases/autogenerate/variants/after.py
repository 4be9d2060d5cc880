import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text().with_variant(sa.String(20), "sqlite", "postgresql", "mysql")))
