import sqlalchemy as sa

metadata = sa.MetaData()


def table(name, *items):
    sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True), *items)


table("two", sa.Column("x", sa.Integer))
table("three", sa.Column("x", sa.Integer))
table("several", sa.Column("b", sa.Integer), sa.Column("c", sa.Integer))
table("types", sa.Column("b", sa.String(20)))
table("nulls", sa.Column("b", sa.String(10), nullable=False))
table("defaults", sa.Column("b", sa.String(10), server_default="p"))
table("other_defaults", sa.Column("b", sa.String(10), server_default="q"))
table("targets")
table("other_targets")
table("references", sa.Column("b", sa.Integer, sa.ForeignKey("other_targets.id", name="fk_b")))
table("uniques", sa.Column("b", sa.Integer))
table("computed", sa.Column("n", sa.Integer), sa.Column("b", sa.Integer, sa.Computed("n + 1", persisted=True)))
