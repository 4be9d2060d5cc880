import sqlalchemy as sa
from sqlalchemy.dialects import mysql as my

metadata = sa.MetaData()

sa.Table(
    "t",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", my.ENUM("x", "y", "z")),
    sa.Column("b", my.LONGTEXT),
    sa.Column("c", my.TINYINT(1)),
    sa.Column("d", my.INTEGER(unsigned=True)),
    sa.Column("e", my.DATETIME(fsp=6)),
    sa.Column("f", my.VARCHAR(20, charset="utf8mb4", collation="utf8mb4_bin")),
    sa.Column("g", my.SET("p", "q")),
    sa.Column("h", my.YEAR),
    sa.Column("i", my.DOUBLE),
    sa.Column("j", my.MEDIUMINT),
    sa.Column("k", my.BIT(3)),
    sa.Column("l", my.TIMESTAMP),
)
