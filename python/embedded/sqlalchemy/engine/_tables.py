"""Tables out of the inspector's answers."""

from sqlalchemy.engine._answers import shape

_SORT = {
    "asc": "asc",
    "desc": "desc",
    "nulls_first": "nulls_first",
    "nulls_last": "nulls_last",
}


class Answers:
    """What the database told about tables, by schema and name."""

    def __init__(self):
        self._tables = {}

    def load(self, inspector, names, schema, **options):
        """Asks about all the tables at once."""
        found = inspector._ask(
            "describe",
            schema=schema,
            filter_names=list(names),
            postgresql_ignore_search_path=options.get("postgresql_ignore_search_path"),
        )
        dialect = inspector.dialect.name
        for name, table in found:
            self._tables[schema, name] = {
                aspect: shape(aspect, answer, dialect) for aspect, answer in table.items()
            }

    def of(self, inspector, name, schema, **options):
        """Returns the answers about a table."""
        if (schema, name) not in self._tables:
            self.load(inspector, [name], schema, **options)
        if (schema, name) not in self._tables:
            from sqlalchemy.exc import NoSuchTableError

            raise NoSuchTableError(name)
        return self._tables[schema, name]


def fill(inspector, table, include, exclude, resolve_fks, extend_on, answers):
    """Gives a table what the database has."""
    if extend_on is not None:
        if table.key in extend_on:
            return
        extend_on.add(table.key)
    answers = Answers() if answers is None else answers
    options = {
        key: value
        for key, value in table.dialect_kwargs.items()
        if key == "postgresql_ignore_search_path"
    }
    described = answers.of(inspector, table.name, table.schema, **options)
    if described["table_options"]:
        table.dialect_kwargs = {**table.dialect_kwargs, **described["table_options"]}
    columns = {}
    for column in described["columns"]:
        _column(inspector, table, column, include, exclude, columns)
    _primary_key(table, described["pk_constraint"], columns, exclude)
    for key in described["foreign_keys"]:
        referred = (inspector, answers, extend_on, options) if resolve_fks else None
        _foreign_key(table, key, columns, include, exclude, referred)
    for index in described["indexes"]:
        _index(table, index, columns, include)
    for constraint in described["unique_constraints"]:
        _unique_constraint(table, constraint, columns, include)
    from sqlalchemy.sql.schema import CheckConstraint

    for check in described["check_constraints"]:
        check = {key: value for key, value in check.items() if key != "dialect_options"}
        table.append_constraint(CheckConstraint(**check))
    if described["comment"] is not None:
        table.comment = described["comment"]


def _column(inspector, table, described, include, exclude, columns):
    from sqlalchemy import event
    from sqlalchemy.sql import schema as items
    from sqlalchemy.sql.elements import ClauseElement, text

    described = dict(described)
    original = described["name"]
    event.call_column_reflect(inspector, table, described)
    name = described["name"]
    if (include and name not in include) or (exclude and name in exclude):
        return
    keywords = {
        key: described[key]
        for key in ("nullable", "autoincrement", "quote", "info", "key", "comment")
        if key in described
    }
    keywords.update(described.get("dialect_options") or {})
    arguments = []
    default = described.get("default")
    if default is not None:
        if not isinstance(default, items.FetchedValue):
            if not isinstance(default, ClauseElement):
                default = text(_plain(default))
            default = items.DefaultClause(default, _reflected=True)
        arguments.append(default)
    if "computed" in described:
        computed = dict(described["computed"])
        computed["sqltext"] = text(_plain(computed["sqltext"]))
        arguments.append(items.Computed(**computed))
    if "identity" in described:
        arguments.append(items.Identity(**described["identity"]))
    column = items.Column(name, described["type"], *arguments, **keywords)
    columns[original] = column
    table.append_column(column, replace_existing=True)


def _plain(sql):
    """Returns SQL text in which no colon starts a parameter."""
    return sql.replace(":", "\\:")


def _primary_key(table, key, columns, exclude):
    from sqlalchemy.sql.schema import PrimaryKeyConstraint

    members = [
        columns[name]
        for name in key["constrained_columns"]
        if name in columns and name not in exclude
    ]
    if not members:
        if key["name"] is not None:
            table.primary_key.name = key["name"]
        return
    constraint = PrimaryKeyConstraint(
        *[column.key for column in members],
        name=key["name"],
        comment=key.get("comment"),
        **(key.get("dialect_options") or {}),
    )
    for column in members:
        column.primary_key = True
    table.append_constraint(constraint)


