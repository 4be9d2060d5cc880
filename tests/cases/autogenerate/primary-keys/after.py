import sqlalchemy as sa

metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

sa.Table(
    "p",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("tenant", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("x", sa.Integer),
    sa.UniqueConstraint("id", name="uq_p"),
)
sa.Table(
    "c",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("p_id", sa.Integer),
    sa.Column("tenant", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["p_id", "tenant"], ["p.id", "p.tenant"], name="fk_c_two"),
)
sa.Table(
    "d",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("p_id", sa.Integer, sa.ForeignKey("p.id", name="fk_d")),
)
sa.Table("gone", metadata, sa.Column("a", sa.String(5)))
sa.Table(
    "fresh",
    metadata,
    sa.Column("a", sa.String(5), primary_key=True),
    sa.Column("b", sa.String(5), nullable=False),
)
sa.Table(
    "counted",
    metadata,
    sa.Column("a", sa.String(5), nullable=False),
    sa.Column("id", sa.Integer, primary_key=True),
)
sa.Table(
    "l",
    metadata,
    sa.Column("a", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("b", sa.Integer, primary_key=True, autoincrement=False),
    sa.PrimaryKeyConstraint("b", "a"),
)
# It refers to the new key.
sa.Table(
    "n",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("p_id", sa.Integer),
    sa.Column("tenant", sa.Integer),
    sa.ForeignKeyConstraint(["p_id", "tenant"], ["p.id", "p.tenant"], name="fk_n"),
)
