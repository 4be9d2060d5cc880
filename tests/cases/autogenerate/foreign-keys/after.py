import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table("b", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "c",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a_id", sa.Integer),
    sa.Column("b_id", sa.Integer),
    sa.ForeignKeyConstraint(["a_id"], ["a.id"], name="fk_a", ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["b_id"], ["b.id"], name="fk_b", onupdate="SET NULL"),
)
