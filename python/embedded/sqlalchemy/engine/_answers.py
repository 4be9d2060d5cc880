"""The form of the inspector's answers."""

# The order in which keys come where it is not the one of the engine's answers.
_ORDERS = {
    ("columns", "mysql"): "name type default comment nullable autoincrement computed",
    ("foreign_keys", "postgresql"): (
        "name constrained_columns referred_schema referred_table referred_columns options comment"
    ),
    ("options", "postgresql"): "onupdate ondelete initially deferrable match",
    ("unique_constraints", "postgresql"): "column_names name comment dialect_options",
    ("check_constraints", "postgresql"): "name sqltext comment dialect_options",
    ("check_constraints", "mysql"): "name sqltext",
    ("indexes", "postgresql"): (
        "name unique column_names expressions column_sorting duplicates_constraint dialect_options"
    ),
}


def shape(aspect, answer, dialect):
    """Returns an answer with the keys, their order and the types that SQLAlchemy gives."""
    dialect = "mysql" if dialect == "mariadb" else dialect
    if aspect == "pk_constraint":
        return _primary_key(answer)
    if aspect == "table_options":
        return _options(answer)
    if not isinstance(answer, list):
        return answer
    return [_item(aspect, item, dialect) for item in answer]


def _primary_key(key):
    if not key["constrained_columns"]:
        return {"name": None, "constrained_columns": []}
    return key


def _item(aspect, item, dialect):
    item = _ordered(item, aspect, dialect)
    if aspect == "columns":
        from alembic._build import type_

        item["type"] = type_(item["type"])
    elif aspect == "foreign_keys":
        item["options"] = _ordered(item["options"], "options", dialect)
    elif aspect == "indexes":
        if dialect == "sqlite":
            # The pragma's number, which SQLAlchemy hands on.
            item["unique"] = int(item["unique"])
        if "column_sorting" in item:
            item["column_sorting"] = {
                column: tuple(words) for column, words in item["column_sorting"].items()
            }
        if "dialect_options" in item:
            item["dialect_options"] = _options(item["dialect_options"])
    return item


def _ordered(item, aspect, dialect):
    order = _ORDERS.get((aspect, dialect))
    if order is None:
        return item
    known = order.split()
    rest = [key for key in item if key not in known]
    return {key: item[key] for key in known + rest if key in item}


def _options(options):
    from sqlalchemy.sql.elements import TextClause

    made = {}
    for name, value in options.items():
        if isinstance(value, dict) and value.get("expr") == "text":
            value = TextClause(value["text"])
        elif name == "postgresql_inherits":
            value = tuple(value)
        made[name] = value
    return made
