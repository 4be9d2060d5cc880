import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.String(20), server_default="y"),
    sa.Column("b", sa.String(20), server_default="y"),
    sa.Column("c", sa.Integer, server_default="2"),
)
