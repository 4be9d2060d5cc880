import sqlalchemy as sa

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Integer),
    sa.CheckConstraint("a > 1", name="ck_stays"),
    sa.CheckConstraint("a < 9", name="ck_new"),
)
