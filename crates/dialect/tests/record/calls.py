"""The calls whose SQL is recorded: a title, the call, and what is particular about it.

Particular are a naming convention, as a dictionary, and the only dialects that are compared, as a
tuple: where the original crashes, or loses a part of an expression, there is nothing to equal.
"""

import datetime
import decimal
import uuid

import sqlalchemy as sa
from sqlalchemy import func
from sqlalchemy.dialects import mysql, postgresql, sqlite

I, S = sa.Integer, sa.String
C = sa.Column
POSTGRESQL = (("postgresql",),)
MYSQL = (("mysql", "mariadb"),)
CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Point(sa.types.UserDefinedType):
    """A type of the user's own."""

    cache_ok = True

    def get_col_spec(self, **kw):
        return "POINT"


def every_type():
    return {
        "Integer": I(), "SmallInteger": sa.SmallInteger(), "BigInteger": sa.BigInteger(),
        "INTEGER": sa.INTEGER(), "SMALLINT": sa.SMALLINT(), "BIGINT": sa.BIGINT(),
        "String": S(), "String length": S(20), "String collation": S(20, collation="de_DE"),
        "Unicode": sa.Unicode(5), "Text": sa.Text(), "Text length": sa.Text(100),
        "UnicodeText": sa.UnicodeText(), "CHAR": sa.CHAR(2), "CHAR without length": sa.CHAR(),
        "VARCHAR": sa.VARCHAR(3), "NCHAR": sa.NCHAR(2), "NVARCHAR": sa.NVARCHAR(3), "TEXT": sa.TEXT(),
        "CLOB": sa.CLOB(), "Numeric": sa.Numeric(), "Numeric digits": sa.Numeric(10, 2),
        "Numeric precision": sa.Numeric(10), "DECIMAL": sa.DECIMAL(5, 1), "NUMERIC": sa.NUMERIC(4),
        "Float": sa.Float(), "Float precision": sa.Float(53), "Double": sa.Double(),
        "FLOAT": sa.FLOAT(), "REAL": sa.REAL(),
        "DOUBLE": sa.DOUBLE(), "DOUBLE_PRECISION": sa.DOUBLE_PRECISION(),
        "DateTime": sa.DateTime(), "DateTime zone": sa.DateTime(timezone=True), "Date": sa.Date(),
        "Time": sa.Time(), "Time zone": sa.Time(timezone=True), "TIMESTAMP": sa.TIMESTAMP(),
        "TIMESTAMP zone": sa.TIMESTAMP(timezone=True), "DATETIME": sa.DATETIME(), "DATE": sa.DATE(),
        "TIME": sa.TIME(), "Interval": sa.Interval(), "Interval precision": sa.Interval(
            second_precision=6), "Interval not native": sa.Interval(native=False),
        "LargeBinary": sa.LargeBinary(), "LargeBinary length": sa.LargeBinary(10),
        "BLOB": sa.BLOB(), "BINARY": sa.BINARY(16), "VARBINARY": sa.VARBINARY(16),
        "Boolean": sa.Boolean(), "BOOLEAN": sa.BOOLEAN(), "Enum": sa.Enum("a", "it's", name="e"),
        "Enum without name": sa.Enum("a", "b"),
        "Enum of a schema": sa.Enum("a", name="e", schema="s"),
        "Enum that is text": sa.Enum("a", "bcd", name="e", native_enum=False),
        "Enum with length": sa.Enum("a", name="e", native_enum=False, length=30),
        "Enum with the name of a type": sa.Enum("a", name="text"),
        "Uuid": sa.Uuid(), "Uuid not native": sa.Uuid(native_uuid=False), "UUID": sa.UUID(),
        "JSON": sa.JSON(), "ARRAY": sa.ARRAY(I), "ARRAY of two dimensions": sa.ARRAY(
            S(5), dimensions=2), "ARRAY with collation": sa.ARRAY(S(5, collation="C")),
        "PickleType": sa.PickleType(), "NullType": sa.types.NullType(), "user defined": Point(),
        "variant": sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
        "variant of MySQL": sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb"),
        "postgresql.JSONB": postgresql.JSONB(), "postgresql.UUID": postgresql.UUID(),
        "postgresql.INET": postgresql.INET(), "postgresql.CITEXT": postgresql.CITEXT(),
        "postgresql.HSTORE": postgresql.HSTORE(), "postgresql.TSVECTOR": postgresql.TSVECTOR(),
        "postgresql.BYTEA": postgresql.BYTEA(), "postgresql.MONEY": postgresql.MONEY(),
        "postgresql.ARRAY": postgresql.ARRAY(postgresql.UUID()),
        "postgresql.TIMESTAMP": postgresql.TIMESTAMP(timezone=True, precision=3),
        "postgresql.TIME": postgresql.TIME(precision=0),
        "postgresql.INTERVAL": postgresql.INTERVAL(fields="DAY TO SECOND", precision=2),
        "postgresql.BIT": postgresql.BIT(4), "postgresql.BIT varying": postgresql.BIT(4, varying=True),
        "postgresql.BIT VARYING": postgresql.BIT(varying=True),
        "postgresql.ENUM": postgresql.ENUM("a", name="e", create_type=False),
        "postgresql.DOMAIN": postgresql.DOMAIN("d", I, check="VALUE > 0", not_null=True, default="1",
                                               constraint_name="c"),
        "postgresql.TSTZRANGE": postgresql.TSTZRANGE(),
        "mysql.INTEGER": mysql.INTEGER(11, unsigned=True), "mysql.TINYINT": mysql.TINYINT(1),
        "mysql.BIGINT": mysql.BIGINT(zerofill=True), "mysql.MEDIUMINT": mysql.MEDIUMINT(),
        "mysql.LONGTEXT": mysql.LONGTEXT(), "mysql.MEDIUMTEXT": mysql.MEDIUMTEXT(charset="utf8mb4"),
        "mysql.VARCHAR": mysql.VARCHAR(10, charset="utf8mb4", collation="utf8mb4_bin"),
        "mysql.VARCHAR national": mysql.VARCHAR(10, national=True, collation="utf8mb4_bin"),
        "mysql.NCHAR": mysql.NCHAR(5), "mysql.TEXT": mysql.TEXT(ascii=True, binary=True),
        "mysql.DATETIME": mysql.DATETIME(fsp=6), "mysql.TIMESTAMP": mysql.TIMESTAMP(fsp=3),
        "mysql.TIME": mysql.TIME(), "mysql.YEAR": mysql.YEAR(4), "mysql.BIT": mysql.BIT(3),
        "mysql.DECIMAL": mysql.DECIMAL(10, 2, unsigned=True), "mysql.DOUBLE": mysql.DOUBLE(10, 2),
        "mysql.FLOAT": mysql.FLOAT(10, 2), "mysql.ENUM": mysql.ENUM("a", "b'c", charset="utf8"),
        "mysql.SET": mysql.SET("a", "b"), "mysql.LONGBLOB": mysql.LONGBLOB(),
        "sqlite.DATETIME": sqlite.DATETIME(), "sqlite.JSON": sqlite.JSON(),
    }


