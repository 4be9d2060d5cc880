import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, comment="the key"),
    sa.Column("a", sa.Integer, comment="it's new"),
    sa.Column("b", sa.Integer, comment="there"),
    comment="the table",
)
sa.Table("u", metadata, sa.Column("id", sa.Integer, primary_key=True))
