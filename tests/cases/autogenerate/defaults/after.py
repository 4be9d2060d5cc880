import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.String(10), server_default="y"),
    sa.Column("b", sa.Integer, server_default="2"),
    sa.Column("c", sa.Integer, server_default=sa.text("7")),
    sa.Column("d", sa.DateTime, server_default=sa.func.now()),
    sa.Column("e", sa.Boolean, server_default=sa.false()),
    sa.Column("f", sa.Numeric(6, 2), server_default="1.50"),
    sa.Column("g", sa.String(10)),
    sa.Column("h", sa.String(20), server_default=sa.text("'same'")),
)