def types():
    particular = {
        "postgresql.DOMAIN": POSTGRESQL, "mysql.BIT": MYSQL, "mysql.ENUM": MYSQL,
        "mysql.SET": MYSQL,
    }
    for title, sql_type in every_type().items():
        yield (f"type {title}", lambda op, t=sql_type: op.create_table("t", C("c", t)),
               *particular.get(title, ()))


def create_table():
    make = lambda *items, **options: lambda op: op.create_table("t", *items, **options)
    id_ = lambda **kw: C("id", I, primary_key=True, **kw)
    yield "primary key", make(id_(), C("name", S(50), nullable=False))
    yield "primary key constraint", make(
        C("id", I(), nullable=False), C("x", S(5)), sa.PrimaryKeyConstraint("id"))
    yield "primary key constraint decides nullable", make(
        C("id", I()), C("x", I(), nullable=True), sa.PrimaryKeyConstraint("id", "x", name="pk", mysql_using="BTREE"))
    yield "primary key without counting", make(C("id", I, primary_key=True, autoincrement=False))
    yield "big primary key", make(C("id", sa.BigInteger, primary_key=True))
    yield "small primary key", make(C("id", sa.SmallInteger, primary_key=True))
    yield "text primary key", make(C("id", S(36), primary_key=True))
    yield "primary key with a default", make(id_(server_default="5"))
    yield "primary key with a Python default", make(id_(default=5))
    yield "primary key that is a foreign key", make(C("id", I, sa.ForeignKey("u.id"),
                                                       primary_key=True))
    yield "composite primary key", make(C("a", I, primary_key=True), C("b", I, primary_key=True))
    yield "composite primary key that counts", make(
        C("a", I, primary_key=True), C("b", I, primary_key=True, autoincrement=True))
    yield "two columns that count", make(
        C("a", I, primary_key=True, autoincrement=True),
        C("b", I, primary_key=True, autoincrement=True)), ("default", "postgresql", "mysql")
    yield "a text column that counts", make(C("a", S(5), primary_key=True, autoincrement=True))
    yield "mysql unsigned primary key", make(
        C("id", I().with_variant(mysql.INTEGER(unsigned=True), "mysql"), primary_key=True))
    yield "sqlite autoincrement", make(id_(), sqlite_autoincrement=True)
    yield "sqlite autoincrement of a composite key", make(
        C("a", I, primary_key=True), C("b", I, primary_key=True), sqlite_autoincrement=True)
    yield "sqlite strict without rowid", make(id_(), sqlite_strict=True, sqlite_with_rowid=False)
    yield "sqlite conflicts", make(
        C("id", I, primary_key=True, sqlite_on_conflict_primary_key="FAIL"),
        C("x", I, nullable=False, unique=True, sqlite_on_conflict_not_null="IGNORE",
          sqlite_on_conflict_unique="REPLACE"),
        sa.UniqueConstraint("id", "x", sqlite_on_conflict="ABORT"),
        sa.CheckConstraint("x > 1", sqlite_on_conflict="ROLLBACK"))
    yield "schema", make(id_(), C("u", I, sa.ForeignKey("s.u.id")), schema="s")
    yield "schema other than the referred one", make(id_(), C("u", I, sa.ForeignKey("u.id")),
                                                     schema="s")
    yield "quoted names", lambda op: op.create_table(
        "Order", C("select", I), C("a b", I), C("UP", I), C("ä", I), C("1x", I), C('q"`q', I),
        schema="My")
    yield "forced quotes", lambda op: op.create_table(
        sa.sql.quoted_name("t", True), C(sa.sql.quoted_name("A", False), I),
        C("b", I, quote=True))
    yield "if not exists", make(C("x", I), if_not_exists=True)
    yield "prefixes", make(C("x", I), prefixes=["TEMPORARY"])
    yield "no columns", make()
    yield "comments", make(id_(comment="it's"), comment="50% \\ 'x'")
    yield "comments in a schema", make(id_(comment="c"), comment="t", schema="s")
    yield "server defaults", make(
        C("a", I, server_default="0"), C("b", S(5), server_default="it's"),
        C("c", sa.DateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
        C("d", sa.Boolean, server_default=sa.true()),
        C("e", sa.Boolean, server_default=sa.false(), nullable=False),
        C("f", sa.DateTime, server_default=func.now()),
        C("g", S(5), server_default=sa.text("'x'")), C("h", I, server_default=sa.text("1 + 1")),
        C("i", S(5), server_default=sa.literal("a\\b")),
        C("j", I, server_default=sa.FetchedValue()), C("k", S(5), server_default=sa.null()),
        C("l", S(50), server_default=func.lower("X")),
        C("m", S(9), server_default=sa.literal_column("'%'")),
        C("n", sa.JSON, server_default=sa.text("'{}'")))
    yield "default now() on update", make(
        C("a", sa.DateTime, server_default=sa.text("now() ON UPDATE now()")),
        C("b", sa.DateTime, server_default=sa.text("CURRENT_TIMESTAMP(6)")),
        C("c", sa.TIMESTAMP, nullable=True), C("d", sa.TIMESTAMP, nullable=False),
        C("e", S(40), server_default=sa.text("uuid()")),
        C("f", S(40), server_default=sa.text("gen_random_uuid()::text")))
    yield "computed", make(
        C("a", I), C("b", I, sa.Computed("a + 1")), C("c", I, sa.Computed("a * 2", persisted=True)),
        C("d", I, sa.Computed(sa.text("a"), persisted=False), nullable=False))
    yield "identity", make(C("id", I, sa.Identity(always=True, start=5, increment=2),
                             primary_key=True))
    yield "identity with all options", make(
        C("id", I, sa.Identity(minvalue=-1, maxvalue=10, cycle=True, cache=3), nullable=True),
        C("x", I, sa.Identity(nominvalue=True, nomaxvalue=True, cycle=False)))
    yield "sequence", make(C("id", I, sa.Sequence("q"), primary_key=True))
    yield "optional sequence", make(C("id", I, sa.Sequence("q", optional=True), primary_key=True))
    yield "index flag", make(C("x", I, index=True))
    yield "index and unique flags", make(C("x", I, index=True, unique=True), schema="s")
    yield "unique flag", make(C("x", I, unique=True))
    yield "index among the items", make(C("x", I), sa.Index("ix", "x", unique=True))
    yield "foreign keys", make(
        C("a", I, sa.ForeignKey("u.id", name="f", ondelete="CASCADE", onupdate="SET NULL",
                                deferrable=True, initially="DEFERRED")),
        C("b", I, sa.ForeignKey("s.u.id", deferrable=False)), C("c", I, sa.ForeignKey("t.a")),
        C("d", I, sa.ForeignKey("u.x", use_alter=True, name="alter_me")))
    yield "foreign key constraints", make(
        C("a", I), C("b", I),
        sa.ForeignKeyConstraint(["a", "b"], ["u.x", "u.y"], name="f", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["a"], ["S.U.X"]))
    yield "foreign key match", make(C("a", I, sa.ForeignKey("u.id", match="FULL")))
    yield "foreign key with columns on delete", make(
        C("a", I), sa.ForeignKeyConstraint(["a"], ["u.id"], ondelete="SET NULL (a)"))
    yield "foreign key with a bad phrase", make(
        C("a", I), sa.ForeignKeyConstraint(["a"], ["u.id"], ondelete="CASCADE; x"))
    yield "order of constraints", make(
        C("a", I, sa.ForeignKey("u.id"), primary_key=True),
        C("b", sa.Boolean(name="bb", create_constraint=True), sa.ForeignKey("u.b"), unique=True),
        C("c", sa.Enum("x", "y", name="e", create_constraint=True), sa.CheckConstraint("c > 1")),
        sa.CheckConstraint("a > 1", name="z"), sa.UniqueConstraint("a", "b"))
    yield "checks", make(
        C("x", I, sa.CheckConstraint("x > 0", name="positive")),
        sa.CheckConstraint(sa.column("x") < 5), sa.CheckConstraint(sa.text("x != 3"), name="ck"),
        sa.CheckConstraint("x LIKE '%\\:a%'"))
    yield "boolean without name", make(C("b", sa.Boolean(create_constraint=True)))
    yield "text enum with check", make(
        C("e", sa.Enum("a", "b'c", name="e", native_enum=False, create_constraint=True)))
    yield "unique constraint options", make(
        C("x", I), C("y", I),
        sa.UniqueConstraint("x", "y", name="uq", deferrable=True, initially="IMMEDIATE",
                            postgresql_nulls_not_distinct=True),
        sa.UniqueConstraint("x", postgresql_include=["y"]))
    yield "exclude constraint", make(
        C("room", I), C("during", I),
        postgresql.ExcludeConstraint(("room", "="), (sa.column("during"), "&&"), name="ex",
                                     using="gist", where=sa.text("room > 1"),
                                     ops={"room": "int4_ops"}))
    yield "not valid", make(
        C("x", I), sa.CheckConstraint("x > 1", postgresql_not_valid=True),
        sa.ForeignKeyConstraint(["x"], ["u.id"], postgresql_not_valid=True))
    yield "enum types", make(
        C("a", sa.Enum("x", name="e")), C("b", sa.Enum("x", name="e")),
        C("c", sa.ARRAY(sa.Enum("y", name="f")).with_variant(sa.Text(), "mysql", "mariadb",
                                                           "sqlite", "default")),
        C("d", postgresql.ENUM("z", name="g", create_type=False).with_variant(
            S(1), "mysql", "mariadb", "sqlite", "default")),
        schema="s")
    yield "enum types that take the schema", make(
        C("a", sa.Enum("x", name="e", inherit_schema=True)), schema="s")
    yield "mysql options", make(
        C("x", I), mysql_collate="utf8mb4_bin", mysql_engine="InnoDB", mysql_charset="utf8mb4",
        mysql_row_format="DYNAMIC")
    yield "mysql default charset", make(
        C("x", I), mysql_ENGINE="InnoDB", mysql_DEFAULT_CHARSET="utf8", mysql_auto_increment="5",
        comment="c")
    yield "mariadb options", make(C("x", I), mariadb_engine="Aria", mariadb_character_set="utf8")
    yield "mysql partitions", make(
        C("x", I), mysql_partitions="4", mysql_partition_by="HASH(x)", mysql_engine="InnoDB")
    yield "postgresql options", make(
        C("x", I), postgresql_partition_by="LIST (x)", postgresql_tablespace="Fast",
        postgresql_with={"fillfactor": 70}, postgresql_using="heap",
        postgresql_on_commit="PRESERVE_ROWS", postgresql_inherits=("p", "Q"))
    yield "system column", make(C("xmin", I, system=True), C("x", I))
    yield "long names", make(
        C("x" * 30, I, index=True), C("y" * 70, I), sa.UniqueConstraint("x" * 30, name="u" * 64))
    yield "long index name", lambda op: op.create_table("t" * 40, C("x" * 40, I, index=True))
    yield "conventional names", lambda op: op.create_table(
        "t", C("id", I, primary_key=True), C("x", I, index=True),
        sa.UniqueConstraint("x", name=op.f("uq_given")),
        sa.CheckConstraint("x > 1", name=op.f("c" * 70)))
    yield "naming convention", make(
        C("id", I, primary_key=True), C("u", I, sa.ForeignKey("users.id"), unique=True),
        C("v", I, index=True), C("b", sa.Boolean(name="b", create_constraint=True)),
        sa.CheckConstraint("u > 1", name="positive"), sa.UniqueConstraint("u", "v"),
        sa.UniqueConstraint("v", name="given")), CONVENTION
    yield "naming convention without the needed name", make(
        C("x", I), sa.CheckConstraint("x > 1")), CONVENTION


def tables():
    yield "drop table", lambda op: op.drop_table("t")
    yield "drop table if exists", lambda op: op.drop_table("T", schema="s", if_exists=True)
    yield "rename table", lambda op: op.rename_table("a", "B")
    yield "rename table in a schema", lambda op: op.rename_table("a", "b", schema="s")
    yield "rename table in a dotted schema", lambda op: op.rename_table("a", "b", schema="d.S")
    yield "create table comment", lambda op: op.create_table_comment("t", "it's", schema="s")
    yield "drop table comment", lambda op: op.drop_table_comment("t")


def add_column():
    add = lambda *args, **kw: lambda op: op.add_column("t", C("c", *args), **kw)
    yield "add column", add(S(50))
    yield "add column not null", lambda op: op.add_column(
        "t", C("c", sa.Boolean(), nullable=False, server_default=sa.false()), schema="s")
    yield "add column if not exists", add(I, if_not_exists=True)
    yield "add column with foreign key", add(I, sa.ForeignKey("u.id", ondelete="CASCADE"))
    yield "add column with inline foreign key", add(
        I, sa.ForeignKey("s.u.id", ondelete="CASCADE"), inline_references=True)
    yield "add column with named foreign key", add(I, sa.ForeignKey("u.id", name="f"))
    yield "add column unique", lambda op: op.add_column("t", C("c", I, unique=True))
    yield "add column indexed", lambda op: op.add_column("t", C("c", I, index=True), schema="s")
    yield "add column with comment", lambda op: op.add_column("t", C("c", I, comment="it's"))
    yield "add column with check", lambda op: op.add_column(
        "t", C("c", I, sa.CheckConstraint("c > 1")))
    yield "add column enum", add(sa.Enum("a", "b", name="e"))
    yield "add column boolean with check", add(sa.Boolean(name="b", create_constraint=True))
    yield "add column primary key", lambda op: op.add_column(
        "t", C("id", I, primary_key=True))
    yield "add column inline primary key", lambda op: op.add_column(
        "t", C("id", I, primary_key=True), inline_primary_key=True)
    yield "add column computed", add(I, sa.Computed("a + 1"))
    yield "add column without type", lambda op: op.add_column("t", C("c"))
    yield "add column in a dotted schema", add(I, schema="Db.s")
    yield "add column naming convention", lambda op: op.add_column(
        "t", C("c", I, sa.ForeignKey("u.id"))), CONVENTION
    yield "drop column", lambda op: op.drop_column("t", "C", schema="s")
    yield "drop column if exists", lambda op: op.drop_column("t", "c", if_exists=True)


def alter_column():
    alter = lambda **kw: lambda op: op.alter_column("t", "c", **kw)
    yield "alter nothing", alter(existing_type=I())
    yield "alter nullable", alter(nullable=True)
    yield "alter nullable with type", alter(nullable=False, existing_type=S(5))
    yield "alter nullable keeping all", alter(
        nullable=False, existing_type=I(), existing_server_default="5", existing_comment="c",
        existing_autoincrement=True)
    yield "alter type", alter(type_=sa.Text())
    yield "alter type keeping not null", alter(
        type_=sa.BigInteger(), existing_type=I(), existing_nullable=False, schema="s")
    yield "alter type using", alter(type_=I(), postgresql_using="c::integer")
    yield "using without type", alter(postgresql_using="c::integer", nullable=True,
                                      existing_type=I())
    yield "alter default", alter(server_default="x")
    yield "alter default text", alter(server_default=sa.text("now()"), existing_type=I())
    yield "drop default", alter(server_default=None)
    yield "alter default of a moment", alter(server_default=func.now(),
                                             existing_type=sa.DateTime())
    yield "drop default of a moment", alter(server_default=None, existing_type=sa.DateTime())
    yield "alter moment", alter(nullable=False, existing_type=sa.TIMESTAMP(),
                                existing_server_default=sa.text("now()"))
    yield "rename column", alter(new_column_name="New", existing_type=S(9))
    yield "rename column without type", alter(new_column_name="d")
    yield "alter comment", alter(comment="it's", existing_type=I())
    yield "drop comment", alter(comment=None, existing_comment="c", existing_type=I(), schema="s")
    yield "alter everything", alter(
        nullable=False, server_default="1", type_=I(), comment="c", new_column_name="d",
        existing_type=S(5), existing_nullable=True, existing_server_default="2")
    yield "alter autoincrement", alter(autoincrement=True, existing_type=I(),
                                       existing_nullable=False)
    yield "alter type to enum", alter(type_=sa.Enum("a", name="e"), existing_type=S(5))
    yield "alter type to checked enum", alter(
        type_=sa.Enum("a", "b", name="e", native_enum=False, create_constraint=True),
        existing_type=S(5))
    yield "alter type from checked enum", alter(
        type_=S(5), existing_type=sa.Enum("a", name="e", native_enum=False,
                                          create_constraint=True))
    yield "alter type from checked boolean", alter(
        type_=I(), existing_type=sa.Boolean(create_constraint=True)), (
            "postgresql", "mysql", "mariadb", "sqlite")
    yield "add identity", alter(server_default=sa.Identity(always=True, start=3),
                                existing_type=I())
    yield "add identity where there is none", alter(
        server_default=sa.Identity(), existing_server_default=None, existing_type=I())
    yield "change identity", alter(
        server_default=sa.Identity(always=True, start=3, cycle=True, increment=2),
        existing_server_default=sa.Identity(start=1, minvalue=5), existing_type=I())
    yield "drop identity", alter(server_default=None, existing_server_default=sa.Identity(),
                                 existing_type=I())
    yield "alter nullable of an identity", alter(
        nullable=False, existing_server_default=sa.Identity(), existing_type=I())
    yield "add computed", alter(server_default=sa.Computed("a + 1"), existing_type=I())
    yield "drop computed", alter(server_default=None, existing_type=I(),
                                 existing_server_default=sa.Computed("a + 1"))
    yield "alter column with quoted names", lambda op: op.alter_column(
        "Order", "Select", nullable=True, existing_type=S(5), schema="d.s")


def indexes():
    make = lambda *columns, **kw: lambda op: op.create_index("ix", "t", list(columns), **kw)
    yield "create index", make("a", "B")
    yield "create unique index", make("a", unique=True, schema="s")
    yield "create index if not exists", make("a", if_not_exists=True)
    yield "create index without name", lambda op: op.create_index(None, "t", ["a"])
    yield "create index without name in a schema", lambda op: op.create_index(
        None, "t", ["a"], schema="s")
    yield "create index without name of a convention", lambda op: op.create_index(
        None, "t", ["a"]), {"uq": "x"}, ("default",)
    yield "create index with long name", lambda op: op.create_index("i" * 70, "t", ["a"])
    yield "create index with long conventional name", lambda op: op.create_index(
        op.f("i" * 70), "t", ["a"])
    yield "functional index", make(func.lower(sa.column("a")), sa.text("b DESC"))
    yield "index of text", make(sa.text("lower(a)"))
    yield "index of a convention of text", lambda op: op.create_index(
        None, "t", [func.lower(sa.column("a"))]), ("default",)
    yield "index in order", make(sa.column("a").desc(), sa.column("b").asc().nulls_last())
    yield "index of expressions", make(
        sa.column("a", I) + 1, func.coalesce(sa.column("b"), 0), sa.cast(sa.column("c"), sa.Text),
        sa.column("d", S).collate("C"), func.lower(sa.column("e")).desc(),
        sa.literal_column("f -> 'x'"))
    yield "partial index", make(
        "a", postgresql_where=sa.text("a > 1"), sqlite_where=sa.text("a > 1"))
    yield "partial index with an expression", make(
        "a", postgresql_where=sa.and_(sa.column("a").is_(None), sa.column("b") == "x"),
        sqlite_where=sa.column("b", sa.Boolean) == sa.true())
    yield "partial index with text", make("a", postgresql_where="a IS NOT NULL")
    yield "index options of PostgreSQL", make(
        "a", "b", postgresql_using="GIN", postgresql_ops={"a": "gin_trgm_ops"},
        postgresql_include=["c", "D"], postgresql_with={"fastupdate": False, "fillfactor": 50},
        postgresql_tablespace="Fast", postgresql_concurrently=True)
    yield "index nulls not distinct", make("a", unique=True, postgresql_nulls_not_distinct=True)
    yield "index nulls distinct", make("a", unique=True, postgresql_nulls_not_distinct=False)
    yield "index options of MySQL", make(
        "a", "b", mysql_length={"a": 10}, mysql_using="HASH", mysql_with_parser="ngram")
    yield "index length of MySQL", make("a", "b", mysql_length=5, mariadb_length=6)
    yield "index prefix of MySQL", make("a", mysql_prefix="FULLTEXT", mariadb_prefix="SPATIAL")
    yield "drop index", lambda op: op.drop_index("ix", "t")
    yield "drop index without table", lambda op: op.drop_index("IX", schema="s")
    yield "drop index if exists", lambda op: op.drop_index("ix", table_name="t", schema="s",
                                                           if_exists=True)
    yield "drop index concurrently", lambda op: op.drop_index(
        "ix", "t", postgresql_concurrently=True)
    yield "drop index with long conventional name", lambda op: op.drop_index(op.f("i" * 70), "t")


def constraints():
    yield "create primary key", lambda op: op.create_primary_key("pk", "t", ["a", "B"])
    yield "create primary key without name", lambda op: op.create_primary_key(
        None, "t", ["a"], schema="s")
    yield "create unique", lambda op: op.create_unique_constraint("uq", "t", ["a", "b"])
    yield "create unique deferrable", lambda op: op.create_unique_constraint(
        "uq", "t", ["a"], schema="s", deferrable=True, initially="DEFERRED")
    yield "create unique with nulls", lambda op: op.create_unique_constraint(
        "uq", "t", ["a"], postgresql_nulls_not_distinct=True)
    yield "create unique of a convention", lambda op: op.create_unique_constraint(
        None, "t", ["a", "b"]), CONVENTION
    yield "create foreign key", lambda op: op.create_foreign_key("f", "t", "u", ["a"], ["id"])
    yield "create foreign key with everything", lambda op: op.create_foreign_key(
        "f", "t", "u", ["a", "b"], ["x", "Y"], onupdate="CASCADE", ondelete="SET NULL",
        deferrable=True, initially="DEFERRED", source_schema="s", referent_schema="r")
    yield "create foreign key without name", lambda op: op.create_foreign_key(
        None, "t", "t", ["a"], ["id"])
    yield "create foreign key matching", lambda op: op.create_foreign_key(
        "f", "t", "u", ["a"], ["id"], match="FULL")
    yield "create foreign key not valid", lambda op: op.create_foreign_key(
        "f", "t", "u", ["a"], ["id"], postgresql_not_valid=True)
    yield "create foreign key of a convention", lambda op: op.create_foreign_key(
        None, "t", "u", ["a"], ["id"]), CONVENTION
    yield "create check", lambda op: op.create_check_constraint("ck", "t", "a > 1")
    yield "create check of an expression", lambda op: op.create_check_constraint(
        "ck", "t", func.length(sa.column("name")) > 5, schema="s")
    yield "create check of choices", lambda op: op.create_check_constraint(
        "ck", "t", sa.column("a").in_(["x", "y's"]))
    yield "create check of a convention", lambda op: op.create_check_constraint(
        "positive", "t", "a > 1"), CONVENTION
    yield "create check not valid", lambda op: op.create_check_constraint(
        "ck", "t", "a > 1", postgresql_not_valid=True)
    yield "create exclude", lambda op: op.create_exclude_constraint(
        "ex", "t", ("a", "&&"), (sa.column("b"), "="), where=sa.text("a > 1"), using="gist")
    for kind in ("foreignkey", "primary", "unique", "check", None):
        yield f"drop constraint {kind}", lambda op, k=kind: op.drop_constraint("x", "t", type_=k)
        yield f"drop constraint {kind} in a schema", lambda op, k=kind: op.drop_constraint(
            "X", "T", type_=k, schema="s")
    yield "drop constraint if exists", lambda op: op.drop_constraint("x", "t", if_exists=True)
    yield "drop constraint of unknown kind", lambda op: op.drop_constraint("x", "t", type_="what")
    yield "drop constraint with long conventional name", lambda op: op.drop_constraint(
        op.f("c" * 70), "t", type_="unique")
    yield "drop constraint of a convention", lambda op: op.drop_constraint(
        "positive", "t", type_="check"), CONVENTION
    yield "drop conventional constraint of a convention", lambda op: op.drop_constraint(
        op.f("positive"), "t", type_="check"), CONVENTION


def statements():
    run = lambda statement: lambda op: op.execute(statement)
    yield "execute", run("UPDATE t SET a = 1")
    yield "execute with tabs and blanks", run("\n\tUPDATE t\n\t\tSET a = 1\n")
    yield "execute with colons", run(r"SELECT a::text, '10:30', '\:x' FROM t WHERE b = 'a%'")
    yield "execute with an open parameter", run("SELECT :x")
    text = sa.text("UPDATE t SET a = :a, b = :b WHERE c = :c")
    yield "execute with parameters", run(text.bindparams(a="it's", b=5, c=None))
    yield "execute with typed parameters", run(text.bindparams(
        sa.bindparam("a", decimal.Decimal("1.50")), sa.bindparam("b", True),
        sa.bindparam("c", datetime.datetime(2024, 1, 2, 3, 4, 5), type_=sa.DateTime())))
    yield "execute with a list", run(sa.text("DELETE FROM t WHERE a IN :a").bindparams(
        sa.bindparam("a", [1, 2], expanding=True)))
    yield "execute with an empty list", run(sa.text("DELETE FROM t WHERE a IN :a").bindparams(
        sa.bindparam("a", [], expanding=True)))
    x, y, b = sa.column("x", I), sa.column("y", S), sa.column("b", sa.Boolean)
    conditions = {
        "comparison": x == 5, "text": y == "it's", "null": x.is_(None), "not null": x.is_not(None),
        "and": sa.and_(x > 1, x <= 5, y != "a"), "or": sa.or_(x > 1, sa.and_(x < 0, y == "b")),
        "in": x.in_([1, 2]), "not in": x.not_in([1, 2]), "empty in": x.in_([]),
        "empty not in": x.not_in([]), "like": y.like("a%"), "like escape": y.like("a/%", escape="/"),
        "ilike": y.ilike("a%"), "not like": y.not_like("a"), "not ilike": y.not_ilike("a"),
        "concat": y + "a" + "b", "division": x / sa.column("z", I), "product": (x + 1) * 2,
        "distinct from": x.is_distinct_from(5), "not distinct from": x.is_not_distinct_from(y),
        "negation": -x, "function": func.coalesce(x, 0), "function now": func.now(),
        "function current_timestamp": func.current_timestamp(),
        "function with package": func.pg_catalog.now2(), "function mixed case": func.Foo(1),
        "function random": func.random(), "function length": func.char_length(y),
        "function pow": func.pow(x, 2), "function sysdate": func.sysdate(),
        "cast integer": sa.cast(y, I), "cast string": sa.cast(x, S(5)),
        "cast text": sa.cast(x, sa.Text), "cast numeric": sa.cast(x, sa.Numeric(5, 2)),
        "cast moment": sa.cast(y, sa.DateTime), "cast timestamp": sa.cast(y, sa.TIMESTAMP),
        "cast date": sa.cast(y, sa.Date), "cast float": sa.cast(y, sa.Float),
        "cast boolean": sa.cast(y, sa.Boolean), "cast binary": sa.cast(y, sa.LargeBinary),
        "cast collation": sa.cast(y, S(5, collation="C")), "collate": y.collate("C"),
        "case": sa.case((x == 1, "a"), (x == 2, "b"), else_="c"),
        "case of a value": sa.case({1: "a"}, value=x), "tuple": sa.tuple_(x, y),
        "true": sa.true(), "false": sa.false(), "literals": sa.literal("a\\b"),
        "boolean literal": b == sa.literal(True), "custom operator": y.op("@>")("{}"),
        "date literal": sa.column("d", sa.Date) == datetime.date(2024, 1, 2),
        "time literal": sa.column("d", sa.Time) == datetime.time(3, 4),
        "uuid literal": sa.column("u", sa.Uuid) == uuid.UUID(int=7),
        "float literal": sa.column("f", sa.Float) == 1e-7,
        "table column": sa.table("t", sa.column("x", I), schema="S").c.x > 1,
        "type coercion": sa.type_coerce(x, S) + "a",
        "null literal": sa.null(), "modifiers": x.desc().nulls_first(),
        "next value": sa.Sequence("Q", schema="s").next_value(),
    }
    particular = {
        "distinct from": (("default", "postgresql"),),
        "not distinct from": (("default", "postgresql"),),
        "function pow": (("default", "mysql", "mariadb", "sqlite"),),
    }
    for title, condition in conditions.items():
        yield (f"expression {title}", lambda op, c=condition: op.create_check_constraint(
            "c", "t", c), *particular.get(title, ()))
        yield (f"expression {title} as a default", lambda op, c=condition: op.create_table(
            "t", C("c", I, server_default=c)), *particular.get(title, ()))


def rows():
    t = sa.table("t", sa.column("id", I), sa.column("Name", S), sa.column("flag", sa.Boolean))
    yield "insert", lambda op: op.bulk_insert(
        t, [{"id": 1, "Name": "it's", "flag": True}, {"id": 2, "Name": None, "flag": False}])
    yield "insert nothing", lambda op: op.bulk_insert(t, [])
    yield "insert in the table's order", lambda op: op.bulk_insert(t, [{"flag": True, "id": 1}])
    yield "insert different columns", lambda op: op.bulk_insert(t, [{"id": 1}, {"Name": "x"}],
                                                                multiinsert=False)
    yield "insert inline literals", lambda op: op.bulk_insert(
        t, [{"id": op.inline_literal(5), "Name": op.inline_literal("a\\b")}])
    yield "insert in a schema", lambda op: op.bulk_insert(
        sa.table("T", sa.column("id", I), schema="s"), [{"id": 1}])
    k = sa.table("t", *(sa.column(key, kind) for key, kind in {
        "d": sa.DateTime, "da": sa.Date, "ti": sa.Time, "n": sa.Numeric(5, 2), "f": sa.Float,
        "by": sa.LargeBinary, "u": sa.Uuid, "e": sa.Enum("x", name="e"), "big": sa.BigInteger,
    }.items()))
    yield "insert all kinds of values", lambda op: op.bulk_insert(k, [{
        "d": datetime.datetime(2024, 1, 2, 3, 4, 5), "da": datetime.date(2024, 1, 2),
        "ti": datetime.time(1, 2, 3), "n": decimal.Decimal("1.50"), "f": 1e20, "by": b"a'b",
        "u": uuid.UUID(int=5), "e": "x", "big": 2**62}])
    yield "insert moments with offsets", lambda op: op.bulk_insert(k, [{
        "d": datetime.datetime(2024, 1, 2, 3, 4, 5, 7000, datetime.timezone.utc), "f": 1.0}])
    real = sa.Table("t", sa.MetaData(), C("id", I, primary_key=True), C("x", S(5)))
    yield "insert into a table", lambda op: op.bulk_insert(real, [{"x": "a"}])


def collect():
    for group in (types, create_table, tables, add_column, alter_column, indexes, constraints,
                  statements, rows):
        for title, call, *particular in group():
            convention = [item for item in particular if isinstance(item, dict)]
            dialects = [item for item in particular if isinstance(item, tuple)]
            yield title, call, convention[0] if convention else None, *dialects