def _foreign_key(table, key, columns, include, exclude, referred):
    from sqlalchemy.exc import ConstraintColumnNotFoundError
    from sqlalchemy.sql.schema import BLANK_SCHEMA, ForeignKeyConstraint, Table

    own = [
        columns[name].key if name in columns else name for name in key["constrained_columns"]
    ]
    if (exclude and set(own) & set(exclude)) or (include and set(own) - set(include)):
        return
    schema, name = key["referred_schema"], key["referred_table"]
    if referred is not None:
        inspector, answers, extend_on, options = referred
        Table(
            name,
            table.metadata,
            schema=BLANK_SCHEMA if schema is None else schema,
            autoload_with=inspector,
            _extend_on=extend_on,
            _reflect_info=answers,
            **options,
        )
    target = name if schema is None else f"{schema}.{name}"
    constraint = ForeignKeyConstraint(
        own,
        [f"{target}.{column}" for column in key["referred_columns"]],
        key["name"],
        link_to_name=True,
        comment=key.get("comment"),
        **key.get("options", {}),
    )
    try:
        table.append_constraint(constraint)
    except ConstraintColumnNotFoundError:
        _warn(
            f"On reflected table {table.name}, skipping reflection of foreign key constraint "
            f"{key['name']}; one or more subject columns within name(s) {', '.join(own)} are not "
            "present in the table"
        )


def _index(table, index, columns, include):
    from sqlalchemy.sql.elements import text
    from sqlalchemy.sql.schema import Index

    names = index["column_names"]
    if index.get("duplicates_constraint") or (include and not set(names) <= set(include)):
        return
    elements = []
    for position, name in enumerate(names):
        if name is None:
            elements.append(text(_plain(index["expressions"][position])))
            continue
        element = _member(table, name, columns)
        if element is None:
            _warn(f"index key {name!r} was not located in columns for table {table.name!r}")
            continue
        for word in index.get("column_sorting", {}).get(name, ()):
            if word in _SORT:
                element = getattr(element, _SORT[word])()
        elements.append(element)
    Index(
        index["name"],
        *elements,
        _table=table,
        unique=bool(index["unique"]),
        **index.get("dialect_options", {}),
    )


def _unique_constraint(table, constraint, columns, include):
    from sqlalchemy.sql.schema import UniqueConstraint

    names = constraint["column_names"]
    if constraint.get("duplicates_index") or (include and not set(names) <= set(include)):
        return
    members = []
    for name in names:
        member = _member(table, name, columns)
        if member is None:
            _warn(
                f"unique constraint key '{name}' was not located in columns for table "
                f"'{table.name}'"
            )
        else:
            members.append(member.key)
    table.append_constraint(
        UniqueConstraint(
            *members,
            name=constraint["name"],
            comment=constraint.get("comment"),
            **constraint.get("dialect_options", {}),
        )
    )


def _member(table, name, columns):
    """Returns a column by its name in the database, or else by its key."""
    found = columns.get(name)
    return found if found is not None or name not in table.c else table.c[name]


def _warn(message):
    import warnings

    from sqlalchemy.exc import SAWarning

    warnings.warn(message, SAWarning, stacklevel=3)


def reflect_metadata(
    metadata,
    bind,
    schema=None,
    views=False,
    resolve_fks=True,
    only=None,
    extend_existing=False,
    autoload_replace=True,
    **options,
):
    """Gives a metadata the tables that the database has."""
    from sqlalchemy import inspect
    from sqlalchemy.sql.schema import Table

    inspector = inspect(bind)
    schema = metadata.schema if schema is None else schema
    available = list(inspector.get_table_names(schema))
    if views:
        available.extend(inspector.get_view_names(schema))
        try:
            available.extend(inspector.get_materialized_view_names(schema))
        except NotImplementedError:
            pass
    if only is None or callable(only):
        names = [
            name
            for name in dict.fromkeys(available)
            if (extend_existing or (f"{schema}.{name}" if schema else name) not in metadata.tables)
            and (only is None or only(name, metadata))
        ]
    else:
        missing = [name for name in only if name not in available]
        if missing:
            from sqlalchemy.exc import InvalidRequestError

            place = f" schema '{schema}'" if schema else ""
            raise InvalidRequestError(
                f"Could not reflect: requested table(s) not available in {inspector.engine!r}"
                f"{place}: ({', '.join(missing)})"
            )
        names = [name for name in only if extend_existing or name not in metadata.tables]
    answers = Answers()
    if names:
        answers.load(inspector, names, schema, **options)
    arguments = {
        "autoload_with": inspector,
        "extend_existing": extend_existing,
        "autoload_replace": autoload_replace,
        "resolve_fks": resolve_fks,
        "_extend_on": set(),
        "_reflect_info": answers,
        **options,
    }
    if schema is not None:
        arguments["schema"] = schema
    for name in names:
        Table(name, metadata, **arguments)
