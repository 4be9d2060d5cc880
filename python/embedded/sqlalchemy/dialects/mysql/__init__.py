"""MySQL and MariaDB."""

_TEXT = "length charset collation ascii=False unicode=False binary=False national=False"
_TEXT_ALONE = "charset collation ascii=False unicode=False binary=False national=False length"
_NATIONAL = "length charset collation ascii=False unicode=False binary=False national=True"
_INTEGER = "display_width unsigned=False zerofill=False"
_NUMERIC = "precision scale asdecimal=True unsigned=False zerofill=False"
_FLOAT = "precision scale asdecimal=False unsigned=False zerofill=False"
_TEXT_SHOWN = "charset collation ascii=False unicode=False binary=False national=False length"
_NUMERIC_SHOWN = "unsigned=False zerofill=False precision scale asdecimal=True"
_FLOAT_SHOWN = "precision scale asdecimal=False unsigned=False zerofill=False"
_TYPES = {
    "BIGINT": ("BIGINT", _INTEGER),
    "BIT": ("TypeEngine", "length"),
    "CHAR": ("CHAR", _TEXT, _TEXT_SHOWN),
    "DATETIME": ("DATETIME", "timezone=False fsp"),
    "DECIMAL": ("DECIMAL", _NUMERIC, _NUMERIC_SHOWN),
    "DOUBLE": ("DOUBLE", _NUMERIC, _FLOAT_SHOWN),
    "FLOAT": ("FLOAT", _FLOAT),
    "INET4": ("TypeEngine", ""),
    "INET6": ("TypeEngine", ""),
    "INTEGER": ("INTEGER", _INTEGER),
    "JSON": ("JSON", "none_as_null=False"),
    "LONGBLOB": ("_Binary", "length"),
    "LONGTEXT": ("String", _TEXT_ALONE),
    "MEDIUMBLOB": ("_Binary", "length"),
    "MEDIUMINT": ("Integer", _INTEGER),
    "MEDIUMTEXT": ("String", _TEXT_ALONE),
    "NCHAR": ("NCHAR", _NATIONAL, _TEXT_SHOWN),
    "NUMERIC": ("NUMERIC", _NUMERIC, _NUMERIC_SHOWN),
    "NVARCHAR": ("NVARCHAR", _NATIONAL, _TEXT_SHOWN),
    "REAL": ("REAL", _NUMERIC, _FLOAT_SHOWN),
    "SMALLINT": ("SMALLINT", _INTEGER),
    "TEXT": ("TEXT", _TEXT, _TEXT_SHOWN),
    "TIME": ("TIME", "timezone=False fsp"),
    "TIMESTAMP": ("TIMESTAMP", "timezone=False fsp"),
    "TINYBLOB": ("_Binary", "length"),
    "TINYINT": ("Integer", _INTEGER),
    "TINYTEXT": ("String", _TEXT_ALONE),
    "VARCHAR": ("VARCHAR", _TEXT, _TEXT_SHOWN),
    "YEAR": ("TypeEngine", "display_width"),
}
_GENERIC = "BINARY BLOB BOOLEAN DATE VARBINARY".split()
# What `from … import *` brings.
__all__ = ["ENUM", "Insert", "SET", "dialect", "insert", "match", *_TYPES, *_GENERIC]


def __getattr__(name):
    if name in ("ENUM", "SET"):
        from sqlalchemy.dialects.mysql import _objects

        value = globals()[name] = getattr(_objects, name)
        return value
    if name in ("Insert", "insert"):
        from sqlalchemy.sql import _conflicts

        return getattr(_conflicts, "MysqlInsert" if name == "Insert" else "mysql_insert")
    if name == "match":
        from sqlalchemy.dialects.mysql import expression

        return expression.match
    if name == "dialect":
        from sqlalchemy.engine.default import MySQLDialect

        return MySQLDialect
    from sqlalchemy.dialects import types_of

    return types_of("sqlalchemy.dialects.mysql", _TYPES, _GENERIC, name)
