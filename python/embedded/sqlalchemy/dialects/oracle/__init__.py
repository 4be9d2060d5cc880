"""Oracle."""

_TYPES = {
    "BFILE": ("LargeBinary", "length"),
    "BINARY_DOUBLE": ("Double", "precision asdecimal=False decimal_return_scale"),
    "BINARY_FLOAT": ("Float", "precision asdecimal=False decimal_return_scale"),
    "DATE": ("DateTime", "timezone=False"),
    "FLOAT": ("FLOAT", "binary_precision asdecimal=False decimal_return_scale precision"),
    "INTERVAL": ("TypeEngine", "day_precision second_precision"),
    "JSON": ("JSON", "none_as_null=False use_blob"),
    "LONG": ("Text", "length collation collation_schema"),
    "NCLOB": ("Text", "length collation collation_schema"),
    "NUMBER": ("Numeric", "precision scale asdecimal"),
    "RAW": ("_Binary", "length"),
    "ROWID": ("TypeEngine", ""),
    "TIMESTAMP": ("TIMESTAMP", "timezone=False local_timezone=False"),
    "VARCHAR2": ("VARCHAR", "length collation collation_schema"),
    "VECTOR": ("TypeEngine", "dim storage_format storage_type"),
}
_GENERIC = "BLOB BOOLEAN CHAR CLOB DOUBLE_PRECISION NCHAR NVARCHAR REAL VARCHAR".split()


def __getattr__(name):
    if name == "NVARCHAR2":
        name = "NVARCHAR"
    if name[:6] == "Vector":
        from sqlalchemy.dialects.oracle import vector

        return getattr(vector, name)
    if name == "dialect":
        from sqlalchemy.engine.default import OracleDialect

        return OracleDialect
    from sqlalchemy.dialects import types_of

    return types_of("sqlalchemy.dialects.oracle", _TYPES, _GENERIC, name)
