"""Operations on constraints."""

from alembic.operations import _data
from alembic.operations._operation import MigrateOperation, with_reverse
from alembic.operations.base import BatchOperations, Operations
from alembic.operations.schemaobj import SchemaObjects
from alembic.util.langhelpers import Dispatcher
from alembic.util.sqla_compat import _fk_spec, _table_for_constraint, constraint_name_or_none


class AddConstraintOp(MigrateOperation):
    """Adds a constraint."""

    add_constraint_ops = Dispatcher()

    @property
    def constraint_type(self):
        raise NotImplementedError()

    @classmethod
    def register_add_constraint(cls, type_):
        """Says which class adds constraints of a kind."""

        def register(operation_class):
            cls.add_constraint_ops.dispatch_for(type_)(operation_class.from_constraint)
            return operation_class

        return register

    @classmethod
    def from_constraint(cls, constraint):
        return cls.add_constraint_ops.dispatch(constraint.__visit_name__)(constraint)

    def to_constraint(self, migration_context=None):
        raise NotImplementedError()

    def reverse(self):
        return DropConstraintOp.from_constraint(self.to_constraint())

    def to_diff_tuple(self):
        return ("add_constraint", self.to_constraint())


KINDS = {
    "check_constraint": "check",
    "column_check_constraint": "check",
    "foreign_key_constraint": "foreignkey",
    "primary_key_constraint": "primary",
    "table_or_column_check_constraint": "check",
    "unique_constraint": "unique",
}


@Operations.register_operation("drop_constraint")
@BatchOperations.register_operation("drop_constraint", "batch_drop_constraint")
class DropConstraintOp(MigrateOperation):
    """Drops a constraint."""

    def __init__(
        self,
        constraint_name,
        table_name,
        type_=None,
        *,
        schema=None,
        if_exists=None,
        _reverse=None,
    ):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.constraint_type = type_
        self.schema = schema
        self.if_exists = if_exists
        self._reverse = _reverse

    def reverse(self):
        return AddConstraintOp.from_constraint(self.to_constraint())

    def to_diff_tuple(self):
        kind = "remove_fk" if self.constraint_type == "foreignkey" else "remove_constraint"
        return (kind, self.to_constraint())

    @classmethod
    def from_constraint(cls, constraint):
        table = _table_for_constraint(constraint)
        return cls(
            constraint_name_or_none(constraint.name),
            table.name,
            schema=table.schema,
            type_=KINDS.get(constraint.__visit_name__),
            _reverse=AddConstraintOp.from_constraint(constraint),
        )

    def to_constraint(self):
        if self._reverse is None:
            raise ValueError("constraint cannot be produced; original constraint is not present")
        constraint = self._reverse.to_constraint()
        constraint.name = self.constraint_name
        table = _table_for_constraint(constraint)
        table.name = self.table_name
        table.schema = self.schema
        return constraint

    def _described(self):
        described = _data.drop_constraint(
            self.table_name,
            self.schema,
            self.constraint_name,
            self.constraint_type,
            self.if_exists,
        )
        return with_reverse(described, self._reverse)

    @classmethod
    def drop_constraint(
        cls, operations, constraint_name, table_name, type_=None, *, schema=None, if_exists=None
    ):
        """Drops a constraint of a table."""
        operation = cls(
            constraint_name, table_name, type_=type_, schema=schema, if_exists=if_exists
        )
        return operations.invoke(operation)

    @classmethod
    def batch_drop_constraint(cls, operations, constraint_name, type_=None):
        """Drops a constraint of the batch's table."""
        operation = cls(
            constraint_name,
            operations.impl.table_name,
            type_=type_,
            schema=operations.impl.schema,
        )
        return operations.invoke(operation)


@Operations.register_operation("create_primary_key")
@BatchOperations.register_operation("create_primary_key", "batch_create_primary_key")
@AddConstraintOp.register_add_constraint("primary_key_constraint")
class CreatePrimaryKeyOp(AddConstraintOp):
    """Adds a primary key."""

    constraint_type = "primarykey"

    def __init__(self, constraint_name, table_name, columns, *, schema=None, **kw):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint):
        table = _table_for_constraint(constraint)
        return cls(
            constraint_name_or_none(constraint.name),
            table.name,
            constraint.columns.keys(),
            schema=table.schema,
            **constraint.dialect_kwargs,
        )

    def to_constraint(self, migration_context=None):
        return SchemaObjects(migration_context).primary_key_constraint(
            self.constraint_name, self.table_name, self.columns, schema=self.schema, **self.kw
        )

    def _described(self):
        return _data.create_primary_key(
            self.table_name, self.schema, self.constraint_name, self.columns, self.kw
        )

    @classmethod
    def create_primary_key(cls, operations, constraint_name, table_name, columns, *, schema=None):
        """Gives a table its primary key."""
        return operations.invoke(cls(constraint_name, table_name, columns, schema=schema))

    @classmethod
    def batch_create_primary_key(cls, operations, constraint_name, columns):
        """Gives the batch's table its primary key."""
        impl = operations.impl
        return operations.invoke(cls(constraint_name, impl.table_name, columns, schema=impl.schema))


