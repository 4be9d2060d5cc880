import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("loud", sa.String(20)),
    sa.Column("quiet", sa.String(20)),
    sa.Column("strict", sa.Integer),
    sa.Column("lenient", sa.Integer),
    sa.Index("ix_loud", "loud"),
)
