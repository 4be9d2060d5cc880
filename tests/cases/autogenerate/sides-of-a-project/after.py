import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ours", sa.String(20)),
    sa.Column("theirs", sa.String(20)),
    sa.Column("a", sa.Integer, server_default="2"),
    sa.Column("b", sa.Integer, server_default="3"),
    sa.Column("p_id", sa.Integer),
    sa.UniqueConstraint("a", "b", name="uq_a"),
    sa.CheckConstraint("a > 5", name="ck_a"),
    sa.Index("ix_ours", "a", "b"),
    sa.Index("ix_theirs", "a", "b"),
)
