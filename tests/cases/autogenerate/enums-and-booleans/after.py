import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("b", sa.Boolean(name="flag", create_constraint=True)),
)
sa.Table(
    "u",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mood", sa.Enum("happy", "sad", name="mood")),
    sa.Column("size", sa.Enum("s", "m", name="size", native_enum=False)),
    sa.Column("flag", sa.Boolean(name="flag_u", create_constraint=True)),
)