@Operations.register_operation("create_unique_constraint")
@BatchOperations.register_operation("create_unique_constraint", "batch_create_unique_constraint")
@AddConstraintOp.register_add_constraint("unique_constraint")
class CreateUniqueConstraintOp(AddConstraintOp):
    """Adds a unique constraint."""

    constraint_type = "unique"

    def __init__(self, constraint_name, table_name, columns, *, schema=None, **kw):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint):
        table = _table_for_constraint(constraint)
        return cls(
            constraint_name_or_none(constraint.name),
            table.name,
            [column.name for column in constraint.columns],
            schema=table.schema,
            **_set_fields(constraint, "deferrable", "initially"),
            **constraint.dialect_kwargs,
        )

    def to_constraint(self, migration_context=None):
        return SchemaObjects(migration_context).unique_constraint(
            self.constraint_name, self.table_name, self.columns, schema=self.schema, **self.kw
        )

    def _described(self):
        return _data.create_unique_constraint(
            self.table_name, self.schema, self.constraint_name, self.columns, self.kw
        )

    @classmethod
    def create_unique_constraint(
        cls, operations, constraint_name, table_name, columns, *, schema=None, **kw
    ):
        """Adds a unique constraint to a table."""
        return operations.invoke(cls(constraint_name, table_name, columns, schema=schema, **kw))

    @classmethod
    def batch_create_unique_constraint(cls, operations, constraint_name, columns, **kw):
        """Adds a unique constraint to the batch's table."""
        kw["schema"] = operations.impl.schema
        return operations.invoke(cls(constraint_name, operations.impl.table_name, columns, **kw))


@Operations.register_operation("create_foreign_key")
@BatchOperations.register_operation("create_foreign_key", "batch_create_foreign_key")
@AddConstraintOp.register_add_constraint("foreign_key_constraint")
class CreateForeignKeyOp(AddConstraintOp):
    """Adds a foreign key."""

    constraint_type = "foreignkey"

    def __init__(
        self, constraint_name, source_table, referent_table, local_cols, remote_cols, **kw
    ):
        self.constraint_name = constraint_name
        self.source_table = source_table
        self.referent_table = referent_table
        self.local_cols = local_cols
        self.remote_cols = remote_cols
        self.kw = kw

    def to_diff_tuple(self):
        return ("add_fk", self.to_constraint())

    @classmethod
    def from_constraint(cls, constraint):
        source_schema, source_table, source_columns, schema, table, columns = _fk_spec(constraint)[
            :6
        ]
        return cls(
            constraint_name_or_none(constraint.name),
            source_table,
            table,
            source_columns,
            columns,
            **_set_fields(
                constraint, "onupdate", "ondelete", "initially", "deferrable", "use_alter", "match"
            ),
            source_schema=source_schema,
            referent_schema=schema,
            **constraint.dialect_kwargs,
        )

    def to_constraint(self, migration_context=None):
        return SchemaObjects(migration_context).foreign_key_constraint(
            self.constraint_name,
            self.source_table,
            self.referent_table,
            self.local_cols,
            self.remote_cols,
            **self.kw,
        )

    def _described(self):
        keywords = dict(self.kw)
        source_schema = keywords.pop("source_schema", None)
        referent_schema = keywords.pop("referent_schema", None)
        return _data.create_foreign_key(
            self.source_table,
            source_schema,
            self.constraint_name,
            self.referent_table,
            self.local_cols,
            self.remote_cols,
            referent_schema,
            keywords,
        )

    @classmethod
    def create_foreign_key(
        cls,
        operations,
        constraint_name,
        source_table,
        referent_table,
        local_cols,
        remote_cols,
        *,
        onupdate=None,
        ondelete=None,
        deferrable=None,
        initially=None,
        match=None,
        source_schema=None,
        referent_schema=None,
        **dialect_kw,
    ):
        """Adds a foreign key to a table."""
        operation = cls(
            constraint_name,
            source_table,
            referent_table,
            local_cols,
            remote_cols,
            onupdate=onupdate,
            ondelete=ondelete,
            deferrable=deferrable,
            source_schema=source_schema,
            referent_schema=referent_schema,
            initially=initially,
            match=match,
            **dialect_kw,
        )
        return operations.invoke(operation)

    @classmethod
    def batch_create_foreign_key(
        cls,
        operations,
        constraint_name,
        referent_table,
        local_cols,
        remote_cols,
        *,
        referent_schema=None,
        **kw,
    ):
        """Adds a foreign key to the batch's table."""
        return cls.create_foreign_key(
            operations,
            constraint_name,
            operations.impl.table_name,
            referent_table,
            local_cols,
            remote_cols,
            source_schema=operations.impl.schema,
            referent_schema=referent_schema,
            **kw,
        )


