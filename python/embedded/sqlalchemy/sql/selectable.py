"""Tables as expressions."""

_NAMES = {
    "sql._tables": "FromClause TableClause table",
    "sql._statements": (
        "Alias CTE CompoundSelect Exists Join Lateral ScalarSelect Select SelectBase Selectable"
        " Subquery TableSample TextualSelect Values"
    ),
}


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.sql.selectable", _NAMES, name)
