import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", pg.JSON),
    sa.Column("b", pg.JSONB),
    sa.Column("c", pg.ARRAY(sa.Integer)),
    sa.Column("d", pg.UUID),
    sa.Column("e", pg.INET),
    sa.Column("f", pg.TIMESTAMP(timezone=True)),
    sa.Column("g", pg.TSVECTOR),
    sa.Column("h", pg.INT4RANGE),
    sa.Column("i", pg.ENUM("x", "y", name="xy")),
    sa.Column("j", pg.BYTEA),
    sa.Column("k", pg.INTERVAL(precision=3)),
    sa.Column("l", pg.BIT(4)),
    sa.Column("m", pg.MONEY),
    sa.Column("n", sa.ARRAY(sa.String(5), dimensions=2)),
    sa.Column("o", pg.CITEXT) if False else sa.Column("o", pg.OID),
)
