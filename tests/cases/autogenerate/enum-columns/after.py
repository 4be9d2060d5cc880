import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("more", sa.Enum("z", "a", "b", "c", name="more"), server_default="a"),
    sa.Column("size", sa.Enum("s", "medium", "l", name="size"), nullable=False),
    sa.Column("less", sa.Enum("x", name="less")),
    sa.Column("turned", sa.Enum("two", "one", name="turned")),
)
