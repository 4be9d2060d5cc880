"""The arguments that the constructs of each dialect take, such as `postgresql_where` of an index."""

# The constructs of a dialect, and the words after `dialect_` that each of them takes.
_MYSQL = {
    "Table": None,
    "PrimaryKeyConstraint": ("using",),
    "Index": ("using", "length", "prefix", "with_parser"),
}
_ACCEPTED = {
    "postgresql": {
        "Index": (
            "using",
            "include",
            "where",
            "ops",
            "concurrently",
            "with",
            "tablespace",
            "nulls_not_distinct",
            "invalid",
        ),
        "Table": (
            "ignore_search_path",
            "tablespace",
            "partition_by",
            "with_oids",
            "with",
            "on_commit",
            "inherits",
            "using",
        ),
        "CheckConstraint": ("not_valid",),
        "ForeignKeyConstraint": ("not_valid",),
        "PrimaryKeyConstraint": ("include",),
        "UniqueConstraint": ("include", "nulls_not_distinct"),
    },
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "sqlite": {
        "Table": ("autoincrement", "with_rowid", "strict"),
        "Index": ("where",),
        "Column": ("on_conflict_primary_key", "on_conflict_not_null", "on_conflict_unique"),
        "CheckConstraint": ("on_conflict",),
        "ForeignKeyConstraint": ("on_conflict",),
        "PrimaryKeyConstraint": ("on_conflict",),
        "UniqueConstraint": ("on_conflict",),
    },
    "mssql": {
        "PrimaryKeyConstraint": ("clustered",),
        "UniqueConstraint": ("clustered",),
        "Index": ("clustered", "include", "where", "columnstore"),
        "Column": ("identity_start", "identity_increment"),
    },
    "oracle": {
        "Table": ("resolve_synonyms", "on_commit", "compress", "tablespace"),
        "Index": ("bitmap", "compress", "vector"),
    },
}
# What other constructs are given is not looked at, as in SQLAlchemy.
_CHECKED = (
    "CheckConstraint",
    "Column",
    "ForeignKeyConstraint",
    "Index",
    "PrimaryKeyConstraint",
    "Table",
    "UniqueConstraint",
)


def check(keywords, construct):
    """Refuses keywords that a construct, given by the name of its class, does not take.

    Those of dialects that are not known here pass with a warning.
    """
    for key in keywords:
        dialect, separator, argument = key.partition("_")
        if not separator or not dialect or not argument:
            raise TypeError(
                f"Additional arguments should be named <dialectname>_<argument>, got '{key}'"
            )
        accepted = _ACCEPTED.get(dialect)
        if accepted is None:
            from sqlalchemy.util import warn

            warn(
                f"Can't validate argument {key!r}; can't locate any SQLAlchemy dialect named "
                f"{dialect!r}"
            )
            continue
        if construct not in _CHECKED:
            continue
        words = accepted.get(construct, ())
        if words is not None and argument not in words:
            from sqlalchemy.exc import ArgumentError

            raise ArgumentError(
                f"Argument {key!r} is not accepted by dialect {dialect!r} on behalf of "
                f"<class 'sqlalchemy.sql.schema.{construct}'>"
            )