@Operations.register_operation("create_check_constraint")
@BatchOperations.register_operation("create_check_constraint", "batch_create_check_constraint")
@AddConstraintOp.register_add_constraint("check_constraint")
@AddConstraintOp.register_add_constraint("table_or_column_check_constraint")
@AddConstraintOp.register_add_constraint("column_check_constraint")
class CreateCheckConstraintOp(AddConstraintOp):
    """Adds a check constraint."""

    constraint_type = "check"

    def __init__(self, constraint_name, table_name, condition, *, schema=None, **kw):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.condition = condition
        self.schema = schema
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint):
        table = _table_for_constraint(constraint)
        return cls(
            constraint_name_or_none(constraint.name),
            table.name,
            constraint.sqltext,
            schema=table.schema,
            **constraint.dialect_kwargs,
        )

    def to_constraint(self, migration_context=None):
        return SchemaObjects(migration_context).check_constraint(
            self.constraint_name, self.table_name, self.condition, schema=self.schema, **self.kw
        )

    def _described(self):
        return _data.create_check_constraint(
            self.table_name, self.schema, self.constraint_name, self.condition, self.kw
        )

    @classmethod
    def create_check_constraint(
        cls, operations, constraint_name, table_name, condition, *, schema=None, **kw
    ):
        """Adds a check constraint to a table."""
        return operations.invoke(cls(constraint_name, table_name, condition, schema=schema, **kw))

    @classmethod
    def batch_create_check_constraint(cls, operations, constraint_name, condition, **kw):
        """Adds a check constraint to the batch's table."""
        impl = operations.impl
        return operations.invoke(
            cls(constraint_name, impl.table_name, condition, schema=impl.schema, **kw)
        )


@Operations.register_operation("create_exclude_constraint")
@BatchOperations.register_operation("create_exclude_constraint", "batch_create_exclude_constraint")
@AddConstraintOp.register_add_constraint("exclude_constraint")
class CreateExcludeConstraintOp(AddConstraintOp):
    """Adds an exclusion constraint of PostgreSQL."""

    constraint_type = "exclude"

    def __init__(
        self,
        constraint_name,
        table_name,
        elements,
        where=None,
        schema=None,
        _orig_constraint=None,
        **kw,
    ):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.elements = elements
        self.where = where
        self.schema = schema
        self._orig_constraint = _orig_constraint
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint):
        table = _table_for_constraint(constraint)
        return cls(
            constraint.name,
            table.name,
            [(expression, operator) for expression, _, operator in constraint._render_exprs],
            where=constraint.where,
            schema=table.schema,
            _orig_constraint=constraint,
            deferrable=constraint.deferrable,
            initially=constraint.initially,
            using=constraint.using,
        )

    def to_constraint(self, migration_context=None):
        if self._orig_constraint is not None:
            return self._orig_constraint
        return SchemaObjects(migration_context).exclude_constraint(
            self.constraint_name,
            self.table_name,
            self.elements,
            where=self.where,
            schema=self.schema,
            **self.kw,
        )

    def _described(self):
        keywords = {"where": self.where, **self.kw}
        return _data.create_exclude_constraint(
            self.table_name, self.schema, self.constraint_name, self.elements, keywords
        )

    @classmethod
    def create_exclude_constraint(cls, operations, constraint_name, table_name, *elements, **kw):
        """Adds an exclusion constraint to a table."""
        return operations.invoke(cls(constraint_name, table_name, elements, **kw))

    @classmethod
    def batch_create_exclude_constraint(cls, operations, constraint_name, *elements, **kw):
        """Adds an exclusion constraint to the batch's table."""
        kw["schema"] = operations.impl.schema
        return operations.invoke(cls(constraint_name, operations.impl.table_name, elements, **kw))


def _set_fields(constraint, *fields):
    """Returns the fields of a constraint that say something."""
    values = {field: getattr(constraint, field) for field in fields}
    return {field: value for field, value in values.items() if value}
