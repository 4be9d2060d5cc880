"""The functions that carry out the operations, as long as nobody registers others.

The engine does, except where another package has the side of the database: then its methods do.
"""

from alembic._waist import IS_EMBEDDED, missing
from alembic.ddl.impl import is_engines
from alembic.operations import _data, ops
from alembic.operations.base import Operations


def _by_engine(operations, operation, column=None):
    """Has the engine carry out an operation; tells whether it is the one to do so."""
    if not IS_EMBEDDED and not is_engines(operations.migration_context.impl):
        return False
    described = operation._described()
    if column is not None:
        operations._send_column(described, column)
    elif described is not None:
        operations._send(described)
    return True


def _checked(operations, make):
    """Makes what an operation is about, so that SQLAlchemy refuses what it does not take.

    The built-in interpreter's own classes say the same where the operation is described.
    """
    return None if IS_EMBEDDED else make(operations.migration_context)


def _given(**keywords):
    return {key: value for key, value in keywords.items() if value is not None}


@Operations.implementation_for(ops.CreateTableOp)
def create_table(operations, operation):
    table = operation.to_table(operations.migration_context)
    if IS_EMBEDDED:
        operations._send(_data.create_table(table, operation.if_not_exists))
    elif is_engines(operations.migration_context.impl):
        with _events(operations, table, "create"):
            operations._send(_data.create_table(table, operation.if_not_exists))
    else:
        operations.impl.create_table(table, **_given(if_not_exists=operation.if_not_exists))
    return table


@Operations.implementation_for(ops.CreateEnumOp)
def create_enum(operations, operation):
    if not _by_engine(operations, operation):
        operation.type.create(operations.get_bind())


@Operations.implementation_for(ops.DropEnumOp)
def drop_enum(operations, operation):
    if not _by_engine(operations, operation):
        operation.type.drop(operations.get_bind())


@Operations.implementation_for(ops.AlterEnumOp)
def alter_enum(operations, operation):
    # Only the engine finds one, in a database of its own.
    _by_engine(operations, operation)


@Operations.implementation_for(ops.DropTableOp)
def drop_table(operations, operation):
    if IS_EMBEDDED:
        operations._send(operation._described())
        return
    table = operation.to_table(operations.migration_context)
    if is_engines(operations.migration_context.impl):
        with _events(operations, table, "drop"):
            operations._send(operation._described())
    else:
        operations.impl.drop_table(table, **_given(if_exists=operation.if_exists))


class _events:
    """Has those who listen for the creation or removal of tables hear of one."""

    def __init__(self, operations, table, event):
        self._impl = operations.migration_context.impl
        self._table = table
        self._event = event

    def _tell(self, moment):
        listeners = getattr(self._table.dispatch, moment + self._event)
        for listener in listeners:
            # Types listen too; what they would do the engine does.
            if not _is_of_type(listener):
                impl = self._impl
                listener(self._table, impl.connection, checkfirst=False, _ddl_runner=impl)

    def __enter__(self):
        self._tell("before_")

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self._tell("after_")


def _is_of_type(listener):
    from sqlalchemy.types import SchemaType

    method = getattr(listener, "func", listener)
    owner = getattr(method, "__self__", None) or getattr(method, "target", None)
    return isinstance(owner, SchemaType)


@Operations.implementation_for(ops.RenameTableOp)
def rename_table(operations, operation):
    if not _by_engine(operations, operation):
        operations.impl.rename_table(
            operation.table_name, operation.new_table_name, schema=operation.schema
        )


@Operations.implementation_for(ops.CreateTableCommentOp)
def create_table_comment(operations, operation):
    table = _checked(operations, operation.to_table)
    if not _by_engine(operations, operation):
        operations.impl.create_table_comment(table)


@Operations.implementation_for(ops.DropTableCommentOp)
def drop_table_comment(operations, operation):
    table = _checked(operations, operation.to_table)
    if not _by_engine(operations, operation):
        operations.impl.drop_table_comment(table)


