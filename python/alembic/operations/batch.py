"""Operations on one table that are applied together."""

from alembic import _build, _describe
from alembic._describe import name, options
from alembic._values import to_data
from alembic.operations import _data
from alembic.operations._rows import call


class Batch:
    """The `with` block: sends what was collected when it ends well."""

    def __init__(self, batch_operations):
        self._batch_operations = batch_operations

    def __enter__(self):
        return self._batch_operations

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self._batch_operations.impl.flush()
        return None


class BatchOperationsImpl:
    """The table that a batch is for, and the operations that were collected for it."""

    def __init__(
        self,
        operations,
        table_name,
        schema,
        recreate,
        copy_from,
        table_args,
        table_kwargs,
        reflect_args,
        reflect_kwargs,
        naming_convention,
        partial_reordering,
    ):
        self.operations = operations
        self.table_name = table_name
        self.schema = schema
        if recreate not in ("auto", "always", "never"):
            raise ValueError("recreate may be one of 'auto', 'always', or 'never'.")
        self.recreate = recreate
        self.copy_from = copy_from
        self.table_args = table_args
        self.table_kwargs = dict(table_kwargs)
        self.reflect_args = reflect_args
        self.reflect_kwargs = dict(reflect_kwargs)
        self.naming_convention = naming_convention
        self.partial_reordering = partial_reordering
        self._collected = []
        # For a side of a database that another package has.
        self._calls = []

    @property
    def impl(self):
        return self.operations.impl

    @property
    def dialect(self):
        return self.operations.migration_context.dialect

    def __getattr__(self, name):
        if name not in _COLLECTED:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

        from alembic.ddl.impl import ENGINE_DIALECTS

        if self.dialect.name in ENGINE_DIALECTS:
            from alembic.ddl._engine import Collector

            return getattr(Collector(self.dialect, self.collect), name)

        def collect(*arguments, **kw):
            self._calls.append((name, arguments, kw))

        return collect

    def create_table(self, table):
        raise NotImplementedError("Can't create table in batch mode")

    def drop_table(self, table):
        raise NotImplementedError("Can't drop table in batch mode")

    def collect(self, operation):
        """Takes the data of an operation, to which the batch adds the table."""
        operation.pop("table_name", None)
        operation.pop("schema", None)
        self._collected.append(operation)

    def collect_column(self, operation, column):
        """Takes the data of a column to add; a function is called once for the rows that are there."""
        described = operation["column"]
        if described.get("default") == {"kind": "callable"} and self._may_copy():
            value = call(column.default.arg)
            try:
                described["default"] = {"kind": "scalar", "value": to_data(value)}
            except TypeError:
                # A value that only the column's type understands: the engine tells of it.
                pass
        self.collect(operation)

    def _may_copy(self):
        if self.recreate == "auto":
            return self.dialect.name == "sqlite"
        return self.recreate == "always"

    def flush(self):
        """Sends what was collected."""
        if self._calls:
            self._flush_calls()
        else:
            self.operations._send({**self._described(), "operations": self._collected})

    def _flush_calls(self):
        if self.recreate == "always":
            raise NotImplementedError(
                f"batch mode cannot copy a table for the dialect {self.dialect.name!r}, which only "
                "SQLAlchemy knows: use recreate='never', or one operation after the other"
            )
        for method, arguments, kw in self._calls:
            getattr(self.impl, method)(*arguments, **kw)

    def _described(self):
        described = {"op": "batch_alter_table", "table_name": name(self.table_name)}
        if self.schema is not None:
            described["schema"] = name(self.schema)
        if self.recreate != "auto":
            described["recreate"] = self.recreate
        if self.partial_reordering:
            described["partial_reordering"] = [
                [name(member) for member in group] for group in self.partial_reordering
            ]
        if self.copy_from is not None:
            described["copy_from"] = _describe.table(self.copy_from)
            for column, member in zip(described["copy_from"]["columns"], self.copy_from.columns):
                _describe.mark_open_nullable(column, member)
        if self.table_args:
            described["table_args"] = [_describe.table_item(item) for item in self.table_args]
        if self.table_kwargs:
            described["table_kwargs"] = options(self.table_kwargs)
        if self.reflect_args:
            described["reflect_args"] = [_describe.table_item(item) for item in self.reflect_args]
        self._describe_reflection(described)
        casts = self._casts()
        if casts:
            described["casts"] = casts
        if self.naming_convention:
            described["naming_convention"] = _describe.naming_convention(self.naming_convention)
        return described

    def _casts(self):
        """Describes what is copied into columns of another type, where the project decides that."""
        import sys

        sides = sys.modules.get("alembic.ddl.impl")
        changed = [operation for operation in self._collected if "type_" in operation]
        if sides is None or not changed or not sides.own_sides():
            return {}
        impl = self.impl
        if not sides.is_overridden(impl, "cast_for_batch_migrate"):
            return {}
        existing = {column.name: column for column in self._existing_columns()}
        casts = {}
        for operation in changed:
            column = existing.get(str(_build.name(operation["column_name"])))
            if column is None:
                continue
            transfer = {"expr": column}
            impl.cast_for_batch_migrate(column, transfer, _build.type_(operation["type_"]))
            casts[column.name] = _describe.expression(transfer["expr"])
        return casts

    def _existing_columns(self):
        import sqlalchemy as sa

        if self.copy_from is not None:
            return self.copy_from.columns
        context = self.operations.migration_context
        if context.as_sql:
            return ()
        table = sa.Table(
            self.table_name, sa.MetaData(), schema=self.schema, autoload_with=context.bind
        )
        return table.columns

    def _describe_reflection(self, described):
        """Describes what becomes of the table as it is read out of the database."""
        keywords = dict(self.reflect_kwargs)
        listeners = keywords.pop("listeners", ())
        columns = keywords.pop("include_columns", None)
        if columns is not None:
            described["reflect_only"] = [name(column) for column in columns]
        keywords = {key: value for key, value in keywords.items() if key not in _WITHOUT_EFFECT}
        if keywords:
            described["reflect_kwargs"] = options(keywords)
        if listeners and self.copy_from is None and self.recreate != "never":
            described["reflect_columns"] = self._listen(listeners)

    def _listen(self, listeners):
        """Has listeners look at the columns that are read; returns what they change of them."""
        import sqlalchemy as sa

        context = self.operations.migration_context
        for event, _ in listeners:
            if event != "column_reflect":
                raise NotImplementedError(
                    f"batch_alter_table(reflect_kwargs=) knows no listener for {event!r}: "
                    "write one for 'column_reflect'"
                )
        if context.as_sql:
            return []
        inspector = sa.inspect(context.bind)
        table = sa.Table(self.table_name, sa.MetaData(), schema=self.schema)
        changes = []
        for column in inspector.get_columns(self.table_name, schema=self.schema):
            before = dict(column)
            for _, listener in listeners:
                listener(inspector, table, column)
            if column != before:
                changes.append(_changes(before, column))
        return changes


