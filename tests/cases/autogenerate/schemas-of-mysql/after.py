import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "a",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(30), nullable=False),
    sa.Column("a_id", sa.Integer, sa.ForeignKey("alembic_rs_other.b.id", name="to_b")),
    schema="alembic_rs_other",
)
sa.Table("b", metadata, sa.Column("id", sa.Integer, primary_key=True), schema="alembic_rs_other")