@Operations.implementation_for(ops.AddColumnOp)
def add_column(operations, operation):
    if _by_engine(operations, operation, operation.column):
        return
    column = operation.column
    if column.table is not None:
        column = column._copy()
    table = operations.schema_obj.table(operation.table_name, column, schema=operation.schema)
    impl = operations.impl
    impl.add_column(
        operation.table_name,
        column,
        schema=operation.schema,
        if_not_exists=operation.if_not_exists,
        inline_references=operation.inline_references,
        inline_primary_key=operation.inline_primary_key,
        **operation.kw,
    )
    inline = operation.inline_references and len(column.foreign_keys) == 1
    for constraint in table.constraints:
        is_inline = inline and constraint.__visit_name__ == "foreign_key_constraint"
        if constraint.__visit_name__ != "primary_key_constraint" and not is_inline:
            impl.add_constraint(constraint)
    for index in table.indexes:
        impl.create_index(index)
    dialect = operations.migration_context.dialect
    if column.comment is not None and dialect.supports_comments and not dialect.inline_comments:
        impl.create_column_comment(column)


@Operations.implementation_for(ops.AlterColumnOp)
def alter_column(operations, operation):
    if _by_engine(operations, operation):
        return
    impl = operations.impl
    if operation.existing_type is not None and operation.modify_type is not None:
        for constraint in _constraints_of_type(operations, operation, operation.existing_type):
            impl.drop_constraint(constraint)
    impl.alter_column(
        operation.table_name,
        operation.column_name,
        nullable=operation.modify_nullable,
        server_default=operation.modify_server_default,
        name=operation.modify_name,
        type_=operation.modify_type,
        schema=operation.schema,
        existing_type=operation.existing_type,
        existing_server_default=operation.existing_server_default,
        existing_nullable=operation.existing_nullable,
        comment=operation.modify_comment,
        existing_comment=operation.existing_comment,
        **operation.kw,
    )
    if operation.modify_type is not None:
        for constraint in _constraints_of_type(operations, operation, operation.modify_type):
            impl.add_constraint(constraint)


def _constraints_of_type(operations, operation, kind):
    """Returns the constraints that a type brings along on the database at hand."""
    column = operations.schema_obj.column(operation.column_name, kind)
    table = operations.schema_obj.table(operation.table_name, column, schema=operation.schema)
    dialect = operations.migration_context.dialect
    compiler = dialect.statement_compiler(dialect, None)
    return [
        constraint
        for constraint in table.constraints
        if constraint.__visit_name__ != "primary_key_constraint"
        and (not constraint._create_rule or constraint._create_rule(compiler))
    ]


@Operations.implementation_for(ops.DropColumnOp)
def drop_column(operations, operation):
    column = _checked(operations, operation.to_column)
    if not _by_engine(operations, operation):
        operations.impl.drop_column(
            operation.table_name,
            column,
            schema=operation.schema,
            if_exists=operation.if_exists,
            **operation.kw,
        )


@Operations.implementation_for(ops.CreateIndexOp)
def create_index(operations, operation):
    index = _checked(operations, operation.to_index)
    if not _by_engine(operations, operation):
        operations.impl.create_index(index, **_given(if_not_exists=operation.if_not_exists))


@Operations.implementation_for(ops.DropIndexOp)
def drop_index(operations, operation):
    index = _checked(operations, operation.to_index)
    if not _by_engine(operations, operation):
        operations.impl.drop_index(index, **_given(if_exists=operation.if_exists))


@Operations.implementation_for(ops.AddConstraintOp)
def create_constraint(operations, operation):
    constraint = _checked(operations, operation.to_constraint)
    if not _by_engine(operations, operation):
        operations.impl.add_constraint(constraint)


@Operations.implementation_for(ops.DropConstraintOp)
def drop_constraint(operations, operation):
    def to_constraint(context):
        return operations.schema_obj.generic_constraint(
            operation.constraint_name,
            operation.table_name,
            operation.constraint_type,
            schema=operation.schema,
        )

    constraint = _checked(operations, to_constraint)
    if not _by_engine(operations, operation):
        operations.impl.drop_constraint(constraint, **_given(if_exists=operation.if_exists))


@Operations.implementation_for(ops.BulkInsertOp)
def bulk_insert(operations, operation):
    context = operations.migration_context
    if not IS_EMBEDDED and not context.as_sql or not _by_engine(operations, operation):
        context.impl.bulk_insert(
            operation.table, operation.rows, multiinsert=operation.multiinsert
        )


@Operations.implementation_for(ops.ExecuteSQLOp)
def execute_sql(operations, operation):
    context = operations.migration_context
    if IS_EMBEDDED or is_engines(context.impl):
        try:
            described = operation._described()
        except NotImplementedError:
            if IS_EMBEDDED:
                raise
        else:
            # In a batch too it runs at once: it is no operation on the table.
            Operations._send(operations, described)
            return
    context.impl._exec(operation.sqltext, operation.execution_options)


def __getattr__(name):
    raise missing(__name__, name)