# Arguments of `Table` that say where it is kept, and not what it is like.
_WITHOUT_EFFECT = (
    "autoload_replace",
    "autoload_with",
    "extend_existing",
    "info",
    "keep_existing",
    "must_exist",
    "resolve_fks",
)


def _changes(before, column):
    """Returns the change of a column that turns what was read into what a listener left."""
    from sqlalchemy import text

    def changed(key):
        return column.get(key) != before.get(key)

    default = column.get("default")
    if isinstance(default, str):
        default = text(default)
    return _data.alter_column(
        None,
        None,
        before["name"],
        column.get("nullable") if changed("nullable") else None,
        column.get("comment") if changed("comment") else False,
        default if changed("default") else False,
        column["name"] if changed("name") else None,
        column["type"] if column["type"] is not before["type"] else None,
        None,
        False,
        None,
        None,
        {},
    )


_COLLECTED = (
    "add_column",
    "add_constraint",
    "alter_column",
    "create_column_comment",
    "create_index",
    "create_table_comment",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table_comment",
    "rename_table",
)


class ApplyBatchImpl:
    """A batch that copies a table which is described whole, for who drives one by hand."""

    def __init__(
        self, impl, table, table_args, table_kwargs, reflected, partial_reordering=()
    ):
        self.impl = impl
        self.table = table
        self._batch = BatchOperationsImpl(
            self,
            table.name,
            table.schema,
            "always",
            table,
            table_args,
            table_kwargs,
            (),
            {},
            None,
            partial_reordering,
        )

    @property
    def migration_context(self):
        return self.impl

    def __getattr__(self, name):
        return getattr(self._batch, name)

    def _create(self, op_impl):
        batch = self._batch
        op_impl._send(lambda: {**batch._described(), "operations": batch._collected})


def __getattr__(name):
    if name == "BatchOperations":
        from alembic.operations.base import BatchOperations

        return BatchOperations
    from alembic._waist import missing

    raise missing(__name__, name)
