import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.String(10)),
    sa.Column("b", sa.BigInteger),
    sa.Column("c", sa.Integer, nullable=False, server_default="1"),
    sa.UniqueConstraint("b", name="uq_b"),
)
sa.Table(
    "u",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mood", sa.Enum("good", "bad", name="mood")),
)
