"""Microsoft SQL Server."""

_TYPES = {
    "BIT": ("Boolean", None),
    "DATETIME2": ("DateTime", "precision timezone=False"),
    "DATETIMEOFFSET": ("DateTime", "precision timezone=True"),
    "DOUBLE_PRECISION": ("DOUBLE_PRECISION", ""),
    "IMAGE": ("LargeBinary", "length"),
    "JSON": ("JSON", "none_as_null=False"),
    "MONEY": ("TypeEngine", ""),
    "NTEXT": ("UnicodeText", "length collation collation_schema"),
    "REAL": ("REAL", ""),
    "ROWVERSION": (".TIMESTAMP", "convert_int=False"),
    "SMALLDATETIME": ("DateTime", "timezone=False"),
    "SMALLMONEY": ("TypeEngine", ""),
    "SQL_VARIANT": ("TypeEngine", ""),
    "TIME": ("TIME", "precision timezone=False"),
    "TIMESTAMP": ("_Binary", "convert_int=False"),
    "TINYINT": ("Integer", ""),
    "UNIQUEIDENTIFIER": ("Uuid", "as_uuid=True"),
    "VARBINARY": ("VARBINARY", "length filestream=False"),
    "XML": ("Text", "length collation collation_schema"),
}
_GENERIC = (
    "BIGINT BINARY CHAR DATE DATETIME DECIMAL FLOAT INTEGER NCHAR NUMERIC NVARCHAR SMALLINT TEXT"
    " VARCHAR"
).split()


def __getattr__(name):
    if name == "dialect":
        from sqlalchemy.engine.default import MSDialect

        return MSDialect
    from sqlalchemy.dialects import types_of

    return types_of("sqlalchemy.dialects.mssql", _TYPES, _GENERIC, name)
