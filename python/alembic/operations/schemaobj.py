"""Tables, constraints and indexes that stand alone, made of what operations are given."""

from sqlalchemy import Column, Index
from sqlalchemy import schema as sa_schema
from sqlalchemy.schema import Constraint
from sqlalchemy.types import NULLTYPE, Integer

from alembic._waist import IS_EMBEDDED, missing
from alembic.operations._data import metadata_keywords
from alembic.util import sqla_compat, unique_list


class SchemaObjects:
    """Makes items with the naming convention of a context."""

    def __init__(self, migration_context=None):
        self.migration_context = migration_context

    def metadata(self):
        return sa_schema.MetaData(**metadata_keywords(self.migration_context))

    def primary_key_constraint(self, name, table_name, cols, schema=None, **dialect_kw):
        table = self._table_with(table_name, cols, schema)
        columns = [table.c[key] for key in cols]
        return sa_schema.PrimaryKeyConstraint(*columns, name=name, **dialect_kw)

    def unique_constraint(self, name, source, local_cols, schema=None, **kw):
        table = self._table_with(source, local_cols, schema)
        columns = [table.c[key] for key in local_cols]
        constraint = sa_schema.UniqueConstraint(*columns, name=name, **kw)
        table.append_constraint(constraint)
        return constraint

    def foreign_key_constraint(
        self,
        name,
        source,
        referent,
        local_cols,
        remote_cols,
        onupdate=None,
        ondelete=None,
        deferrable=None,
        source_schema=None,
        referent_schema=None,
        initially=None,
        match=None,
        **dialect_kw,
    ):
        metadata = self.metadata()
        columns = list(local_cols)
        if (source, source_schema) == (referent, referent_schema):
            columns += remote_cols
        else:
            self._table_with(referent, remote_cols, referent_schema, metadata)
        table = self._table_with(source, unique_list(columns), source_schema, metadata)
        prefix = f"{referent_schema}.{referent}" if referent_schema else referent
        constraint = sa_schema.ForeignKeyConstraint(
            local_cols,
            [f"{prefix}.{column}" for column in remote_cols],
            name=name,
            onupdate=onupdate,
            ondelete=ondelete,
            deferrable=deferrable,
            initially=initially,
            match=match,
            **dialect_kw,
        )
        table.append_constraint(constraint)
        return constraint

    def check_constraint(self, name, source, condition, schema=None, **kw):
        column = sa_schema.Column("x", Integer)
        table = sa_schema.Table(source, self.metadata(), column, schema=schema)
        constraint = sa_schema.CheckConstraint(condition, name=name, **kw)
        table.append_constraint(constraint)
        return constraint

    def exclude_constraint(self, name, source, elements, where=None, schema=None, **kw):
        from sqlalchemy.dialects.postgresql import ExcludeConstraint

        table = self.table(source, schema=schema)
        constraint = ExcludeConstraint(*elements, name=name, where=where, **kw)
        for _, column_name, _ in constraint._render_exprs:
            table.append_column(sa_schema.Column(column_name, NULLTYPE))
        table.append_constraint(constraint)
        return constraint

    def generic_constraint(self, name, table_name, type_, schema=None, **kw):
        table = self.table(table_name, schema=schema)
        makers = {
            "foreignkey": lambda: sa_schema.ForeignKeyConstraint([], [], name=name),
            "primary": lambda: sa_schema.PrimaryKeyConstraint(name=name),
            "unique": lambda: sa_schema.UniqueConstraint(name=name),
            "check": lambda: sa_schema.CheckConstraint("", name=name),
            None: lambda: sa_schema.Constraint(name=name),
        }
        if type_ not in makers:
            kinds = ", ".join(sorted(map(repr, makers)))
            raise TypeError(f"'type' can be one of {kinds}")
        constraint = makers[type_]()
        table.append_constraint(constraint)
        return constraint

    def table(self, name, *columns, **kw):
        metadata = self.metadata()
        own = [
            column._copy() if column.table is not None else column
            for column in columns
            if isinstance(column, Column)
        ]
        if kw.pop("_constraints_included", False) and not IS_EMBEDDED:
            # What these flags stand for is among the items.
            for column in own:
                column.unique = column.index = False
        table = sa_schema.Table(name, metadata, *own, **kw)
        for item in columns:
            # A type makes its own constraints again for the new column.
            if isinstance(item, Index) or (
                isinstance(item, Constraint) and not item._type_bound
            ):
                table.append_constraint(_moved(item, table))
        for key in table.foreign_keys:
            self._ensure_table_for_fk(metadata, key)
        return table

    def column(self, name, type_, **kw):
        return sa_schema.Column(name, type_, **kw)

    def index(self, name, tablename, columns, schema=None, **kw):
        table = sa_schema.Table(tablename or "no_table", self.metadata(), schema=schema)
        members = [sqla_compat._textual_index_column(table, member) for member in columns]
        return sa_schema.Index(name, *members, _table=table, **kw)

    def _table_with(self, name, columns, schema, metadata=None):
        return sa_schema.Table(
            name,
            self.metadata() if metadata is None else metadata,
            *[sa_schema.Column(column, NULLTYPE) for column in columns],
            schema=schema,
        )

    def _ensure_table_for_fk(self, metadata, key):
        """Makes a table for a foreign key to refer to."""
        target = sqla_compat._fk_target_tokens(key)
        if target is None:
            return
        schema, table_name, column_name = target
        full_name = sqla_compat._get_table_key(table_name, schema)
        table = metadata.tables.get(full_name)
        if table is None:
            table = sa_schema.Table(table_name, metadata, schema=schema)
        if column_name is not None and column_name not in table.c:
            table.append_column(sa_schema.Column(column_name, NULLTYPE))


def _moved(item, table):
    """Returns an item for a table: itself, or a copy if it belongs to another one."""
    parent = getattr(item, "parent", None)
    if parent is None or parent is table:
        return item
    return item._copy(target_table=table)


def __getattr__(name):
    raise missing(__name__, name)
