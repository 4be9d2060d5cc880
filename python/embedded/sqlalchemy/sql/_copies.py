"""Copies of tables in another metadata."""

from sqlalchemy.sql._indexes import Index
from sqlalchemy.sql.elements import ClauseElement, ColumnClause
from sqlalchemy.util import warn

RETAIN_SCHEMA = object()


def copy_table(table, metadata, schema=RETAIN_SCHEMA, referred_schema_fn=None, name=None):
    """Returns a table that is defined like another one; one of its name may be there already."""
    from sqlalchemy.sql._tables import Table

    name = table.name if name is None else name
    own_schema = table.schema if schema is RETAIN_SCHEMA else schema or metadata.schema
    key = f"{own_schema}.{name}" if own_schema else str(name)
    if key in metadata.tables:
        warn(f"Table '{table.description}' already exists within the given MetaData - not copying.")
        return metadata.tables[key]
    if "info" in table.__dict__:
        options = {"info": table.info}
    else:
        options = {}
    copy = Table(
        name,
        metadata,
        *[column._copy() for column in table.c],
        schema=own_schema,
        comment=table.comment,
        prefixes=table._prefixes,
        **options,
        **table.dialect_kwargs,
    )
    for constraint in table.constraints:
        if not getattr(constraint, "_implicit_generated", False):
            copy.append_constraint(constraint._copy())

    def moved_schema(constraint, referred):
        if referred_schema_fn is not None:
            return referred_schema_fn(
                table, None if schema is RETAIN_SCHEMA else schema, constraint, referred
            )
        stays = schema is RETAIN_SCHEMA or referred != table.schema
        return referred if stays else own_schema

    for foreign_key in copy.foreign_keys:
        _move_reference(foreign_key, moved_schema)
    for index in table.indexes:
        _copy_index(index, table, copy)
    return copy


def _move_reference(foreign_key, moved_schema):
    """Has a foreign key refer to the table of a name in another schema."""
    target = foreign_key.target_fullname
    table_name, _, column_name = target.rpartition(".")
    schema, _, table_name = table_name.rpartition(".")
    moved = moved_schema(foreign_key.constraint, schema or None)
    prefix = f"{moved}." if moved else ""
    foreign_key._target = f"{prefix}{table_name}.{column_name}"


def _copy_index(index, table, copy):
    Index(
        index.name,
        *[_moved(expression, table, copy) for expression in index.expressions],
        unique=index.unique,
        _table=copy,
        **{key: _moved(value, table, copy) for key, value in index.dialect_kwargs.items()},
    )


def _moved(part, table, copy):
    """Returns a part of an expression with the columns of the copy in the place of the table's."""
    if isinstance(part, ColumnClause):
        return copy.c[part.key] if part.table is table else part
    if type(part) in (list, tuple):
        return type(part)([_moved(member, table, copy) for member in part])
    if not isinstance(part, ClauseElement):
        return part
    moved = part.__class__.__new__(part.__class__)
    for name, value in part.__dict__.items():
        moved.__dict__[name] = _moved(value, table, copy)
    return moved
